package io.quorate.tendermint;

import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.Optional;

/** Verified messages become facts of the current height, or wait for their time. */
final class Receiver {
  /** How far above its round a replica looks who the proposer is, to keep the proposal. */
  private static final long PROPOSALS_AHEAD = 64;

  private final State state;
  private final Committer committer;
  private final Future future;
  private final Offences offences;

  Receiver(State state, Committer committer, Future future, Offences offences) {
    this.state = state;
    this.committer = committer;
    this.future = future;
    this.offences = offences;
  }

  void receive(SignedMessage message, TendermintMessage body) {
    switch (body) {
      case Proposal proposal -> proposal(message, proposal);
      case Vote vote -> vote(new SignedVote(message.sender(), vote.content(), message.signature()));
      case Votes votes -> {
        votes.polka().ifPresent(this::polka);
        votes.votes().forEach(this::vote);
      }
      case Decision decision -> committer.learn(decision.precommits());
      case Status status -> status(message.sender(), status);
    }
  }

  /** Where a peer stands counts like a vote from there: its connection vouches for it. */
  void status(int sender, Status status) {
    // Where the sender stands it need not have spoken; below it has.
    state.heights.add(sender, status.height() - 1);
    if (status.height() == state.height() && sender != state.self) {
      state.claims.add(sender, status.round());
      if (status.waits() && status.round() == state.round.round() && !state.woken) {
        state.woken = true;
        state.out.note(Rule.WAKE, "work waits at validator " + sender);
      }
    }
  }

  private void vote(SignedVote vote) {
    VoteContent content = vote.content();
    long round = state.round.round();
    state.heights.add(vote.signer(), content.height());
    if (content.height() == state.height() + 1 && !state.over()) {
      future.keep(vote);
    } else if (content.height() == state.tip.height()) {
      state.votes.late(vote);
      state.out.note(Rule.IGNORE, "vote of " + vote.signer() + " for the height before");
    } else if (content.height() != state.height() || content.view() < round - VoteKeeper.WINDOW) {
      state.out.note(
          Rule.IGNORE,
          "vote of " + vote.signer() + " for " + content.height() + "/" + content.view());
    } else {
      state.claims.add(vote.signer(), content.view());
      if (vote.signer() == state.self) {
        state.remember(vote);
      }
      if (content.view() > round) {
        future.keep(vote);
      } else {
        state.votes.add(vote).ifPresent(this::reached);
      }
    }
  }

  private void reached(QuorumCertificate certificate) {
    if (VoteKeeper.isNil(certificate)) {
      return;
    }
    if (certificate.content().phase() == Phase.TENDERMINT_PREVOTE) {
      polka(certificate);
    } else {
      committer.learn(certificate);
    }
  }

  /** Prevotes of a quorum for a block. */
  private void polka(QuorumCertificate certificate) {
    VoteContent content = certificate.content();
    long known = state.polka.map(p -> p.content().view()).orElse(TendermintMessage.NO_ROUND);
    if (content.height() != state.height() || content.view() <= known) {
      return;
    }
    state.polka = Optional.of(certificate);
    certificate
        .signature()
        .signers()
        .indexes()
        .forEach(signer -> state.claims.add(signer, content.view()));
    state.out.note(Rule.POLKA, "round " + content.view() + " for " + content.subject().shortHex());
  }

  private void proposal(SignedMessage message, Proposal proposal) {
    long height = proposal.block().height();
    long round = proposal.round();
    long current = state.round.round();
    state.heights.add(message.sender(), height);
    if (height == state.height() + 1 && !state.over()) {
      keep(message, height, round);
      return;
    }
    if (height == state.tip.height()) {
      message.vote().ifPresent(offences::late);
    }
    if (height != state.height()) {
      state.out.note(Rule.IGNORE, "proposal of height " + height);
      return;
    }
    proposal.polka().ifPresent(this::polka);
    state.claims.add(message.sender(), round);
    if (round > current) {
      keep(message, height, round);
      return;
    }
    boolean single = message.vote().map(offences::admit).orElse(true);
    if (!single) {
      state.out.note(Rule.IGNORE, "second proposal of " + message.sender() + " in " + round);
    } else if (round < current) {
      state.out.note(Rule.IGNORE, proposal.block() + " comes after its round " + round);
    } else if (message.sender() != state.proposer) {
      state.out.note(Rule.LEADER, message.sender() + " does not propose in round " + round);
    } else if (state.proposal.isEmpty()) {
      state.proposal = Optional.of(proposal);
      state.values.put(proposal.block());
      state.out.note(
          Rule.RECEIVE,
          proposal.block() + " in round " + round + ", valid round " + proposal.validRound());
    }
  }

  private void keep(SignedMessage message, long height, long round) {
    long base = height == state.height() ? state.round.round() : 0;
    boolean near = round - base <= PROPOSALS_AHEAD;
    if (near && state.rotation.proposer(height, round) == message.sender()) {
      future.keep(message, height, round);
    } else {
      state.out.note(Rule.LEADER, message.sender() + " does not propose in round " + round);
    }
  }
}
