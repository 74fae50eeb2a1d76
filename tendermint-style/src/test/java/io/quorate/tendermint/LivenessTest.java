package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Node;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Given a cluster and a fault, transactions commit within a stated time. Times are virtual. What
 * every engine must show is in {@link ConformanceTest}.
 */
final class LivenessTest {

  private static Cluster without(int n, Set<Integer> dead) {
    Cluster cluster = Tendermint.cluster(n);
    cluster.nodes.stream().filter(node -> !dead.contains(node.index)).forEach(Node::start);
    return cluster;
  }

  private static boolean isVote(SignedMessage message, Phase phase) {
    return message.body() instanceof Vote vote && vote.content().phase() == phase;
  }

  @Test
  @DisplayName("three message delays a decision, one after the other, without a timer running out")
  void responsive() {
    Cluster cluster = Tendermint.cluster(4).start();
    assertEquals(3, cluster.serve(200, 1_000));
    for (Rule rule : List.of(Rule.L57, Rule.L61, Rule.L65, Rule.STATUS)) {
      assertEquals(0, cluster.count(rule.label()), rule.label());
    }
  }

  @Test
  @DisplayName("S36 n = 4, one dead: its turn costs timeoutPropose alone, every fourth height")
  void oneDead() {
    Cluster cluster = without(4, Set.of(2));
    long start = cluster.now();
    long worst = cluster.serve(100, 3_000);
    assertTrue(worst <= 1_010, "worst " + worst);
    assertTrue(cluster.now() - start <= 26_000, "100 heights in " + (cluster.now() - start));
  }

  @Test
  @DisplayName("S36 a dead proposer costs the same timeout in its hundredth turn as in its first")
  void deadCostsTheSame() {
    Cluster cluster = without(4, Set.of(2));
    long before = cluster.now();
    cluster.serve(4, 3_000);
    long first = cluster.now() - before;
    cluster.serve(392, 3_000);
    before = cluster.now();
    cluster.serve(4, 3_000);
    assertEquals(first, cluster.now() - before);
    assertTrue(cluster.nodes.stream().allMatch(node -> node.view <= 1), "no round beyond the next");
  }

  @Test
  @DisplayName("a lock of round 0 is told when round 2 is entered and round 1 was skipped")
  void spreadOverSkippedRound() {
    Solo replica = new Solo(new Scribe(Tendermint.fixture(4)), 3);
    Scribe scribe = replica.scribe;
    Block block = scribe.block(scribe.root(), 0, scribe.fixture.payload(1));
    replica.propose(block);
    replica.prevotes(0, block.hash(), 0, 1);
    assertEquals(block.hash(), replica.precommitted(0).orElseThrow());
    replica.prevotes(2, Hash.ZERO, 0, 1);
    assertTrue(replica.noted(Rule.L55));
    List<Votes> told = replica.broadcasts(Votes.class);
    assertEquals(1, told.size());
    assertEquals(block.hash(), told.getFirst().polka().orElseThrow().content().subject());
  }

