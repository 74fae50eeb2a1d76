package io.quorate.devnet.diagnose;

import io.quorate.consensus.Genesis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A network of four as it is looked at; in order and at height 100 until a test changes it. */
final class Seen {
  static final double SECONDS = 3;

  private final Genesis genesis;
  private final Map<String, Sight> nodes = new LinkedHashMap<>();
  private final Map<String, String> blocks = new TreeMap<>();

  Seen(Genesis genesis) {
    this.genesis = genesis;
    for (String name : names()) {
      Map<String, PeerSight> peers = new TreeMap<>();
      names().stream()
          .filter(other -> !other.equals(name))
          .forEach(other -> peers.put(other, new PeerSight(true, 0.2, 1, 100, 0, 0)));
      Answer answer =
          new Answer(
              genesis.chainId().toHex(),
              name,
              "1",
              new Answer.Standing(0, 7, "node-1", 100, 100, 100, 0, false, true),
              List.of(),
              false,
              OptionalLong.of(3),
              new TreeMap<>(peers),
              Map.of());
      nodes.put(
          name,
          new Sight(name, "http://" + name, new Sight.Condition.Unknown(), Optional.of(answer)));
      blocks.put(name, "block aa, state root bb");
    }
  }

  private List<String> names() {
    return List.of("node-1", "node-2", "node-3", "node-4");
  }

  Seen node(String name, UnaryOperator<Sight> change) {
    nodes.computeIfPresent(name, (_, sight) -> change.apply(sight));
    return this;
  }

  /** A node whose process is that, and which therefore says nothing; its peers lose it. */
  Seen process(String name, Sight.Condition process) {
    silent(name);
    return node(name, sight -> new Sight(name, sight.place(), process, Optional.empty()));
  }

  /** A node that does not answer and is connected to nobody. */
  Seen silent(String name) {
    names().forEach(other -> line(other, name, false));
    return unanswered(name);
  }

  /** A node that does not answer here. */
  Seen unanswered(String name) {
    return node(name, sight -> new Sight(name, sight.place(), sight.process(), Optional.empty()));
  }

  Seen answer(String name, UnaryOperator<Answer> change) {
    return node(
        name, sight -> new Sight(name, sight.place(), sight.process(), sight.answer().map(change)));
  }

  Seen standing(String name, UnaryOperator<Answer.Standing> change) {
    return answer(name, answer -> with(answer, change.apply(answer.standing())));
  }

  Seen everywhere(UnaryOperator<Answer.Standing> change) {
    names().forEach(name -> standing(name, change));
    return this;
  }

  /** Cuts or makes the line in both directions. */
  Seen line(String one, String other, boolean up) {
    return peer(one, other, p -> connected(p, up)).peer(other, one, p -> connected(p, up));
  }

  private static PeerSight connected(PeerSight peer, boolean up) {
    return new PeerSight(
        up,
        up ? peer.silentSeconds() : 60,
        up ? peer.votelessSeconds() : 60,
        peer.attestedHeight(),
        peer.refused(),
        peer.differsHeight());
  }

  /** Two executed that height with different results, and tell. */
  Seen differ(String one, String other, long height) {
    return peer(one, other, p -> differs(p, height)).peer(other, one, p -> differs(p, height));
  }

  private static PeerSight differs(PeerSight peer, long height) {
    return new PeerSight(
        peer.connected(),
        peer.silentSeconds(),
        peer.votelessSeconds(),
        height,
        peer.refused(),
        height);
  }

  /** What one says of another. */
  Seen peer(String one, String other, UnaryOperator<PeerSight> change) {
    return answer(
        one,
        answer -> {
          TreeMap<String, PeerSight> peers = new TreeMap<>(answer.peers());
          peers.computeIfPresent(other, (_, peer) -> change.apply(peer));
          return new Answer(
              answer.chain(),
              answer.node(),
              answer.version(),
              answer.standing(),
              answer.notReady(),
              answer.diskPaused(),
              answer.clockAheadMillis(),
              peers,
              answer.evidence());
        });
  }

  /** What all others say of one. */
  Seen allOf(String name, UnaryOperator<PeerSight> change) {
    names().forEach(other -> peer(other, name, change));
    return this;
  }

  Seen block(String name, String held) {
    blocks.put(name, held);
    return this;
  }

  static Answer with(Answer answer, Answer.Standing standing) {
    return new Answer(
        answer.chain(),
        answer.node(),
        answer.version(),
        standing,
        answer.notReady(),
        answer.diskPaused(),
        answer.clockAheadMillis(),
        answer.peers(),
        answer.evidence());
  }

  Look look() {
    return new Look(List.copyOf(nodes.values()), blocks, 100);
  }

  /** The judgement of this as the second look, after one of a network in order. */
  Diagnosis diagnosis() {
    return diagnosis(new Seen(genesis));
  }

  /** The judgement of this as the second look. */
  Diagnosis diagnosis(Seen before) {
    return Diagnosis.of(genesis, before.look(), look(), SECONDS, new Steps.Anywhere());
  }
}
