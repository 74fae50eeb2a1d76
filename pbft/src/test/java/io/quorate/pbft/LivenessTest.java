package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.FakeScheme;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Node;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What only a protocol with a lasting primary has to show; the rest is in the conformance suite.
 */
final class LivenessTest {
  /** Request, pre-prepare, prepare, commit. */
  private static final long ROUND = 4;

  private final Scribe scribe = new Scribe(Pbft.fixture(4));

  @Test
  @DisplayName("three message delays, for ever in the first view")
  void normalCase() {
    Cluster cluster = Pbft.cluster(4).start();
    assertTrue(cluster.serve(300, 1_000) <= ROUND);
    assertEquals(1, cluster.maxView());
  }

  @Test
  @DisplayName("blocks are under way together: four in three delays of a slow network")
  void pipeline() {
    Cluster cluster = Pbft.cluster(4);
    cluster.network = (from, to, message, now) -> List.of(100L);
    cluster.start();
    for (int i = 0; i < 4; i++) {
      cluster.submit();
      cluster.run(10);
    }
    assertTrue(cluster.runUntil(3 * 100 + 10, cluster::allServed));
    assertEquals(4, cluster.agreed.size());
  }

  @Test
  @DisplayName("the work that gathers while four blocks are under way goes into the next one")
  void batches() {
    Cluster cluster = Pbft.cluster(4);
    cluster.network = (from, to, message, now) -> List.of(100L);
    cluster.start();
    for (int i = 0; i < 14; i++) {
      cluster.submit();
      cluster.run(5);
    }
    assertTrue(cluster.runUntil(2_000, cluster::allServed));
    assertTrue(cluster.agreed.size() <= 6, () -> cluster.agreed.size() + " blocks");
  }

  @Test
  @DisplayName("S37 S38 a primary that commits everything but one transaction is replaced")
  void censor() {
    Scribe client = scribe;
    Solo replica = new Solo(client, 3);
    Transaction censored = client.fixture.transaction(77);
    replica.handle(new Event.WorkPending(Optional.of(censored.id())));
    List<Long> before = replica.delays();
    Block at = client.root();
    for (long height = 1; height <= 6; height++) {
      at = client.block(at, 1, height);
      commit(replica, at);
    }
    assertEquals(before, replica.delays(), "commits of others' work do not restart the timer");
    replica.expire();
    assertEquals(2, replica.viewChanges().getLast().view());
  }

  private static void commit(Solo replica, Block block) {
    replica.prePrepare(block);
    replica.prepares(block.view(), block, 0);
    replica.commits(block.view(), block, 0, 1);
    replica.handle(new Event.HeightExecuted(block.height()));
    replica.handle(new Event.HeightFinal(replica.scribe.stable(block)));
  }

  @Test
  @DisplayName("S38 the same in a network: the censored transaction commits in the next view")
  void censorInNetwork() {
    Cluster cluster = Pbft.cluster(4);
    Transaction[] victim = new Transaction[1];
    cluster.forger =
        (from, to, message) ->
            from == 1 && carries(message, victim[0]) ? emptied(cluster, message) : message;
    cluster.start();
    victim[0] = cluster.submit();
    for (int i = 0; i < 20; i++) {
      cluster.run(100);
      cluster.submit();
    }
    assertTrue(cluster.runUntil(5_000, cluster::allServed));
    assertTrue(cluster.maxView() > 1);
  }

  private static boolean carries(SignedMessage message, Transaction transaction) {
    return message.body() instanceof PrePrepare prePrepare
        && prePrepare.block().payload().transactions().contains(transaction);
  }

  private static SignedMessage emptied(Cluster cluster, SignedMessage message) {
    Block block = ((PrePrepare) message.body()).block();
    return cluster.fixture.signed(message.sender(), new PrePrepare(cluster.rival(block, 0)));
  }

  @Test
  @DisplayName("S37 a primary that proposes empty blocks only is replaced")
  void emptyBlocks() {
    Cluster cluster = Pbft.cluster(4);
    cluster.forger =
        (from, to, message) ->
            from == 1 && message.body() instanceof PrePrepare ? emptied(cluster, message) : message;
    cluster.start();
    assertTrue(cluster.serve(10, 10_000) <= 3_000);
    assertTrue(cluster.maxView() > 1);
  }

