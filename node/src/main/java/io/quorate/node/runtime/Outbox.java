package io.quorate.node.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.Signature;
import io.quorate.node.net.PeerTransport;
import io.quorate.node.net.TrafficClass;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.Everyone;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.OutgoingAttestation;
import io.quorate.replica.ReplicaEffect.OutgoingEngineMessage;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerCodec;
import io.quorate.replica.message.PeerMessage;
import java.util.Optional;

/**
 * Signs what is to be signed, encodes once, sends, and hands signed messages back to the replica.
 * Thread-safe.
 */
final class Outbox {
  private final int self;
  private final PrivateKey key;
  private final PeerCodec codec;
  private final PeerTransport transport;
  private final InputQueue inputs;
  private final Optional<Interposer> interposer;
  private final int validators;
  private final Counter engineSignatures;
  private final Counter attestationSignatures;

  Outbox(
      NodeOptions options,
      PeerCodec codec,
      PeerTransport transport,
      InputQueue inputs,
      MeterRegistry registry) {
    this.self = options.self();
    this.key = options.key();
    this.interposer = options.interposer();
    this.validators = options.genesis().validators().size();
    this.codec = codec;
    this.transport = transport;
    this.inputs = inputs;
    this.engineSignatures = registry.counter("quorate.signatures", "of", "engine");
    this.attestationSignatures = registry.counter("quorate.signatures", "of", "attestation");
  }

  /** Sends what needs no signature. */
  void send(ReplicaEffect.Send effect) {
    transmit(effect.recipients(), effect.message());
  }

  /** Signs, sends and hands back; called only after what it depends on is durable. */
  void send(ReplicaEffect.SignAndSend effect) {
    Optional<SigningContent> content = effect.outgoing().content();
    Signature signature = content.map(c -> key.sign(c.signingBytes())).orElse(Signature.NONE);
    if (content.isPresent()) {
      countSignature(effect.outgoing());
    }
    PeerMessage message =
        switch (effect.outgoing()) {
          case OutgoingEngineMessage m ->
              new PeerMessage.EngineMessageOf(
                  m.epoch(), new SignedMessage(self, m.message(), signature));
          case OutgoingAttestation m -> new PeerMessage.Attested(self, m.attestation(), signature);
        };
    transmit(effect.recipients(), message);
    if (content.isPresent() || effect.recipients().equals(new One(self))) {
      inputs.local(new ReplicaInput.Received(self, message));
    }
  }

  private void countSignature(ReplicaEffect.Outgoing outgoing) {
    switch (outgoing) {
      case OutgoingEngineMessage _ -> engineSignatures.increment();
      case OutgoingAttestation _ -> attestationSignatures.increment();
    }
  }

  private void transmit(ReplicaEffect.Recipients recipients, PeerMessage message) {
    TrafficClass traffic =
        switch (message.traffic()) {
          case CONSENSUS -> TrafficClass.CONSENSUS;
          case TRANSACTIONS -> TrafficClass.TRANSACTIONS;
          case SYNC -> TrafficClass.SYNC;
        };
    switch (recipients) {
      case Everyone everyone -> {
        Bytes encoded = codec.encode(message);
        if (interposer.isEmpty()) {
          transport.broadcast(traffic, encoded);
        } else {
          for (int peer = 0; peer < validators; peer++) {
            send(peer, traffic, encoded);
          }
        }
      }
      case One one -> send(one.validator(), traffic, codec.encode(message));
    }
  }

  private void send(int peer, TrafficClass traffic, Bytes encoded) {
    if (peer != self) {
      transport.send(
          peer, traffic, interposer.map(between -> between.sends(peer, encoded)).orElse(encoded));
    }
  }
}
