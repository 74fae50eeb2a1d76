package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Node;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class LostDecisionTest {

  /** More than 2Δ behind, and nothing became final meanwhile: catch-up has nothing to give. */
  @Test
  void farBehindWithoutFinality() {
    Cluster cluster = Tendermint.cluster(4).start();
    boolean[] cut = {true};
    cluster.network =
        (from, to, message, now) -> cut[0] && (from == 3) != (to == 3) ? List.of() : List.of(1L);
    for (int i = 0; i < 40; i++) {
      cluster.submit();
      assertTrue(cluster.runUntil(20_000, () -> cluster.pending.isEmpty()));
    }
    cut[0] = false;
    cluster.connectAll();
    cluster.nodes.get(2).crash();
    cluster.submit();
    assertTrue(cluster.runUntil(3_600_000, cluster::allServed), cluster::lastNotes);
  }

  private static List<Block> chain(Scribe scribe, int length) {
    List<Block> blocks = new ArrayList<>();
    Block at = scribe.root();
    for (int i = 1; i <= length; i++) {
      at = scribe.block(at, 0, scribe.fixture.payload(i));
      blocks.add(at);
    }
    return blocks;
  }

  /** A newer decision comes before the blocks of the older one: every time. */
  @Test
  void decisionOutrunsFetch() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo solo = new Solo(scribe, 3);
    List<Block> chain = chain(scribe, 16);
    for (int top = 4; top < 12; top++) {
      // the newest decision first, then the answer to the last fetch
      solo.receive(scribe.fixture.signed(0, new Decision(scribe.decision(chain.get(top - 1), 0))));
      List<Effect.FetchBlock> fetches = solo.all(Effect.FetchBlock.class);
      solo.receive(scribe.fixture.signed(1, new Decision(scribe.decision(chain.get(top), 0))));
      Hash wanted = fetches.getLast().block();
      for (Block block : chain) {
        if (block.height() <= top && wanted.equals(chain.get(top - 1).hash())) {
          solo.handle(new Event.BlockAvailable(block));
        }
      }
    }
    assertFalse(solo.commits().isEmpty());
  }

  /** Decided with the votes of a liar that then falls silent; one honest replica heard nothing. */
  @Test
  void oneMissedTheLastHeightAtRest() {
    Cluster cluster = Tendermint.cluster(4).start();
    cluster.serve(2, 10_000);
    cluster.run(60_000);
    boolean[] lossy = {true};
    cluster.network = (from, to, message, now) -> lossy[0] && to == 2 ? List.of() : List.of(1L);
    Node liar = cluster.nodes.get(3);
    cluster.watcher =
        (node, effect) -> {
          if (node == 3 && effect instanceof Effect.Commit) {
            liar.crash();
          }
        };
    cluster.submitTo(0, 1, 3);
    assertTrue(cluster.runUntil(60_000, () -> cluster.pending.isEmpty()));
    long height = cluster.agreed.size();
    lossy[0] = false;
    cluster.catchUpEvery(1_000);
    assertTrue(
        cluster.runUntil(3_600_000, () -> cluster.finals.containsKey(height)), cluster::lastNotes);
  }

  /** The log is behind the words; what comes in between must not overwrite what was said. */
  @Test
  void muteKeepsItsRecord() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo solo = new Solo(scribe, 3);
    List<Block> chain = chain(scribe, 3);
    solo.handle(new Event.CommittedElsewhere(chain.get(0)));
    solo.handle(new Event.CommittedElsewhere(chain.get(1)));
    Block third = chain.get(2);
    solo.propose(third);
    for (int peer = 0; peer < 3; peer++) {
      solo.receive(scribe.vote(peer, Phase.TENDERMINT_PREVOTE, 3, 0, third.hash()));
    }
    assertEquals(Optional.of(third.hash()), solo.precommitted(0));

    solo.restart(); // at the root: the log lost heights 1 and 2
    assertTrue(solo.noted(Rule.MUTE));
    solo.receive(scribe.fixture.signed(0, new Decision(scribe.decision(chain.get(0), 0))));
    solo.handle(new Event.BlockAvailable(chain.get(0)));
    assertEquals(1, solo.commits().size());

    solo.restart();
    solo.handle(new Event.CommittedElsewhere(chain.get(0)));
    solo.handle(new Event.CommittedElsewhere(chain.get(1)));
    // Round 1: locked on the third block, it must not prevote another.
    Block rival = scribe.block(chain.get(1), 1, scribe.fixture.payload(9));
    for (int peer = 0; peer < 2; peer++) {
      solo.receive(scribe.vote(peer, Phase.TENDERMINT_PREVOTE, 3, 1, rival.hash()));
    }
    solo.receive(scribe.proposal(rival));
    assertEquals(Optional.of(Hash.ZERO), solo.prevoted(1));
  }

  /** One dead for ever; two lose power between the commit and the record of its decision. */
  @Test
  void decisionSurvivesPowerFailure() {
    Cluster cluster = Tendermint.cluster(4);
    cluster.network =
        (from, to, message, now) ->
            to == 2
                    && message.body() instanceof Vote vote
                    && vote.content().phase() == Phase.TENDERMINT_PRECOMMIT
                    && cluster.nodes.get(0).running()
                ? List.of()
                : List.of(1L);
    Set<Integer> committed = new TreeSet<>();
    boolean[] armed = {true};
    cluster.watcher =
        (node, effect) -> {
          if (armed[0]
              && node < 2
              && effect instanceof Effect.EnteredView
              && committed.contains(node)) {
            cluster.nodes.get(node).crash();
          }
          if (effect instanceof Effect.Commit) {
            committed.add(node);
          }
        };
    for (int i = 0; i < 3; i++) {
      cluster.nodes.get(i).start();
    }
    cluster.submit();
    cluster.runUntil(
        20_000, () -> !cluster.nodes.get(0).running() && !cluster.nodes.get(1).running());
    assertFalse(cluster.nodes.get(0).running());
    assertFalse(cluster.nodes.get(1).running());
    armed[0] = false;
    cluster.network = (from, to, message, now) -> List.of(1L);
    cluster.nodes.get(0).start();
    cluster.nodes.get(1).start();
    cluster.connectAll();
    cluster.catchUpEvery(1_000);
    cluster.submit();
    assertTrue(cluster.runUntil(3_600_000, cluster::allServed), cluster::lastNotes);
  }
}
