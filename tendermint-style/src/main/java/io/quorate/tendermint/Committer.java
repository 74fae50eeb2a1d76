package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lines 49 to 54. A decision proves its block and, as blocks name their parents, every block below:
 * one certificate brings a replica up that missed any number of heights.
 */
final class Committer {
  private final State state;

  /** The highest decision above the tip. */
  private Optional<QuorumCertificate> decision = Optional.empty();

  /** Fetched blocks between the tip and the decision. */
  private final Map<Hash, Block> fetched = new LinkedHashMap<>();

  Committer(State state) {
    this.state = state;
  }

  /** The precommits of a quorum for a block. */
  void learn(QuorumCertificate precommits) {
    long height = precommits.content().height();
    long known = decision.map(d -> d.content().height()).orElse(state.tip.height());
    if (height > known) {
      decision = Optional.of(precommits);
      state.out.note(
          Rule.DECISION,
          "height "
              + height
              + " is decided for "
              + precommits.content().subject().shortHex()
              + " in round "
              + precommits.content().view());
    }
  }

  /** The highest decision above the tip. */
  Optional<QuorumCertificate> decision() {
    return decision;
  }

  /** A block that was asked for; false when it is none of the decision's. */
  boolean offer(Block block) {
    long top = decision.map(d -> d.content().height()).orElse(0L);
    if (block.height() <= state.tip.height() || block.height() > top || fetched.size() > reach()) {
      return false;
    }
    fetched.put(block.hash(), block);
    return true;
  }

  /** How many blocks above the tip are fetched by this engine; farther up is catch-up's part. */
  long reach() {
    return 2L * state.epoch.parameters().executionLag();
  }

  /** The block nearest to the decision that is not here. */
  Optional<Hash> missing() {
    return decision.flatMap(certificate -> {
      List<Block> path = path(certificate);
      Hash next = path.isEmpty() ? certificate.content().subject() : path.getLast().parent();
      boolean complete = !path.isEmpty() && path.getLast().height() == state.height();
      return complete ? Optional.empty() : Optional.of(next);
    });
  }

  /** The decision's block and its ancestors, as far as they are here, the highest first. */
  private List<Block> path(QuorumCertificate certificate) {
    List<Block> path = new ArrayList<>();
    Optional<Block> at = find(certificate.content().subject());
    while (at.isPresent() && at.get().height() > state.tip.height()) {
      path.add(at.get());
      at = find(at.get().parent());
    }
    return path;
  }

  private Optional<Block> find(Hash hash) {
    return state.values.get(hash).or(() -> Optional.ofNullable(fetched.get(hash)));
  }

  /**
   * What can be committed now, the lowest first; empty while blocks are missing. Its safety state
   * and its commits are emitted, the tip is moved.
   */
  boolean commit() {
    if (decision.isEmpty() || missing().isPresent()) {
      return false;
    }
    QuorumCertificate proof = decision.get();
    List<Block> path = path(proof).reversed();
    if (!path.getFirst().parent().equals(state.tip.hash())) {
      throw new IllegalStateException(
          "two committed chains: " + path.getFirst() + " does not continue " + state.tip);
    }
    for (Block block : path) {
      state.out.note(Rule.L49, "decided " + block + ", round " + proof.content().view());
      state.out.emit(new Effect.Commit(block, proof));
    }
    state.tip = path.getLast();
    state.decided = decision;
    forget();
    return true;
  }

  /** Blocks up to the tip, and a decision of them, are of no use any more. */
  void forget() {
    fetched.values().removeIf(block -> block.height() <= state.tip.height());
    if (decision.map(d -> d.content().height() <= state.tip.height()).orElse(false)) {
      decision = Optional.empty();
      fetched.clear();
    }
  }

  int size() {
    return fetched.size();
  }

  void digest(Encoder out) {
    TendermintCodec.certificate(out, decision);
    out.list(List.copyOf(fetched.keySet()), Encoder::hash);
  }
}
