package io.quorate.simulator.byzantine;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.Signature;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.OutgoingEngineMessage;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one strategy of a liar has at hand. Not thread-safe. */
final class Liar {
  private final int self;
  private final PrivateKey key;
  private final EngineLies engine;
  private final Lie lie;
  private final Memory memory;
  private final Draw draw;
  private List<ReplicaEffect> out = new ArrayList<>();
  private long told;

  Liar(int self, PrivateKey key, EngineLies engine, Lie lie, Memory memory, Draw draw) {
    this.self = self;
    this.key = key;
    this.engine = engine;
    this.lie = lie;
    this.memory = memory;
    this.draw = draw;
  }

  int self() {
    return self;
  }

  EngineLies engine() {
    return engine;
  }

  Memory memory() {
    return memory;
  }

  Draw draw() {
    return draw;
  }

  /** Whether this is an occasion to lie. */
  boolean tempted() {
    return lie.aim().takes(memory.view(), memory.height(), draw);
  }

  /** What was done since this was asked last. */
  List<ReplicaEffect> done() {
    List<ReplicaEffect> done = out;
    out = new ArrayList<>();
    return done;
  }

  boolean targets(int peer) {
    return lie.aim().targets().contains(peer);
  }

  /** Every other validator. */
  List<Integer> peers() {
    return memory.epoch().validators().indexes().stream().filter(v -> v != self).toList();
  }

  /** Those who are lied to. */
  List<Integer> victims() {
    return peers().stream().filter(this::targets).toList();
  }

  /** Does as the honest replica says. */
  void pass(ReplicaEffect effect) {
    out.add(effect);
  }

  /** Lets the honest replica believe that what it wanted to send went out. */
  void keep(SignAndSend effect) {
    out.add(new SignAndSend(new One(self), effect.outgoing()));
  }

  /** The same message to one peer alone, signed by the liar. */
  Send only(int peer, SignAndSend effect) {
    PeerMessage message =
        switch (effect.outgoing()) {
          case OutgoingEngineMessage(long epoch, EngineMessage body) -> signed(epoch, body);
          case ReplicaEffect.OutgoingAttestation(Attestation attestation) ->
              new PeerMessage.Attested(self, attestation, sign(attestation));
        };
    return new Send(new One(peer), message);
  }

  /**
   * Signs with the liar's key, whatever was signed before, in the epoch that the message is of:
   * receivers drop what comes under another one unread.
   */
  void tell(int peer, EngineMessage message) {
    tell(
        peer,
        signed(message.toSign().map(VoteContent::epoch).orElse(memory.epoch().number()), message),
        engine.kind(message) + " " + message.toSign().map(Object::toString).orElse(""));
  }

  private PeerMessage signed(long epoch, EngineMessage message) {
    Signature signature = message.toSign().map(this::sign).orElse(Signature.NONE);
    return new PeerMessage.EngineMessageOf(epoch, new SignedMessage(self, message, signature));
  }

  /** Sends a message as it is. */
  void tell(int peer, PeerMessage message) {
    tell(peer, message, message.getClass().getSimpleName());
  }

  private void tell(int peer, PeerMessage message, String text) {
    note("tells n" + peer + " " + text);
    out.add(new Send(new One(peer), message));
  }

  Signature sign(SigningContent content) {
    return key.sign(content.signingBytes());
  }

  /** A line for the trace. */
  void note(String text) {
    told++;
    out.add(new ReplicaEffect.Note(label(), text));
  }

  /** A lie that no effect shows. */
  void count() {
    told++;
  }

  /** How many lies were told so far. */
  long told() {
    return told;
  }

  /** The rule under which this lie is noted. */
  private String label() {
    return "LIE-" + lie.kind().label();
  }

  /** To whom an honest replica would send; never itself. */
  List<Integer> recipients(ReplicaEffect.Recipients recipients) {
    return switch (recipients) {
      case One(int validator) -> validator == self ? List.of() : List.of(validator);
      case ReplicaEffect.Everyone _ -> peers();
    };
  }

  /** The engine message that an effect sends, if it is of that kind. */
  Optional<EngineMessage> sending(ReplicaEffect effect, EngineLies.Kind kind) {
    return effect
                instanceof SignAndSend(var _, OutgoingEngineMessage(long _, EngineMessage message))
            && engine.kind(message) == kind
        ? Optional.of(message)
        : Optional.empty();
  }
}