  @Test
  @DisplayName("a backlog of full blocks excuses the primary, nine timers long and no longer")
  void excuses() {
    ChainParameters small =
        new ChainParameters(64 << 10, 1 << 20, 1, 100_000, 8, 1_000, 8_000, 10_000);
    Scribe narrow = new Scribe(new Fixture(new PbftFactory(), new FakeScheme(), small, 1, 1, 1, 1));
    Solo replica = new Solo(narrow, 3).waiting();
    Block at = narrow.root();
    for (long height = 1; height <= Patience.MOST_EXCUSES; height++) {
      at = narrow.block(at, 1, height);
      commit(replica, at);
      replica.expire();
      assertEquals(List.of(), replica.viewChanges(), "full blocks, timer " + height);
    }
    commit(replica, narrow.block(at, 1, 9));
    replica.expire();
    assertEquals(2, replica.viewChanges().getLast().view());
  }

  @Test
  @DisplayName("a single block with room in it ends the excuse")
  void noExcuse() {
    ChainParameters small =
        new ChainParameters(64 << 10, 1 << 20, 1, 100_000, 8, 1_000, 8_000, 10_000);
    Scribe narrow = new Scribe(new Fixture(new PbftFactory(), new FakeScheme(), small, 1, 1, 1, 1));
    Solo replica = new Solo(narrow, 3).waiting();
    Block full = narrow.block(narrow.root(), 1, 1);
    Block empty = narrow.block(full, 1, Payload.EMPTY);
    commit(replica, full);
    commit(replica, empty);
    commit(replica, narrow.block(empty, 1, 3));
    replica.expire();
    assertEquals(2, replica.viewChanges().getLast().view());
  }

  @Test
  @DisplayName("what is committed and not executed yet is no reason to blame the primary")
  void awaitsExecution() {
    Solo replica = new Solo(scribe, 3);
    Block block = scribe.block(scribe.root(), 1, 1);
    replica.handle(
        new Event.WorkPending(Optional.of(block.payload().transactions().getFirst().id())));
    replica.prePrepare(block);
    replica.prepares(1, block, 0);
    replica.commits(1, block, 0, 1);
    assertTrue(replica.timer().isEmpty());
    assertTrue(replica.noted(Rule.IDLE));
  }

  @Test
  @DisplayName("S40 steady load for ten minutes, and a backlog: no view is given up")
  void steadyLoad() {
    Cluster cluster = Pbft.cluster(4);
    cluster.network = (from, to, message, now) -> List.of(40L);
    cluster.start();
    for (int i = 0; i < 1_200; i++) {
      for (int burst = i % 100 == 0 ? 300 : 1; burst > 0; burst--) {
        cluster.submit();
      }
      cluster.run(500);
    }
    assertTrue(cluster.runUntil(5_000, cluster::allServed));
    assertEquals(0, cluster.count(Rule.VIEW_CHANGE.label()));
  }

  @Test
  @DisplayName("S39 the next primary is dead, too, and the one after it: each is timed")
  void successiveFailures() {
    Cluster cluster = Pbft.cluster(10);
    cluster.nodes.stream().filter(node -> node.id < 1 || node.id > 3).forEach(Node::start);
    assertTrue(cluster.serve(1, 30_000) <= 1_000 + 1_000 + 2_000 + 100);
    assertEquals(4, cluster.maxView());
  }

  @Test
  @DisplayName("S35 everybody alone in turns for an hour: views do not run away, commits at once")
  void views() {
    Cluster cluster = Pbft.cluster(4).start();
    cluster.serve(3, 10_000);
    cluster.network =
        (from, to, message, now) -> now < 3_600_000 && from / 2 != to / 2 ? List.of() : List.of(1L);
    cluster.submit();
    cluster.run(3_600_000 - cluster.now());
    assertEquals(2, cluster.maxView(), "no quorum, no further view");
    assertTrue(cluster.runUntil(1_500, cluster::allServed), "one base timeout and a round");
  }

