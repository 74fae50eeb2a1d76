package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TimerId;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignerSet;
import io.quorate.replica.message.PeerMessage;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.EngineMessageOf;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("From one epoch to the next")
class EpochTest {
  private static final int LENGTH = 10;

  private final Network network = new Network(LENGTH);
  private final Host host = new Host(network);
  private final List<Block> chain = network.blocks(network.genesis().block(), 25);
  private final List<CertifiedBlock> log = Host.certify(network, chain);

  @BeforeEach
  void start() {
    host.input(new ReplicaInput.Start());
    host.input(new ReplicaInput.PeerUp(1));
  }

  private List<Long> epochs() {
    return host.of(ReplicaEffect.EnteredEpoch.class).stream()
        .map(ReplicaEffect.EnteredEpoch::epoch)
        .map(Epoch::number)
        .toList();
  }

  /** The engine commits and everybody attests, up to that height. */
  private void finishUpTo(int height) {
    host.engine().onTimer("commit", commits(height));
    host.fire("commit");
    host.execute();
    for (long at = host.replica().status().finalizedHeight() + 1; at <= height; at++) {
      host.finalizeHeight(at);
    }
  }

  private Effect[] commits(int height) {
    long from = host.replica().status().committedHeight();
    return chain.subList((int) from, height).stream()
        .map(block -> new Effect.Commit(block, proof(block)))
        .toArray(Effect[]::new);
  }

  private QuorumCertificate proof(Block block) {
    return new QuorumCertificate(
        network.vote(Phase.HOTSTUFF_VOTE, block.view(), "any"),
        new AggregateSignature(SignerSet.of(4, List.of(0, 1, 2)), Bytes.EMPTY));
  }

  private static EngineMessageOf message(long epoch, int sender, String text) {
    return new EngineMessageOf(
        epoch, new SignedMessage(sender, TestMessage.unsigned(text), Signature.NONE));
  }

  private List<String> heard() {
    return host.engine().of(Event.MessageReceived.class).stream()
        .map(received -> received.message().body().toString())
        .toList();
  }

  @Test
  @DisplayName("an epoch ends when its last height is final, not before, and the next one is fresh")
  void endsWhenFinal() {
    finishUpTo(9);
    host.engine()
        .onTimer("commit", new Effect.Persist(Bytes.utf8("of epoch 0"), List.of()), commits(10)[0]);
    host.fire("commit");
    host.execute();
    assertEquals(List.of(0L), epochs(), "the old engine may be needed until the end");
    host.finalizeHeight(10);
    assertEquals(List.of(0L, 1L), epochs());
    Event.Started started = host.engine().of(Event.Started.class).getLast();
    assertEquals(Optional.empty(), started.safetyState());
    assertEquals(chain.get(9), started.committed());
    assertEquals(10, started.executedHeight());
    assertEquals(1, host.replica().status().epoch());
    assertEquals(
        network.epoch().next().digest(),
        host.ledger.certificate(10).orElseThrow().attestation().nextEpoch());
    assertEquals(Hash.ZERO, host.ledger.certificate(9).orElseThrow().attestation().nextEpoch());
    finishUpTo(12);
    assertEquals(12, host.replica().status().finalizedHeight());
    assertEquals(List.of(), host.halts());
  }

  @Test
  @DisplayName("S62: timers and messages of the epoch before mean nothing in the next one")
  void oldWordsAreStale() {
    host.engine().onTimer("x", new Effect.StartTimer(new TimerId("view", 1, 1), 50));
    host.fire("x");
    finishUpTo(10);
    assertTrue(
        host.of(ReplicaEffect.CancelTimer.class)
            .contains(new ReplicaEffect.CancelTimer(ReplicaTimer.Owner.ENGINE, "view")));
    int expired = host.engine().of(Event.TimerExpired.class).size();
    host.input(
        new ReplicaInput.TimerFired(
            new ReplicaTimer(ReplicaTimer.Owner.ENGINE, 0, new TimerId("view", 1, 1))));
    assertEquals(expired, host.engine().of(Event.TimerExpired.class).size());
    host.receive(2, message(0, 2, "old"));
    host.receive(2, message(1, 2, "new"));
    assertEquals(1, heard().size());
    assertTrue(heard().getFirst().contains("new"));
  }

