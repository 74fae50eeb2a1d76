package io.quorate.tendermint;

import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.VoteTally;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.SignerSet;
import java.util.Collection;
import java.util.Optional;

/** The votes of one round: at most two per validator. */
final class RoundVotes {
  final VoteTally prevotes;
  final VoteTally precommits;

  /** The quorum of prevotes for one subject, nil included. */
  Optional<QuorumCertificate> polka = Optional.empty();

  /** The quorum of precommits for one subject, nil included. */
  Optional<QuorumCertificate> settled = Optional.empty();

  RoundVotes(VoteTally prevotes, VoteTally precommits) {
    this.prevotes = prevotes;
    this.precommits = precommits;
  }

  VoteTally of(Phase phase) {
    return phase == Phase.TENDERMINT_PREVOTE ? prevotes : precommits;
  }

  static SignerSet signers(int n, Collection<SignedVote> votes) {
    return SignerSet.of(n, votes.stream().map(SignedVote::signer).toList());
  }

  boolean isEmpty() {
    return prevotes.power() == 0 && precommits.power() == 0;
  }

  void digest(Encoder out) {
    out.list(prevotes.votes(), (o, vote) -> vote.encode(o));
    out.list(precommits.votes(), (o, vote) -> vote.encode(o));
  }
}
