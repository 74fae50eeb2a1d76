package io.quorate.hotstuff;

import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks for the blocks below the highest certificate that this replica has not got. */
final class Fetcher {
  private final State state;
  private final Set<Hash> asked = new LinkedHashSet<>();

  /** The committed height at which a far certificate was left to catch-up; -1 for none. */
  private long leftAt = -1;

  /** Whether catch-up had its chance since, and committed nothing. */
  private boolean catchUpStalled;

  Fetcher(State state) {
    this.state = state;
  }

  /** A new view or an expired timer: whatever is still missing is asked for again. */
  void retry() {
    asked.clear();
    catchUpStalled = leftAt == state.tree.root().height();
  }

  void digest(Encoder out) {
    out.list(List.copyOf(asked), Encoder::hash).u64(leftAt + 1).bool(catchUpStalled);
  }

  /** Whether the highest certificate speaks of a block whose chain is not complete here. */
  boolean missing() {
    return state.highQc.content().height() > state.tree.root().height()
        && state.highBlock().isEmpty();
  }

  void settle() {
    if (!missing()) {
      return;
    }
    QuorumCertificate target = state.highQc;
    Optional<Hash> unknown = state.tree.missing(target.content().subject());
    if (unknown.isEmpty() || !asked.add(unknown.get())) {
      return;
    }
    long root = state.tree.root().height();
    // Of the certified block's chain, what the tree holds already need not come again.
    long above =
        unknown.get().equals(target.content().subject())
            ? Math.min(state.tree.highest(), target.content().height() - 1)
            : root;
    if (target.content().height() > root + reach() && !catchUpStalled) {
      leftAt = root;
      state.out.note(
          Rule.FAR, "certified height " + target.content().height() + " is left to catch-up");
      return;
    }
    List<Integer> from =
        target.signature().signers().indexes().stream().filter(i -> i != state.self).toList();
    state.out.note(Rule.FETCH, unknown.get().shortHex() + " from " + from);
    state.out.emit(new Effect.FetchBlock(unknown.get(), above, from));
  }

  /**
   * A chain this long is committed in all likelihood, and catch-up is the way to get it. Where
   * catch-up finds nothing, it is a long chain of certificates without three consecutive views.
   */
  private long reach() {
    return 2L * state.epoch.parameters().executionLag();
  }
}