  @Test
  @DisplayName("one dead, one a view ahead of the other two: they come up to it")
  void oneAhead() {
    Cluster cluster = Pbft.cluster(4);
    cluster.nodes.stream().filter(node -> node.id != 3).forEach(Node::start);
    // Replica 0 does not hear the new view of 2, and its view change for it is lost.
    cluster.network =
        (from, to, message, now) -> {
          boolean lost =
              now < 20_000
                  && (message.body() instanceof NewView
                      || (from == 0
                          && message.body() instanceof ViewChange change
                          && change.view() == 2));
          return lost ? List.of() : List.of(1L);
        };
    cluster.submit();
    assertTrue(cluster.runUntil(60_000, cluster::allServed));
  }

  @Test
  @DisplayName("a late replica gets the new view when it connects, and when it asks for an old one")
  void lateReplica() {
    Solo replica = new Solo(scribe, 3);
    ViewChange none = scribe.viewChange(5);
    replica.newView(scribe.newView(5, new TreeMap<>(Map.of(0, none, 1, none, 2, none))));
    replica.handle(new Event.PeerConnected(2));
    assertEquals(1, replica.told(2, PbftMessage.NewViewCopy.class).size());
    replica.receive(scribe.signed(0, scribe.viewChange(3)));
    assertEquals(1, replica.told(0, PbftMessage.NewViewCopy.class).size());
    Solo late = new Solo(scribe, 0);
    late.receive(scribe.signed(3, replica.told(0, PbftMessage.NewViewCopy.class).getFirst()));
    assertEquals(5, late.view());
    assertTrue(late.noted(Rule.ENTER));
  }

  @Test
  @DisplayName("S46 an idle hour after a dead validator's view change, near or far: no view turns")
  void deadAsker() {
    for (long view : List.of(2L, 3L, 453L)) {
      Cluster cluster = Pbft.cluster(4);
      cluster.nodes.stream().filter(node -> node.id != 3).forEach(Node::start);
      SignedMessage asks = scribe.signed(3, scribe.viewChange(view));
      cluster.nodes.forEach(node -> cluster.send(3, node.id, asks));
      cluster.run(3_600_000);
      assertEquals(1, cluster.maxView(), "asked for " + view);
      assertTrue(cluster.serve(1, 1_000) <= ROUND);
    }
  }

  @Test
  @DisplayName(
      "S46 a liar that asks for view after view turns n of an idle chain, and its own: then none")
  void livelyAsker() {
    Cluster cluster = Pbft.cluster(4);
    cluster.nodes.stream().filter(node -> node.id != 3).forEach(Node::start);
    for (int second = 0; second < 600; second++) {
      SignedMessage asks = scribe.signed(3, scribe.viewChange(cluster.maxView() + 1));
      cluster.nodes.forEach(node -> cluster.send(3, node.id, asks));
      cluster.run(1_000);
    }
    // It was followed four times; view 3 was its own to open, which it did not.
    assertEquals(1 + 4 + 1, cluster.maxView());
    assertTrue(cluster.serve(3, 2_000) <= ROUND);
    assertEquals(1 + 4 + 1, cluster.maxView());
  }

  @Test
  @DisplayName(
      "a far view change is no voice for the new-view timer: views stand still without a quorum")
  void farVoice() {
    Cluster cluster = Pbft.cluster(4);
    cluster.nodes.stream().filter(node -> node.id < 2).forEach(Node::start);
    SignedMessage asks = scribe.signed(3, scribe.viewChange(1_000));
    cluster.nodes.forEach(node -> cluster.send(3, node.id, asks));
    cluster.submit();
    cluster.run(600_000);
    assertEquals(2, cluster.maxView(), "two of four are no quorum");
  }

  @Test
  @DisplayName(
      "finality more than Δ behind excuses the primary also at a replica that executes fast")
  void othersExecuteSlowly() {
    Solo replica = new Solo(scribe, 3).waiting();
    Block at = scribe.root();
    for (long height = 1; height <= 8; height++) {
      at = scribe.block(at, 1, height);
      replica.prePrepare(at);
      replica.prepares(1, at, 0);
      replica.commits(1, at, 0, 1);
      replica.handle(new Event.HeightExecuted(height));
    }
    replica.expire();
    assertEquals(List.of(), replica.viewChanges());
    assertTrue(replica.noted(Rule.EXCUSE));
    replica.handle(new Event.HeightFinal(scribe.stable(at)));
    replica.expire();
    assertEquals(2, replica.viewChanges().getLast().view());
  }

