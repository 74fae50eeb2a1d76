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

  /**
   * The lowest decision above the tip: its blocks are waited for, or a busy chain would outrun
   * them.
   */
  private Optional<QuorumCertificate> decision = Optional.empty();

  /** A higher one, which is next. */
  private Optional<QuorumCertificate> later = Optional.empty();

  /** Fetched blocks between the tip and the decision. */
  private final Map<Hash, Block> fetched = new LinkedHashMap<>();

  Committer(State state) {
    this.state = state;
  }

  /** The precommits of a quorum for a block. */
  void learn(QuorumCertificate precommits) {
    long height = precommits.content().height();
    if (height <= state.tip.height() || known(decision, height) || known(later, height)) {
      return;
    }
    if (decision.isEmpty() || height < height(decision)) {
      later = later.or(() -> decision);
      decision = Optional.of(precommits);
    } else if (height > height(later)) {
      later = Optional.of(precommits);
    } else {
      return;
    }
    state.out.note(
        Rule.DECISION,
        "height "
            + height
            + " is decided for "
            + precommits.content().subject().shortHex()
            + " in round "
            + precommits.content().view());
  }

  private static boolean known(Optional<QuorumCertificate> certificate, long height) {
    return certificate.isPresent() && height(certificate) == height;
  }

  private static long height(Optional<QuorumCertificate> certificate) {
    return certificate.map(d -> d.content().height()).orElse(0L);
  }

  /** The decision whose blocks are waited for. */
  Optional<QuorumCertificate> decision() {
    return decision;
  }

  /** A block that was asked for; false when it is none of the decision's. */
  boolean offer(Block block) {
    // Every block down to the tip, however far: the host authenticated them by the asked hash, and
    // nothing can be committed before the last of them is here.
    long top = Math.max(height(decision), height(later));
    if (block.height() <= state.tip.height() || block.height() > top) {
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
    if (state.speaks()) {
      // Before the commits, or a crash in between forgets how to prove the decision to peers; with
      // the height's own record, as one of the next height would keep the replica silent until
      // then.
      state.decided = decision;
      state.out.emit(state.durable(List.of()));
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
    if (height(later) <= state.tip.height()) {
      later = Optional.empty();
    }
    if (height(decision) <= state.tip.height()) {
      decision = later;
      later = Optional.empty();
    }
    if (decision.isEmpty()) {
      fetched.clear();
    }
  }

  int size() {
    return fetched.size();
  }

  void digest(Encoder out) {
    TendermintCodec.certificate(out, decision);
    TendermintCodec.certificate(out, later);
    out.list(List.copyOf(fetched.keySet()), Encoder::hash);
  }
}
