package io.quorate.hotstuff;

import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.VoteTally;
import io.quorate.consensus.wire.Encoder;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts votes in a window of views around the current one: a fixed amount of memory. */
final class VoteCollector {
  /** How far from the current view a vote may be. */
  static final long WINDOW = 8;

  private final State state;
  private final Offences offences;
  private final SortedMap<Long, VoteTally> tallies = new TreeMap<>();

  VoteCollector(State state, Offences offences) {
    this.state = state;
    this.offences = offences;
  }

  /** Counts a verified vote; the certificate, when this vote completed its quorum. */
  Optional<QuorumCertificate> add(SignedVote vote) {
    long view = vote.content().view();
    if (view < state.view - WINDOW || view > state.view + WINDOW) {
      state.out.note(Rule.IGNORE, "vote of " + vote.signer() + " for far view " + view);
      return Optional.empty();
    }
    VoteTally tally = tallies.computeIfAbsent(view, v -> new VoteTally(state.epoch));
    return switch (tally.add(vote)) {
      case VoteTally.Counted _, VoteTally.Repeated _ -> Optional.empty();
      case VoteTally.Conflicting conflict -> {
        conflict.evidence().ifPresent(offences::report);
        yield Optional.empty();
      }
      case VoteTally.QuorumReached quorum -> {
        state.out.note(
            Rule.QC,
            "view "
                + view
                + " certified "
                + vote.content().subject().shortHex()
                + " by "
                + quorum.certificate().signature().signers());
        yield Optional.of(quorum.certificate());
      }
    };
  }

  /** Forgets views that fell out of the window. */
  void prune() {
    tallies.headMap(state.view - WINDOW).clear();
  }

  void digest(Encoder out) {
    out.u32(tallies.size());
    tallies.forEach((view, tally) -> out.u64(view).u64(tally.power()));
  }

  int size() {
    return tallies.size();
  }
}
