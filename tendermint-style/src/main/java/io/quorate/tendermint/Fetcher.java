package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks for the blocks that certificates speak of and this replica has not got. */
final class Fetcher {
  private final State state;
  private final Committer committer;
  private final Set<Hash> asked = new LinkedHashSet<>();

  /** The committed height at which a far decision was left to catch-up; −1 for none. */
  private long leftAt = -1;

  /** Whether catch-up had its chance since, and committed nothing. */
  private boolean catchUpStalled;

  Fetcher(State state, Committer committer) {
    this.state = state;
    this.committer = committer;
  }

  /** Whatever is still missing is asked for again. */
  void retry() {
    asked.clear();
    catchUpStalled = leftAt == state.tip.height();
  }

  /** Whether a certificate speaks of a block that is not here. */
  boolean missing() {
    return committer.missing().isPresent() || missingPolka().isPresent();
  }

  private Optional<QuorumCertificate> missingPolka() {
    return state.polka.filter(polka -> state.values.get(polka.content().subject()).isEmpty());
  }

  void settle() {
    committer
        .missing()
        .ifPresent(hash -> committer.decision().ifPresent(decision -> decided(hash, decision)));
    missingPolka().ifPresent(polka -> ask(polka.content().subject(), polka));
  }

  private void decided(Hash hash, QuorumCertificate decision) {
    long height = decision.content().height();
    if (height > state.tip.height() + committer.reach() && !catchUpStalled) {
      if (leftAt != state.tip.height()) {
        leftAt = state.tip.height();
        state.out.note(Rule.FAR, "decided height " + height + " is left to catch-up");
      }
      return;
    }
    ask(hash, decision);
  }

  private void ask(Hash hash, QuorumCertificate certificate) {
    if (!asked.add(hash)) {
      return;
    }
    List<Integer> from =
        certificate.signature().signers().indexes().stream().filter(i -> i != state.self).toList();
    state.out.note(Rule.FETCH, hash.shortHex() + " from " + from);
    state.out.emit(new Effect.FetchBlock(hash, state.tip.height(), from));
  }

  /** A fetched block, in any order. */
  void fetched(Block block) {
    boolean polka =
        state.polka.map(p -> p.content().subject().equals(block.hash())).orElse(false)
            && block.height() == state.height();
    if (polka) {
      state.values.put(block);
    }
    boolean useful = committer.offer(block) || polka;
    state.out.note(useful ? Rule.FETCHED : Rule.IGNORE, block + (useful ? "" : " is not wanted"));
  }

  void digest(Encoder out) {
    out.list(List.copyOf(asked), Encoder::hash).u64(leftAt + 1).bool(catchUpStalled);
  }
}
