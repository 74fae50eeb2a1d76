package io.quorate.tendermint;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.wire.Encoder;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds validators that propose twice in one round, in the rounds that are remembered. */
final class Offences {
  private final State state;
  private final SortedMap<Long, SortedMap<Integer, SignedVote>> proposals = new TreeMap<>();

  Offences(State state) {
    this.state = state;
  }

  /** Remembers a proposal's signature; false when its proposer proposed something else before. */
  boolean admit(SignedVote proposal) {
    long round = proposal.content().view();
    if (round < state.round.round() - VoteKeeper.WINDOW) {
      return true;
    }
    SignedVote first =
        proposals
            .computeIfAbsent(round, r -> new TreeMap<>())
            .computeIfAbsent(proposal.signer(), s -> proposal);
    if (first.content().equals(proposal.content())) {
      return true;
    }
    state.offences.report(Equivocation.of(first, proposal));
    return false;
  }

  void prune() {
    proposals.headMap(state.round.round() - VoteKeeper.WINDOW).clear();
  }

  void clear() {
    proposals.clear();
  }

  void digest(Encoder out) {
    out.u32(proposals.size());
    proposals.forEach((round, byProposer) -> {
      out.u64(round).u32(byProposer.size());
      byProposer.values().forEach(vote -> vote.encode(out));
    });
  }
}
