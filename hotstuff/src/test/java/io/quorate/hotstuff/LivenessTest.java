package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Node;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Given a cluster and a fault, transactions commit within a stated time. Times are virtual. */
final class LivenessTest {
  private static final long ROUND = 20;

  private static Cluster without(int n, Set<Integer> dead) {
    Cluster cluster = HotStuff.cluster(n);
    cluster.nodes.stream().filter(node -> !dead.contains(node.index)).forEach(Node::start);
    return cluster;
  }

  @Test
  @DisplayName("no step waits for a timer while all is well (responsiveness)")
  void responsive() {
    Cluster cluster = HotStuff.cluster(4).start();
    assertTrue(cluster.serve(100, 1_000) <= ROUND);
    assertEquals(0, cluster.count(Rule.TIMEOUT.label()));
  }

  @Test
  @DisplayName("S36 n = 4, one dead for ever: commits go on, few of them wait for a timer")
  void oneDead() {
    for (int dead = 0; dead < 4; dead++) {
      Cluster cluster = without(4, Set.of(dead));
      long worst = cluster.serve(300, 10_000);
      assertTrue(worst <= 8_000, "worst " + worst);
      long views = cluster.maxView();
      long lost = cluster.count(Rule.TC.label()) / 3;
      assertTrue(lost * 100 < views * 5, lost + " of " + views + " views lost");
    }
  }

  @Test
  @DisplayName("S36 S39 n = 7, two dead for ever, in any two places")
  void twoDead() {
    for (int first = 0; first < 7; first++) {
      for (int second = first + 1; second < 7; second++) {
        Cluster cluster = without(7, Set.of(first, second));
        long worst = cluster.serve(40, 30_000);
        assertTrue(worst <= 20_000, first + "," + second + ": worst " + worst);
      }
    }
  }

  @Test
  @DisplayName("S36 plain rotation with one of four dead commits: timeouts carry the votes")
  void votesCarried() {
    Cluster cluster = without(4, Set.of(2));
    cluster.submit();
    assertTrue(cluster.runUntil(10_000, cluster::allServed));
    assertTrue(cluster.count(Rule.QC.label()) > 0);
  }