  @Test
  @DisplayName(
      "what peers say in the next epoch waits for it, a bounded number of messages of each")
  void earlyWordsWait() {
    for (int i = 0; i < 100; i++) {
      host.receive(2, message(1, 2, "early " + i));
      host.receive(2, message(2, 2, "too early " + i));
    }
    assertEquals(List.of(), heard());
    finishUpTo(10);
    assertEquals(EarlyMessages.PER_PEER, heard().size());
    assertTrue(heard().getFirst().contains("early 0"));
  }

  @Test
  @DisplayName("who enters later is told what it missed, once")
  void latecomersAreTold() {
    finishUpTo(10);
    int told = host.engine().of(Event.PeerConnected.class).size();
    host.receive(3, new PeerMessage.Heights(9, 10, false));
    assertEquals(told, host.engine().of(Event.PeerConnected.class).size());
    host.receive(3, new PeerMessage.Heights(10, 10, false));
    host.receive(3, new PeerMessage.Heights(10, 11, false));
    assertEquals(
        List.of(new Event.PeerConnected(3)),
        host.engine()
            .of(Event.PeerConnected.class)
            .subList(told, host.engine().of(Event.PeerConnected.class).size()));
  }

  @Test
  @DisplayName("S53: catch-up crosses epochs, each begun before anything of it is committed")
  void catchUpCrosses() {
    host.receive(1, new PeerMessage.Heights(25, 25, false));
    host.tick();
    host.tick();
    host.receive(1, new PeerMessage.Log(log.subList(0, 10), 25));
    assertEquals(10, host.replica().status().committedHeight(), "above is the next epoch's");
    host.execute();
    assertEquals(List.of(0L, 1L), epochs());
    for (int i = 0; i < 2; i++) {
      long from = host.replica().status().finalizedHeight();
      assertEquals(
          from + 1,
          host.of(ReplicaEffect.Send.class).stream()
              .map(ReplicaEffect.Send::message)
              .filter(PeerMessage.LogRequest.class::isInstance)
              .map(m -> ((PeerMessage.LogRequest) m).from())
              .toList()
              .getLast());
      long to = Math.min(25, from + 10);
      host.receive(1, new PeerMessage.Log(log.subList((int) from, (int) to), 25));
      host.execute();
    }
    assertEquals(25, host.replica().status().finalizedHeight());
    assertEquals(List.of(0L, 1L, 2L), epochs());
    assertEquals(List.of(), host.halts());
  }

  @Test
  @DisplayName("a restart finds its epoch by what is final, with that epoch's memory alone")
  void restarts() {
    finishUpTo(10);
    host.restart();
    assertEquals(1, host.replica().status().epoch());
    assertEquals(Optional.empty(), host.engine().of(Event.Started.class).getFirst().safetyState());
    assertEquals(List.of(), host.engine().of(Event.HeightFinal.class), "that was epoch 0's");
    host.engine()
        .onTimer(
            "persist",
            new Effect.Persist(Bytes.utf8("of epoch 1"), List.of(chain.get(10), chain.get(11))));
    host.fire("persist");
    host.restart();
    Event.Started started = host.engine().of(Event.Started.class).getFirst();
    assertEquals(Optional.of(Bytes.utf8("of epoch 1")), started.safetyState());
    assertEquals(List.of(chain.get(10), chain.get(11)), started.uncommitted());
  }

  @Test
  @DisplayName("an engine that commits above its epoch's last height stops the replica")
  void nothingAboveTheLastHeight() {
    finishUpTo(9);
    host.engine().onTimer("commit", commits(11));
    host.fire("commit");
    assertFalse(host.halts().isEmpty());
  }

  @Test
  @DisplayName("evidence of the epoch before counts, and is forgotten with the next one")
  void evidence() {
    finishUpTo(10);
    host.receive(2, new PeerMessage.Evidence(network.equivocation(0, 3, 4)));
    assertEquals(1, host.of(ReplicaEffect.Caught.class).size());
    finishUpTo(20);
    List<Event> events = host.engine().events;
    int begun = events.lastIndexOf(host.engine().of(Event.Started.class).getLast());
    assertTrue(
        events.subList(begun, events.size()).stream()
            .noneMatch(Event.WorkPending.class::isInstance),
        "nothing waits in epoch 2");
    host.receive(2, new PeerMessage.Evidence(network.equivocation(0, 1, 4)));
    assertEquals(1, host.of(ReplicaEffect.Caught.class).size());
  }
}
