package io.quorate.pbft;

import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks the signers of a certificate for the blocks it names that are missing here (4.4). */
final class Fetcher {
  private final State state;
  private final Decider decider;
  private final ViewChanger changer;
  private final Set<Hash> asked = new LinkedHashSet<>();

  /** The committed height at which a far block was left to catch-up; -1 for none. */
  private long leftAt = -1;

  /** Whether catch-up had its chance since, and committed nothing. */
  private boolean catchUpStalled;

  Fetcher(State state, Decider decider, ViewChanger changer) {
    this.state = state;
    this.decider = decider;
    this.changer = changer;
  }

  /** Some time has passed, or the view changed: what is still missing is asked for again. */
  void retry() {
    asked.clear();
    catchUpStalled = leftAt == state.root.height();
  }

  void settle() {
    Optional<Hash> decided = decider.missing();
    decided.ifPresent(block -> ask(block, decider.pending().orElseThrow()));
    if (decided.isEmpty()) {
      changer.missing().ifPresent(unknown -> ask(unknown.block(), unknown.certificate()));
    }
  }

  private void ask(Hash block, QuorumCertificate certificate) {
    if (!asked.add(block)) {
      return;
    }
    long root = state.root.height();
    long reach = 2L * state.epoch.parameters().executionLag();
    long height = certificate.content().height();
    // H keeps whatever is decided within reach of what is final, so catch-up can bring the rest; a
    // longer chain would be put together in memory, whatever its length.
    if (height > root + (catchUpStalled ? 3 : 1) * reach) {
      leftAt = root;
      state.out.note(Rule.FAR, "height " + height + " is left to catch-up");
      return;
    }
    List<Integer> from = state.signers(certificate);
    state.out.note(Rule.FETCH, block.shortHex() + " from " + from);
    state.out.emit(new Effect.FetchBlock(block, root, from));
  }

  void digest(Encoder out) {
    out.list(List.copyOf(asked), Encoder::hash).u64(leftAt + 1).bool(catchUpStalled);
  }
}
