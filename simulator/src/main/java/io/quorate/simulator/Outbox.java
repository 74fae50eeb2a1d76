package io.quorate.simulator;

import io.quorate.consensus.SigningContent;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Signature;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Holds what is to be signed back until everything persisted before it is durable: one sync at a
 * time, each covering all that was written when it began. Not thread-safe.
 */
final class Outbox {
  private final World world;
  private final SimulatedNode node;
  private final NodeProcess process;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long barrier;
  private long durable;
  private boolean syncing;

  private record Waiting(long barrier, SignAndSend effect) {}

  Outbox(World world, SimulatedNode node, NodeProcess process) {
    this.world = world;
    this.node = node;
    this.process = process;
  }

  int size() {
    return waiting.size();
  }

  void persist(WriteBatch batch) {
    node.disk().write(batch);
    world.trace().persisted(node.address(), batch);
    barrier = node.disk().written();
    if (!syncing) {
      sync();
    }
  }

  void add(SignAndSend effect) {
    waiting.add(new Waiting(barrier, effect));
    flush();
  }

  private void sync() {
    syncing = true;
    long position = node.disk().written();
    world
        .scheduler()
        .after(
            node.syncDelay(world.timing(node.address())),
            () -> {
              if (process.alive()) {
                synced(position);
              }
            });
  }

  private void synced(long position) {
    node.disk().synced(position);
    world.trace().synced(node.address());
    durable = position;
    syncing = false;
    if (barrier > durable) {
      sync();
    }
    flush();
  }

  private void flush() {
    while (process.alive() && !waiting.isEmpty() && waiting.element().barrier() <= durable) {
      release(waiting.remove().effect());
    }
  }

  private void release(SignAndSend effect) {
    Optional<SigningContent> content = effect.outgoing().content();
    content.ifPresent(c -> world.checks().signed(node.index(), c));
    Signature signature =
        content.map(c -> world.key(node.index()).sign(c.signingBytes())).orElse(Signature.NONE);
    PeerMessage message =
        switch (effect.outgoing()) {
          case ReplicaEffect.OutgoingEngineMessage(long epoch, var body) ->
              new PeerMessage.EngineMessageOf(
                  epoch, new SignedMessage(node.index(), body, signature));
          case ReplicaEffect.OutgoingAttestation(var attestation) ->
              new PeerMessage.Attested(node.index(), attestation, signature);
        };
    process.transmit(effect.recipients(), message);
    if (content.isPresent() || effect.recipients().equals(new ReplicaEffect.One(node.index()))) {
      process.input(new ReplicaInput.Received(node.index(), message));
    }
  }
}
