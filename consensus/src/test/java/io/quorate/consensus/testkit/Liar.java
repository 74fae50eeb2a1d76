package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.SignedMessage;
import java.util.Optional;

/** A leader that shows one block to some replicas and another to the rest, or both to all. */
final class Liar {
  private final Cluster cluster;
  private final Proposals proposals;
  private final int liar;

  /** Milliseconds after which each replica gets the other block, too; 0 for never. */
  private final long both;

  private int shown;

  Liar(Cluster cluster, Proposals proposals, int liar, long both) {
    this.cluster = cluster;
    this.proposals = proposals;
    this.liar = liar;
    this.both = both;
  }

  /** How many replicas were shown another block. */
  int shown() {
    return shown;
  }

  void install() {
    cluster.byzantine.add(liar);
    cluster.forger = this::forge;
  }

  private SignedMessage forge(int from, int to, SignedMessage message) {
    if (from != liar || to == liar) {
      return message;
    }
    // A block that another leader made first cannot be changed: it carries that leader's name.
    Optional<SignedMessage> rival =
        proposals
            .proposed(message.body())
            .filter(block -> block.header().proposer() == liar)
            .flatMap(block -> rival(cluster, proposals, message));
    if (rival.isEmpty()) {
      return message;
    }
    shown++;
    boolean swapped = to % 2 == 1;
    SignedMessage first = swapped ? rival.get() : message;
    SignedMessage second = swapped ? message : rival.get();
    if (both > 0) {
      cluster.at(both, () -> cluster.nodes.get(to).receive(second));
    }
    return first;
  }

  /** The proposal with another block in it, signed; empty for messages that propose nothing. */
  static Optional<SignedMessage> rival(
      Cluster cluster, Proposals proposals, SignedMessage message) {
    Optional<Block> block = proposals.proposed(message.body());
    return block.map(b ->
        cluster.fixture.signed(
            message.sender(), proposals.replace(message.body(), cluster.rival(b, 1))));
  }
}
