package io.quorate.tendermint;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.ReportedOffences;
import io.quorate.consensus.engine.VoteTally;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SignerSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the votes of one height in the current round and a few before it, and says what they
 * amount to. A threshold is a fact that stays; that its line of the paper fires once is the round's
 * part. Not thread-safe.
 */
final class VoteKeeper {
  /** How many rounds below the current one are remembered. */
  static final long WINDOW = 8;

  private final Epoch epoch;
  private final Duties duties;
  private final ReportedOffences offences;
  private SortedMap<Long, RoundVotes> rounds = new TreeMap<>();

  /** The rounds of the height before, where second votes may still show. */
  private SortedMap<Long, RoundVotes> before = new TreeMap<>();

  VoteKeeper(Epoch epoch, Duties duties, ReportedOffences offences) {
    this.epoch = epoch;
    this.duties = duties;
    this.offences = offences;
  }

  /** Counts a verified vote; the certificate, when this vote completed its quorum. */
  Optional<QuorumCertificate> add(SignedVote vote) {
    RoundVotes votes = rounds.computeIfAbsent(vote.content().view(), r -> empty());
    VoteTally tally = votes.of(vote.content().phase());
    if (tally.add(vote) instanceof VoteTally.Conflicting conflict) {
      conflict.evidence().ifPresent(offences::report);
      return Optional.empty();
    }
    boolean prevote = vote.content().phase() == Phase.TENDERMINT_PREVOTE;
    boolean known = (prevote ? votes.polka : votes.settled).isPresent();
    if (known || !duties.quorum(epoch.validators(), tally.powerOf(vote.content()))) {
      return Optional.empty();
    }
    Optional<QuorumCertificate> reached = Optional.of(tally.aggregate(vote.content()));
    if (prevote) {
      votes.polka = reached;
    } else {
      votes.settled = reached;
    }
    return reached;
  }

  /** Line 34: prevotes of a quorum, whatever they say. */
  boolean anyPrevotes(long round) {
    return quorum(round, Phase.TENDERMINT_PREVOTE);
  }

  /** Line 47: precommits of a quorum, whatever they say. */
  boolean anyPrecommits(long round) {
    return quorum(round, Phase.TENDERMINT_PRECOMMIT);
  }

  /** Lines 36 and 44: prevotes of a quorum for one subject. */
  Optional<QuorumCertificate> polka(long round) {
    return Optional.ofNullable(rounds.get(round)).flatMap(votes -> votes.polka);
  }

  /** Whether anybody voted in the round. */
  boolean any(long round) {
    return rounds.containsKey(round);
  }

  /** Whose votes of that phase are here. */
  SignerSet signers(long round, Phase phase) {
    return RoundVotes.signers(epoch.validators().size(), votes(round, phase));
  }

  /** The votes of that round and phase that are not from {@code known}. */
  List<SignedVote> missing(long round, Phase phase, SignerSet known) {
    List<SignedVote> missing = new ArrayList<>();
    for (SignedVote vote : votes(round, phase)) {
      if (!known.contains(vote.signer())) {
        missing.add(vote);
      }
    }
    return missing;
  }

  /** Forgets rounds that fell out of the window below {@code round}. */
  void prune(long round) {
    rounds.headMap(round - WINDOW).clear();
  }

  /** A vote of the height before: only compared with what is there. */
  void late(SignedVote vote) {
    RoundVotes votes = before.get(vote.content().view());
    if (votes != null
        && votes.of(vote.content().phase()).add(vote) instanceof VoteTally.Conflicting conflict) {
      conflict.evidence().ifPresent(offences::report);
    }
  }

  /** The next height counts anew. */
  void advance() {
    before = rounds;
    rounds = new TreeMap<>();
  }

  int size() {
    return rounds.size();
  }

  void digest(Encoder out) {
    for (SortedMap<Long, RoundVotes> height : List.of(rounds, before)) {
      out.u32(height.size());
      height.forEach((round, votes) -> {
        out.u64(round);
        votes.digest(out);
      });
    }
  }

  static boolean isNil(QuorumCertificate certificate) {
    return certificate.content().subject().equals(Hash.ZERO);
  }

  private List<SignedVote> votes(long round, Phase phase) {
    RoundVotes votes = rounds.get(round);
    return votes == null ? List.of() : votes.of(phase).votes();
  }

  private boolean quorum(long round, Phase phase) {
    RoundVotes votes = rounds.get(round);
    return votes != null && duties.quorum(epoch.validators(), votes.of(phase).power());
  }

  private RoundVotes empty() {
    return new RoundVotes(new VoteTally(epoch), new VoteTally(epoch));
  }
}