  @Test
  @DisplayName(
      "a view change is durable until its view is open, and not persisted again with votes")
  void viewChangePersistedOnce() {
    Solo replica = new Solo(scribe, 3).waiting();
    replica.expire();
    assertTrue(record(replica).viewChange().isPresent());
    ViewChange none = scribe.viewChange(2);
    replica.newView(scribe.newView(2, new TreeMap<>(Map.of(0, none, 1, none, 2, none))));
    replica.prePrepare(scribe.block(scribe.root(), 2, 1));
    assertEquals(1, record(replica).prepares().size());
    assertTrue(record(replica).viewChange().isEmpty());
  }

  private static SafetyRecord record(Solo replica) {
    return SafetyRecord.decode(replica.safety.orElseThrow()).orThrow();
  }

  @Test
  @DisplayName("votes that overtake their view's new view count once it is open")
  void early() {
    Solo replica = new Solo(scribe, 3);
    Block block = scribe.block(scribe.root(), 1, 1);
    replica.fetched(block);
    replica.prepares(5, block, 0, 1);
    replica.commits(5, block, 0, 1);
    ViewChange prepared = scribe.viewChange(5, scribe.prepared(1, block));
    replica.newView(
        scribe.newView(5, new TreeMap<>(Map.of(0, prepared, 1, prepared, 2, prepared))));
    assertEquals(List.of(block), replica.commits());
  }

  @Test
  @DisplayName("who asks for a view alone follows what the others decide")
  void follows() {
    Solo replica = new Solo(scribe, 3).waiting();
    replica.expire();
    Block block = scribe.block(scribe.root(), 1, 1);
    replica.prePrepare(block);
    replica.commits(1, block, 0, 1, 2);
    assertEquals(List.of(block), replica.commits());
    assertEquals(List.of(), replica.prepared());
  }

  @Test
  @DisplayName("a replica left alone in a higher view votes again once the others rest")
  void comesBack() {
    Cluster cluster = Pbft.cluster(4).start();
    cluster.serve(2, 1_000);
    boolean[] cut = {true};
    cluster.network =
        (from, to, message, now) -> cut[0] && (from == 3) != (to == 3) ? List.of() : List.of(1L);
    cluster.submit();
    cluster.submitTo(3);
    cluster.run(5_000);
    cut[0] = false;
    cluster.connectAll();
    assertTrue(cluster.runUntil(20_000, cluster::allServed));
    cluster.run(20_000);
    cluster.nodes.get(2).crash();
    assertTrue(cluster.serve(5, 10_000) <= 5_000, "three of four, and 3 among them");
  }

  @Test
  @DisplayName("S46 what comes before its view is bounded, and the newest view's votes are kept")
  void bounded() {
    State state =
        new State(
            scribe.fixture.epoch,
            3,
            new EngineOutput(),
            Primaries.inTurn(scribe.fixture.epoch),
            scribe.root(),
            Optional.empty());
    EarlyVotes early = new EarlyVotes(scribe.fixture.epoch, new Offences(state));
    for (long view = 2; view < 500; view++) {
      Block at = scribe.root();
      for (long height = 1; height <= 16; height++) {
        at = scribe.block(at, view, height);
        early.add(scribe.prepare(0, view, at).vote().orElseThrow());
        early.add(scribe.commit(0, view, at).vote().orElseThrow());
      }
    }
    assertEquals(32, early.size());
    assertEquals(32, early.take(499).size());
    assertEquals(0, early.size());
  }

  @Test
  @DisplayName("S47 at rest: no timer, nothing sent; empty payloads are never asked for")
  void rests() {
    Cluster cluster = Pbft.cluster(4);
    List<Effect.RequestPayload> requests = new ArrayList<>();
    cluster.watcher =
        (node, effect) -> {
          if (effect instanceof Effect.RequestPayload request) {
            requests.add(request);
          }
        };
    cluster.start().serve(5, 1_000);
    cluster.run(10_000);
    assertTrue(cluster.nodes.stream().allMatch(node -> node.timers.isEmpty()));
    assertFalse(requests.isEmpty());
    assertTrue(requests.stream().noneMatch(request -> request.demand() == Effect.Demand.NONE));
    assertEquals(5, cluster.agreed.size());
  }
}
