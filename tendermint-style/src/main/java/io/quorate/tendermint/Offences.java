package io.quorate.tendermint;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.wire.Encoder;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds validators that propose twice in one round, in the rounds that are remembered of this
 * height and the one before: the second proposal may come when the first is decided.
 */
final class Offences {
  private final State state;
  private SortedMap<Long, SortedMap<Integer, SignedVote>> proposals = new TreeMap<>();
  private SortedMap<Long, SortedMap<Integer, SignedVote>> before = new TreeMap<>();

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
    return compare(first, proposal);
  }

  /** A proposal of the height before: only compared. */
  void late(SignedVote proposal) {
    SortedMap<Integer, SignedVote> round = before.get(proposal.content().view());
    SignedVote first = round == null ? null : round.get(proposal.signer());
    if (first != null) {
      compare(first, proposal);
    }
  }

  private boolean compare(SignedVote first, SignedVote second) {
    if (!first.content().contradicts(second.content())) {
      return true;
    }
    state.offences.report(Equivocation.of(first, second));
    return false;
  }

  void prune() {
    proposals.headMap(state.round.round() - VoteKeeper.WINDOW).clear();
  }

  /** The next height begins. */
  void advance() {
    before = proposals;
    proposals = new TreeMap<>();
  }

  void digest(Encoder out) {
    digest(out, proposals);
    digest(out, before);
  }

  private static void digest(Encoder out, SortedMap<Long, SortedMap<Integer, SignedVote>> rounds) {
    out.u32(rounds.size());
    rounds.forEach((round, byProposer) -> {
      out.u64(round).u32(byProposer.size());
      byProposer.values().forEach(vote -> vote.encode(out));
    });
  }
}
