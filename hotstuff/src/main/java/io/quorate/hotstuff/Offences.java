package io.quorate.hotstuff;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.ReportedOffences;
import io.quorate.consensus.wire.Encoder;
import java.util.SortedMap;
import java.util.TreeMap;

/** Catches leaders that propose twice in a view, and reports every offence once. */
final class Offences {
  private final State state;
  private final ReportedOffences reported;

  /** The first proposal of each proposer, by view; the views are those of the vote window. */
  private final SortedMap<Long, SortedMap<Integer, SignedVote>> proposals = new TreeMap<>();

  Offences(State state) {
    this.state = state;
    this.reported = new ReportedOffences(state.self, state.out, Rule.EVIDENCE);
  }

  /** Remembers a proposal's signature; false when the proposer proposed something else before. */
  boolean admit(SignedVote proposal) {
    long view = proposal.content().view();
    if (view < state.view - VoteCollector.WINDOW) {
      return true;
    }
    SignedVote first =
        proposals
            .computeIfAbsent(view, v -> new TreeMap<>())
            .computeIfAbsent(proposal.signer(), s -> proposal);
    if (first.content().equals(proposal.content())) {
      return true;
    }
    report(Equivocation.of(first, proposal));
    return false;
  }

  void report(Equivocation evidence) {
    reported.report(evidence);
  }

  void digest(Encoder out) {
    reported.digest(out);
    out.u32(proposals.size());
    proposals.forEach((view, byProposer) -> {
      out.u64(view).u32(byProposer.size());
      byProposer.values().forEach(vote -> vote.encode(out));
    });
  }

  void prune() {
    proposals.headMap(state.view - VoteCollector.WINDOW).clear();
  }
}