  @Test
  @DisplayName("S37 S44 a leader that is connected and silent is replaced")
  void silentLeader() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.network =
        (from, to, message, now) ->
            from == 1 && message.body() instanceof Proposal ? List.of() : List.of(1L);
    assertTrue(cluster.serve(100, 10_000) <= 8_000);
  }

  @Test
  @DisplayName("S37 a leader that proposes empty blocks only delays others by its own views")
  void emptyLeader() {
    Cluster cluster = HotStuff.cluster(4).start();
    Scribe scribe = new Scribe(cluster.fixture);
    cluster.forger =
        (from, to, message) -> {
          if (from != 1 || !(message.body() instanceof Proposal proposal)) {
            return message;
          }
          return scribe.signed(1, emptied(cluster, proposal));
        };
    long worst = cluster.serve(100, 10_000);
    assertTrue(worst <= 5_000, "worst " + worst);
  }

  @Test
  @DisplayName("S37 a slow leader, slower than the timer, does not stop the others")
  void slowLeader() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.network = (from, to, message, now) -> List.of(from == 2 ? 3_000L : 1L);
    assertTrue(cluster.serve(50, 20_000) <= 20_000);
  }

  private static Proposal emptied(Cluster cluster, Proposal proposal) {
    var header = proposal.block().header();
    Block parent =
        cluster.nodes.stream()
            .flatMap(node -> node.blocks().values().stream())
            .filter(block -> block.hash().equals(header.parent()))
            .findFirst()
            .orElse(cluster.fixture.root());
    Block empty =
        Block.of(
            parent,
            header.chain(),
            header.epoch(),
            header.view(),
            header.proposer(),
            header.timeMillis(),
            Payload.EMPTY);
    return new Proposal(empty, proposal.justify(), proposal.timeoutCertificate());
  }

  @Test
  @DisplayName(
      "S10 the leader shows A to one half and B to the other: one block at most, live at once")
  void equivocatingLeader() {
    Cluster cluster = HotStuff.cluster(4).start();
    Scribe scribe = new Scribe(cluster.fixture);
    cluster.forger =
        (from, to, message) ->
            from == 1 && to > 1 && message.body() instanceof Proposal proposal
                ? scribe.signed(1, emptied(cluster, proposal))
                : message;
    assertTrue(cluster.serve(40, 10_000) <= 8_000);
  }

  @Test
  @DisplayName("S10 whoever voted for the losing block recovers the winner by fetch")
  void loserFetches() {
    Cluster cluster = HotStuff.cluster(4).start();
    Scribe scribe = new Scribe(cluster.fixture);
    cluster.forger =
        (from, to, message) ->
            from == 1 && to == 3 && message.body() instanceof Proposal proposal
                ? scribe.signed(1, emptied(cluster, proposal))
                : message;
    assertTrue(cluster.serve(20, 10_000) <= 8_000);
    assertTrue(cluster.count(Rule.FETCH.label()) > 0);
    assertTrue(cluster.allServed());
  }

  @Test
  @DisplayName(
      "S35 the quorum is gone for an hour: the first block comes within ten seconds of its return")
  void quorumLost() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(5, 1_000);
    boolean[] cut = {true};
    cluster.network =
        (from, to, message, now) -> cut[0] && from / 2 != to / 2 ? List.of() : List.of(1L);
    cluster.submit();
    cluster.run(3_600_000);
    assertFalse(cluster.allServed());
    cut[0] = false;
    assertTrue(cluster.runUntil(10_000, cluster::allServed));
  }

  @Test
  @DisplayName("S35 everybody alone for an hour, in different views: ten seconds after the return")
  void everybodyAlone() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(5, 1_000);
    boolean[] cut = {true};
    int[] lucky = {0};
    cluster.network =
        (from, to, message, now) ->
            cut[0] && (from != lucky[0] && to != lucky[0]) ? List.of() : List.of(1L);
    cluster.submit();
    for (int i = 0; i < 360; i++) {
      lucky[0] = i % 4;
      cluster.run(10_000);
    }
    cluster.submit();
    cut[0] = false;
    assertTrue(cluster.runUntil(10_000, cluster::allServed));
  }

  @Test
  @DisplayName("S39 two failed leaders one after the other: the second is timed as well")
  void successiveFailures() {
    Cluster cluster = without(7, Set.of(2, 3));
    cluster.serve(1, 10_000);
    assertTrue(cluster.runUntil(10_000, cluster::allServed));
    assertTrue(cluster.serve(10, 20_000) <= 15_000);
  }

  @Test
  @DisplayName("S40 steady load for ten minutes: no view is given up")
  void steadyLoad() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.network = (from, to, message, now) -> List.of(40L);
    for (int i = 0; i < 1_200; i++) {
      cluster.submit();
      cluster.run(500);
    }
    assertTrue(cluster.runUntil(1_000, cluster::allServed));
    assertEquals(0, cluster.count(Rule.TIMEOUT.label()));
  }

  @Test
  @DisplayName("S41 an idle chain starts no timer; the timer of late work gets its whole time")
  void timerNotEarly() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(3, 1_000);
    cluster.run(600_000);
    assertEquals(0, cluster.nodes.stream().mapToInt(node -> node.timers.size()).sum());
    long[] started = {0};
    cluster.watcher =
        (node, effect) -> {
          if (effect instanceof Effect.StartTimer start) {
            started[0]++;
            assertEquals(
                Fixture.PARAMETERS.baseTimeoutMillis() / Pacemaker.OVERDUE_PART,
                start.delayMillis());
          }
        };
    cluster.serve(1, 500);
    assertTrue(started[0] > 0);
    assertEquals(0, cluster.count(Rule.TIMEOUT.label()));
  }

  @Test
  @DisplayName("S42 old timeouts of a restarted replica do not keep it from joining")
  void oldTimeouts() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(5, 1_000);
    Node late = cluster.nodes.get(3);
    late.crash();
    cluster.serve(30, 10_000);
    late.start();
    Scribe scribe = new Scribe(cluster.fixture);
    for (long view = 1; view < 6; view++) {
      SignedMessage old = scribe.timeout(3, view, scribe.qc(scribe.root()));
      for (int to = 0; to < 3; to++) {
        cluster.send(3, to, old);
      }
    }
    cluster.connectAll();
    cluster.run(1_000);
    Node dead = cluster.nodes.get(0);
    dead.crash();
    assertTrue(cluster.serve(20, 10_000) <= 8_000, "the restarted replica votes");
    assertTrue(cluster.count(Rule.ANSWER.label()) > 0);
  }

  @Test
  @DisplayName(
      "S47 idle for an hour, then one transaction: committed at once, also when the leader died")
  void idleThenWork() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(1, 1_000);
    cluster.run(3_600_000);
    assertTrue(cluster.serve(1, 1_000) <= ROUND);
    cluster.run(3_600_000);
    int leader = (int) (cluster.maxView() % 4);
    cluster.nodes.get(leader).crash();
    assertTrue(cluster.serve(1, 10_000) <= 6_000);
  }

  @Test
  @DisplayName("an idle chain sends nothing")
  void idleIsSilent() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(3, 1_000);
    cluster.run(1_000);
    long[] sent = {0};
    cluster.network =
        (from, to, message, now) -> {
          sent[0]++;
          return List.of(1L);
        };
    cluster.run(3_600_000);
    assertEquals(0, sent[0]);
  }

  @Test
  @DisplayName(
      "S29 all replicas stop at every moment of a block's way and start again: live, nothing lost")
  void restartAll() {
    for (int moment = 1; moment < 120; moment += 2) {
      Cluster cluster = HotStuff.cluster(4).start();
      cluster.serve(2, 1_000);
      cluster.submit();
      int[] left = {moment};
      cluster.watcher =
          (node, effect) -> {
            if (--left[0] == 0) {
              cluster.nodes.forEach(Node::crash);
              cluster.at(500, () -> cluster.nodes.forEach(Node::start));
            }
          };
      assertTrue(cluster.runUntil(10_500, cluster::allServed), "moment " + moment);
      cluster.serve(3, 10_000);
    }
  }

  @Test
  @DisplayName(
      "S26 S31 one replica stops before every single effect and starts again: no contradiction, live")
  void crashAtEveryEffect() {
    for (int victim = 0; victim < 4; victim++) {
      for (int moment = 1; moment < 70; moment++) {
        crashAt(victim, moment);
      }
    }
  }

  private static void crashAt(int victim, int moment) {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(1, 1_000);
    int[] left = {moment};
    cluster.watcher =
        (node, effect) -> {
          if (node == victim && --left[0] == 0) {
            cluster.nodes.get(victim).crash();
            cluster.at(200, cluster.nodes.get(victim)::start);
          }
        };
    for (int i = 0; i < 4; i++) {
      cluster.submit();
      assertTrue(
          cluster.runUntil(10_000, () -> cluster.pending.isEmpty()),
          "victim " + victim + " moment " + moment);
    }
    cluster.connectAll();
    cluster.serve(2, 10_000);
    assertEquals(List.of(), cluster.evidence);
  }

  @Test
  @DisplayName("S46 votes and timeouts for far views cost a fixed amount; honest ones get through")
  void floods() {
    Scribe scribe = new Scribe(HotStuff.fixture(4));
    Solo replica = new Solo(scribe, 3);
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    for (long view = 1; view < 3_000; view++) {
      Block junk = scribe.block(scribe.root(), view, 2, scribe.fixture.payload(5));
      replica.receive(scribe.voteMessage(2, junk));
      replica.receive(scribe.timeout(2, view, scribe.qc(scribe.root())));
    }
    assertEquals(1, replica.view());
    replica.propose(b1);
    replica.receive(scribe.voteMessage(0, b1));
    replica.receive(scribe.voteMessage(1, b1));
    assertEquals(2, replica.view());
    assertEquals(List.of(b1.hash()), replica.votedFor());
  }

  @Test
  @DisplayName("S46 proposals of past views, one per view, do not pile up")
  void proposalFlood() {
    Scribe scribe = new Scribe(HotStuff.fixture(4));
    State state =
        new State(
            scribe.fixture.epoch,
            3,
            new EngineOutput(),
            new LeaderElection(scribe.fixture.epoch.validators()),
            scribe.root(),
            Optional.empty());
    Chain chain = new Chain(state, new ThreeChain());
    for (long view = 1; view < 2_000; view++) {
      state.tree.add(scribe.block(scribe.root(), view, scribe.fixture.payload(view)));
      chain.prune();
      assertTrue(state.tree.size() <= 13);
    }
  }

  @Test
  @DisplayName("one liar with timeouts cannot make idle replicas propose, only change views slowly")
  void loneTimeouts() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(2, 1_000);
    cluster.run(1_000);
    Scribe scribe = new Scribe(cluster.fixture);
    long height = cluster.agreed.size();
    for (int i = 0; i < 60; i++) {
      SignedMessage lie = scribe.timeout(1, cluster.maxView(), scribe.qc(scribe.root()));
      for (int to = 0; to < 4; to++) {
        if (to != 1) {
          cluster.send(1, to, lie);
        }
      }
      cluster.run(1_000);
    }
    assertEquals(height, cluster.agreed.size());
    cluster.serve(3, 10_000);
    assertTrue(lastTimeout(cluster).isPresent());
  }

  private static Optional<String> lastTimeout(Cluster cluster) {
    return cluster.nodes.getFirst().trace.stream()
        .filter(line -> line.startsWith(Rule.TIMEOUT.label()))
        .findFirst();
  }

  @Test
  @DisplayName("votes lost on the way to the next leader come back in timeouts")
  void lostVotes() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.network =
        (from, to, message, now) -> message.body() instanceof Vote ? List.of() : List.of(1L);
    assertTrue(cluster.serve(4, 60_000) <= 30_000);
    assertTrue(cluster.count(Rule.VIEW_QC.label()) > 0);
  }

  @Test
  @DisplayName("timeouts lost half of the time still end a dead leader's view")
  void lostTimeouts() {
    Cluster cluster = without(4, Set.of(3));
    int[] counter = {0};
    cluster.network =
        (from, to, message, now) ->
            message.body() instanceof Timeout && counter[0]++ % 2 == 0 ? List.of() : List.of(1L);
    assertTrue(cluster.serve(20, 60_000) <= 30_000);
  }

  @Test
  @DisplayName("a long chain without three consecutive views, beyond Δ, still commits in the end")
  void beyondLag() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.serve(1, 1_000);
    boolean[] bad = {true};
    cluster.network =
        (from, to, message, now) ->
            bad[0] && message.body() instanceof Proposal p && p.block().view() % 3 == 0
                ? List.of()
                : List.of(1L);
    cluster.submit();
    cluster.run(600_000);
    assertFalse(cluster.allServed());
    assertTrue(cluster.count(Rule.CARRIER.label()) > 0);
    bad[0] = false;
    assertTrue(cluster.runUntil(30_000, cluster::allServed));
  }
}
