package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.engine.Event;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * One test for each sentence of the paper (arXiv 1803.05069) that the rules rest on: sections 4 and
 * 5, and of section 6 Algorithms 4 and 5. Its heights are views here.
 */
final class PaperTest {
  private final Scribe scribe = new Scribe(HotStuff.fixture(4));
  private final ThreeChain rules = new ThreeChain();

  private final Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
  private final Block b2 = scribe.block(b1, 2, Payload.EMPTY);
  private final Block b3 = scribe.block(b2, 3, Payload.EMPTY);
  private final Block gap = scribe.block(b2, 5, Payload.EMPTY);
  private final Block rival = scribe.block(scribe.root(), 4, Payload.EMPTY);
  private final Block aboveRival = scribe.block(rival, 6, Payload.EMPTY);

  private TreeBlock at(Block block) {
    return scribe.tree.get(block.hash()).orElseThrow();
  }

  @Test
  @DisplayName(
      "\"the safety rule to accept a proposal is the branch of m.node extends from the currently"
          + " locked node\"")
  void safetyRule() {
    assertTrue(rules.safe(scribe.tree, at(b3), at(b1).ref()));
    assertTrue(rules.safe(scribe.tree, at(gap), at(b2).ref()));
    assertFalse(rules.safe(scribe.tree, at(rival), at(b1).ref()));
  }

  @Test
  @DisplayName(
      "\"the liveness rule is the replica will accept m if m.justify has a higher view than the"
          + " current lockedQC\"")
  void livenessRule() {
    assertTrue(rules.safe(scribe.tree, at(aboveRival), at(b3).ref()), "justified in view 4 > 3");
    assertFalse(rules.safe(scribe.tree, at(aboveRival), at(gap).ref()), "4 is not above 5");
  }

  @Test
  @DisplayName(
      "\"If b* forms a Two-Chain, then the pre-commit phase of b′ has succeeded. The replica should"
          + " therefore update lockedQC ← b″.justify\"")
  void locks() {
    assertEquals(b1.hash(), rules.lock(at(b2)).orElseThrow().ref().hash(), "b″ is b2, b′ is b1");
  }

  @Test
  @DisplayName("\"the lock can be updated even when a Two-Chain is not direct\"")
  void locksOverGaps() {
    assertEquals(b2.hash(), rules.lock(at(gap)).orElseThrow().ref().hash());
  }

  @Test
  @DisplayName("\"if b′.height > b_lock.height then b_lock ← b′\": a lock never goes back")
  void lockOnlyRises() {
    State state =
        new State(
            scribe.fixture.epoch,
            3,
            new EngineOutput(),
            new LeaderElection(scribe.fixture.epoch.validators()),
            scribe.root(),
            Optional.empty());
    state.raiseLock(at(b2).ref());
    state.raiseLock(at(b1).ref());
    assertEquals(at(b2).ref(), state.lock);
  }

  @Test
  @DisplayName(
      "\"if b* forms a Three-Chain, the commit phase of b has succeeded, and b becomes a committed"
          + " decision\"; a dummy node breaks the chain")
  void decides() {
    assertEquals(b1.hash(), rules.commit(at(b3)).orElseThrow().ref().hash());
    assertTrue(rules.commit(at(gap)).isEmpty());
  }

  @Test
  @DisplayName(
      "\"if b_new.height > vheight\", the \"height of last voted node\": one vote in a view, none below")
  void votesOnce() {
    Solo replica = new Solo(scribe, 0);
    replica.propose(b2);
    replica.handle(new Event.BlockAvailable(b1));
    assertEquals(List.of(b2.hash()), replica.votedFor());
    replica.propose(b1);
    replica.propose(scribe.block(b1, 2, scribe.fixture.payload(7)));
    assertEquals(List.of(b2.hash()), replica.votedFor());
    replica.propose(b3);
    assertEquals(List.of(b2.hash(), b3.hash()), replica.votedFor());
  }

  @Test
  @DisplayName(
      "\"if qc′_high.node.height > qc_high.node.height then qc_high ← qc′_high\": what a timeout tells")
  void highQcOnlyRises() {
    Solo replica = new Solo(scribe, 0);
    replica.propose(b1);
    replica.propose(b2);
    replica.propose(b3);
    for (Block older : List.of(b1, b2)) {
      replica.receive(scribe.signed(1, new Sync(scribe.qc(older), Optional.empty())));
    }
    replica.timeUp();
    assertEquals(2, replica.timeouts().getLast().highQc().content().view());
    replica.receive(scribe.signed(1, new Sync(scribe.qc(b3), Optional.empty())));
    replica.handle(new Event.WorkPending(Optional.of(b1.hash())));
    replica.timeUp();
    assertEquals(3, replica.timeouts().getLast().highQc().content().view());
  }

  @Test
  @DisplayName(
      "\"b_leaf ← qc_high.node\" and onPropose(b_leaf, cmd, qc_high): over the highest certificate")
  void proposesOverHighQc() {
    Solo leader = new Solo(scribe, 3);
    leader.receive(scribe.voteMessage(0, b2));
    leader.receive(scribe.voteMessage(1, b2));
    leader.receive(scribe.voteMessage(2, b2));
    assertEquals(3, leader.view());
    leader.handle(new Event.BlockAvailable(b1));
    leader.handle(new Event.BlockAvailable(b2));
    Effect.RequestPayload request = leader.all(Effect.RequestPayload.class).getLast();
    assertEquals(b2, request.parent());
    assertEquals(List.of(b1, b2), request.uncommitted());
    assertEquals(Effect.Demand.NONE, request.demand(), "b1 waits for its certificates");
    leader.handle(
        new Event.PayloadReady(3, b2.hash(), Payload.EMPTY, b2.header().timeMillis() + 1));
    Proposal proposal =
        (Proposal)
            leader.all(Effect.Broadcast.class).stream()
                .map(Effect.Broadcast::message)
                .filter(Proposal.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertEquals(2, proposal.justify().content().view());
    assertEquals(b2.hash(), proposal.block().parent());
  }

  @Test
  @DisplayName(
      "\"any correct leader, once designated, needs to wait just for the first n − f responses\"")
  void responsive() {
    Solo leader = new Solo(scribe, 2);
    leader.propose(b1);
    leader.receive(scribe.voteMessage(0, b1));
    assertEquals(1, leader.view());
    leader.receive(scribe.voteMessage(3, b1));
    assertEquals(2, leader.view(), "its own vote and two others are n − f");
    assertEquals(2, leader.all(Effect.RequestPayload.class).getLast().view());
    assertEquals(List.of(), leader.timeouts());
  }

  @Test
  @DisplayName(
      "persist before speaking: every vote, proposal and timeout follows its persist effect")
  void persistsFirst() {
    Solo replica = new Solo(scribe, 3);
    replica.propose(b1);
    replica.propose(b2);
    replica.timeUp();
    boolean durable = false;
    Set<VoteContent> said = new LinkedHashSet<>();
    for (Effect effect : replica.effects) {
      if (effect instanceof Effect.Persist) {
        durable = true;
      } else if (spoken(effect).filter(said::add).isPresent()) {
        assertTrue(durable, () -> effect + " before it was durable");
        durable = false;
      }
    }
    assertEquals(3, said.size(), "the vote of the overdue view is said twice");
    assertEquals(List.of(b1, b2), replica.durable);
  }

  private static Optional<VoteContent> spoken(Effect effect) {
    return switch (effect) {
      case Effect.Send send -> send.message().toSign();
      case Effect.Broadcast broadcast -> broadcast.message().toSign();
      default -> Optional.empty();
    };
  }
}