  @Test
  @DisplayName(
      "S46 S47 one vote for a far round, or for the next height: a few questions, then rest")
  void farVoteThenRest() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    for (long height : List.of(1L, 2L)) {
      Cluster cluster = without(4, Set.of(3));
      cluster.run(10_000);
      SignedMessage vote = scribe.vote(3, Phase.TENDERMINT_PREVOTE, height, 40, Hash.ZERO);
      cluster.nodes.forEach(node -> cluster.send(3, node.id, vote));
      cluster.run(3_600_000);
      assertTrue(cluster.count(Rule.STATUS.label()) <= 9, "at height " + height);
      assertEquals(0, cluster.nodes.stream().mapToInt(node -> node.timers.size()).sum());
    }
  }

  @Test
  @DisplayName("S39 n = 7, two dead proposers one after the other: both are timed")
  void twoDead() {
    Cluster cluster = without(7, Set.of(3, 4));
    assertTrue(cluster.serve(50, 10_000) <= 2_520);
  }

  @Test
  @DisplayName("S37 a proposer that shows its proposals to a minority: the next one serves")
  void selectiveProposer() {
    Cluster cluster = Tendermint.cluster(4).start();
    cluster.network =
        (from, to, message, now) ->
            from == 0 && to > 1 && message.body() instanceof Proposal ? List.of() : List.of(1L);
    assertTrue(cluster.serve(40, 10_000) <= 3_100);
  }

  @Test
  @DisplayName("S38 a proposer whose block nobody accepts, not even itself, loses its round")
  void invalidProposal() {
    Cluster cluster = Tendermint.cluster(4).start();
    cluster.judge =
        (node, block) ->
            block.header().proposer() == 1
                ? Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no")
                : Verdict.accept();
    assertTrue(cluster.serve(40, 10_000) <= 100, "nil prevotes of all need no timer");
    assertTrue(cluster.agreed.values().stream().noneMatch(b -> b.header().proposer() == 1));
  }

  @Test
  @DisplayName("S19 two locked in different rounds: they decide when the network is good")
  void twoLocks() {
    Cluster cluster = Tendermint.cluster(4).start();
    int[] only = {2};
    boolean[] bad = {true};
    // Polkas reach one replica a round, no precommits reach anybody.
    cluster.network =
        (from, to, message, now) -> {
          boolean lost =
              bad[0]
                  && ((isVote(message, Phase.TENDERMINT_PREVOTE) && to != only[0] && from != 3)
                      || (isVote(message, Phase.TENDERMINT_PRECOMMIT) && to == only[0])
                      || message.body() instanceof Votes
                      || message.body() instanceof Status);
          return lost ? List.of() : List.of(1L);
        };
    cluster.submit();
    cluster.run(1_800);
    only[0] = 1;
    cluster.run(4_000);
    only[0] = 0;
    cluster.run(4_000);
    bad[0] = false;
    assertTrue(cluster.runUntil(10_000, cluster::allServed));
  }

  @Test
  @DisplayName("a polka that the liar shows to one replica a round is known to all in the next")
  void spreadPolka() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 3);
    var a = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    replica.receive(scribe.precommit(0, 1, Hash.ZERO));
    replica.receive(scribe.precommit(2, 1, Hash.ZERO));
    replica.propose(a);
    replica.prevotes(1, a.hash(), 0, 1);
    Votes spread = replica.broadcasts(Votes.class).getLast();
    assertEquals(a.hash(), spread.polka().orElseThrow().content().subject());
    assertTrue(scribe.fixture.verifier().verify(scribe.fixture.signed(3, spread)).accepted());
  }

  @Test
  @DisplayName(
      "all precommits are lost once: the votes are said again on request, by whoever has them")
  void lostPrecommits() {
    Cluster cluster = Tendermint.cluster(4).start();
    boolean[] lost = {true};
    cluster.network =
        (from, to, message, now) ->
            lost[0] && isVote(message, Phase.TENDERMINT_PRECOMMIT) ? List.of() : List.of(1L);
    cluster.submit();
    assertTrue(cluster.runUntil(1_600, cluster::allServed), "by Votes alone");
    assertTrue(cluster.count(Rule.ANSWER.label()) > 0);
    assertEquals(0, cluster.maxView());
  }

  @Test
  @DisplayName("one that missed the last decision gets it, and rests like the others")
  void missedDecision() {
    Cluster cluster = Tendermint.cluster(4).start();
    boolean[] cut = {true};
    cluster.network =
        (from, to, message, now) ->
            cut[0] && to == 3 && isVote(message, Phase.TENDERMINT_PRECOMMIT)
                ? List.of()
                : List.of(1L);
    cluster.submit();
    cluster.run(100);
    assertEquals(0, cluster.nodes.get(3).committed().height());
    assertTrue(cluster.runUntil(1_600, cluster::allServed));
    assertTrue(cluster.count(Rule.DECISION.label()) >= 4);
    cluster.run(5_000);
    cluster.nodes.forEach(node -> assertTrue(node.timers.isEmpty(), "at rest"));
  }

  @Test
  @DisplayName(
      "one that is several heights behind while the others decide their last one gets it all")
  void behindAtRest() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 3);
    replica.receive(scribe.vote(0, Phase.TENDERMINT_PRECOMMIT, 5, 0, Hash.ZERO));
    assertFalse(replica.scheduled("gossip", 0), "one may lie");
    replica.receive(scribe.vote(1, Phase.TENDERMINT_PRECOMMIT, 5, 0, Hash.ZERO));
    replica.expire("gossip");
    replica.expire("gossip");
    assertEquals(1, replica.broadcasts(Status.class).size());
  }

  @Test
  @DisplayName("S29 everybody restarts again and again in the middle of rounds, with one silent")
  void restartsWithOneSilent() {
    Cluster cluster = without(4, Set.of(3));
    for (int i = 0; i < 200; i++) {
      if (i % 20 == 0) {
        cluster.submit();
      }
      cluster.run(37 + i * 7 % 900);
      cluster.nodes.stream().filter(node -> node.index != 3).forEach(Node::crash);
      cluster.nodes.stream().filter(node -> node.index != 3).forEach(Node::start);
    }
    cluster.connectAll();
    assertTrue(cluster.runUntil(20_000, cluster::allServed));
  }

  @Test
  @DisplayName("S46 a liar far ahead moves nobody; it costs one slot")
  void liarAhead() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 3);
    for (long round = 1; round < 2_000; round++) {
      replica.receive(scribe.prevote(1, round * 1_000, Hash.ZERO));
      replica.receive(scribe.status(1, 1, round * 1_000, -1, true));
    }
    assertEquals(0, replica.view());
  }

  @Test
  @DisplayName("a peer that asks without end gets two answers a tick")
  void boundedAnswers() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 3);
    var a = scribe.block(scribe.root(), 0, scribe.fixture.payload(1));
    replica.propose(a);
    for (int i = 0; i < 100; i++) {
      replica.receive(scribe.status(1, 1, 0, -1, false));
    }
    assertEquals(2, replica.sent(Votes.class).size());
    replica.expire("gossip");
    replica.receive(scribe.status(1, 1, 0, -1, false));
    assertEquals(3, replica.sent(Votes.class).size());
  }

  @Test
  @DisplayName("a peer below gets the decision")
  void answersBelow() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 3);
    var a = scribe.block(scribe.root(), 0, scribe.fixture.payload(1));
    replica.propose(a);
    replica.precommits(0, a.hash(), 0, 1, 2);
    replica.receive(scribe.status(1, 1, 0, -1, false));
    assertEquals(a.hash(), replica.sent(Decision.class).getLast().precommits().content().subject());
  }

  @Test
  @DisplayName("weights: one of weight four and three of one: the heavy one proposes four of seven")
  void weighted() {
    Cluster cluster = new Cluster(Fixture.weighted(new TendermintFactory(), 4, 1, 1, 1)).start();
    assertEquals(3, cluster.serve(70, 1_000));
    long heavy = cluster.agreed.values().stream().filter(b -> b.header().proposer() == 0).count();
    assertEquals(40, heavy);
  }

  @Test
  @DisplayName(
      "S53 Δ: a replica whose execution lags does not vote, times nothing out, and goes on")
  void executionLags() {
    Cluster cluster = Tendermint.cluster(4);
    cluster.nodes.forEach(node -> node.executionDelay = 3_000);
    cluster.start();
    for (int i = 0; i < 30; i++) {
      cluster.submit();
      cluster.run(10);
    }
    cluster.run(2_000);
    assertTrue(cluster.agreed.size() <= 8, "at " + cluster.agreed.size() + ", Δ is 8");
    assertEquals(0, cluster.count(Rule.L57.label()));
    assertTrue(cluster.runUntil(30_000, cluster::allServed));
    assertEquals(0, cluster.count(Rule.L57.label()));
  }

  @Test
  @DisplayName("at rest nothing is sent, whatever the last height left behind")
  void rest() {
    Cluster cluster = Tendermint.cluster(4).start();
    cluster.serve(3, 1_000);
    cluster.run(2_000);
    int[] sent = {0};
    cluster.watcher =
        (node, effect) -> {
          if (effect instanceof Effect.Broadcast || effect instanceof Effect.Send) {
            sent[0]++;
          }
        };
    cluster.run(3_600_000);
    assertEquals(0, sent[0]);
    cluster.nodes.forEach(node -> assertTrue(node.timers.isEmpty()));
  }

  @Test
  @DisplayName("the rounds that a liar starts on an idle chain end with it")
  void liarWakes() {
    Cluster cluster = Tendermint.cluster(4).start();
    Scribe scribe = new Scribe(cluster.fixture);
    SignedMessage nil = scribe.prevote(3, 0, Hash.ZERO);
    cluster.nodes.get(3).crash();
    cluster.nodes.stream().filter(node -> node.index != 3).forEach(n -> n.receive(nil));
    cluster.run(20_000);
    assertTrue(cluster.maxView() <= 1, "round " + cluster.maxView());
    cluster.nodes.forEach(node -> assertTrue(node.timers.isEmpty()));
    assertFalse(cluster.allServed());
    cluster.submit();
    assertTrue(cluster.runUntil(5_000, cluster::allServed));
    assertEquals(Optional.empty(), cluster.evidence.stream().findFirst());
  }
}
