package io.quorate.pbft;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.engine.VoteTally;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.Optional;

/** One height of one view: the block that has its place there, and the votes. */
final class Slot {
  final VoteTally prepares;
  final VoteTally commits;

  /** The block that was given this place; the first one counts. */
  Optional<Hash> proposal = Optional.empty();

  /** The quorum of prepares, whatever block it is for. */
  Optional<QuorumCertificate> certificate = Optional.empty();

  Step step = Step.NEW;

  /** Whether it was noted why this height is certified and no commit is sent. */
  boolean heldBack;

  /** How far the proposal is on its way to this replica's prepare. */
  enum Step {
    NEW,
    WAITING_FOR_EXECUTION,
    ASKED,
    ACCEPTED,
    DROPPED
  }

  Slot(Epoch epoch) {
    this.prepares = new VoteTally(epoch);
    this.commits = new VoteTally(epoch);
  }

  /** The votes of one of the two phases. */
  VoteTally votes(Phase phase) {
    return phase == Phase.PBFT_PREPARE ? prepares : commits;
  }

  /** Whether a quorum prepared {@code block} here. */
  boolean certified(Hash block) {
    return certificate.map(each -> each.content().subject().equals(block)).orElse(false);
  }

  /** What others vote for here: certified, or committed by one honest replica at least. */
  Optional<Hash> wanted(ValidatorSet validators) {
    return certificate
        .map(each -> each.content().subject())
        .or(() ->
            validators.isWeakQuorum(commits.power()) ? Optional.of(Hash.ZERO) : Optional.empty());
  }

  void digest(Encoder out) {
    out.bool(proposal.isPresent());
    proposal.ifPresent(out::hash);
    out.bool(certificate.isPresent()).text(step.name()).bool(heldBack);
    out.u64(prepares.power()).u64(commits.power());
  }
}
