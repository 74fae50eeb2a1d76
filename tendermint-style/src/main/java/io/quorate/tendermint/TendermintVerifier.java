package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.crypto.Signature;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything about a message that can be judged without the engine's state, cheap checks first. Who
 * proposes in a round is the engine's part. Thread-safe.
 */
final class TendermintVerifier implements MessageVerifier {
  private final Epoch epoch;
  private final TransactionVerifier transactions;
  private final Certificates certificates;

  TendermintVerifier(Epoch epoch, TransactionVerifier transactions) {
    this.epoch = epoch;
    this.transactions = transactions;
    this.certificates = new Certificates(epoch);
  }

  @Override
  public Verdict verify(SignedMessage message) {
    if (!epoch.validators().contains(message.sender())) {
      return Verdict.refuse(Reason.UNKNOWN_SENDER, "no validator " + message.sender());
    }
    if (!(message.body() instanceof TendermintMessage body)) {
      return Verdict.refuse(Reason.MALFORMED, "not a Tendermint message");
    }
    return switch (body) {
      case Proposal proposal -> proposal(message, proposal);
      case Vote vote -> all(() -> certificates.content(vote.content()), () -> signature(message));
      case Status status -> all(() -> unsigned(message), () -> status(status));
      case Votes votes -> all(() -> unsigned(message), () -> votes(votes));
      case Decision decision ->
          all(
              () -> unsigned(message),
              () -> certificates.check(decision.precommits(), Phase.TENDERMINT_PRECOMMIT));
    };
  }

  private Verdict proposal(SignedMessage message, Proposal proposal) {
    Block block = proposal.block();
    return all(
        () -> domain(block.header()),
        () -> certificates.place(block.height(), proposal.round()),
        () ->
            proposal.polka().map(p -> again(proposal, p)).orElseGet(() -> first(message, proposal)),
        () -> size(block),
        () -> signature(message),
        () ->
            proposal
                .polka()
                .map(p -> certificates.check(p, Phase.TENDERMINT_PREVOTE))
                .orElse(Verdict.accept()),
        () -> payload(block.payload()));
  }

  private Verdict domain(BlockHeader header) {
    if (!header.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "block of another chain");
    }
    return header.epoch() == epoch.number()
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_EPOCH, "block of epoch " + header.epoch());
  }

  /** A new value is the proposer's own, of this round. */
  private static Verdict first(SignedMessage message, Proposal proposal) {
    BlockHeader header = proposal.block().header();
    if (header.proposer() != message.sender()) {
      return Verdict.refuse(Reason.WRONG_LEADER, "block of validator " + header.proposer());
    }
    return header.view() == proposal.round()
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_VIEW, "a new block of round " + header.view());
  }

  /** A value proposed again keeps its header; its polka is of the time in between. */
  private static Verdict again(Proposal proposal, QuorumCertificate polka) {
    BlockHeader header = proposal.block().header();
    VoteContent content = polka.content();
    if (!content.subject().equals(proposal.block().hash()) || content.height() != header.height()) {
      return Verdict.refuse(Reason.BAD_CERTIFICATE, "the polka is for another block");
    }
    return content.view() < proposal.round() && header.view() <= content.view()
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_VIEW, "a polka of round " + content.view());
  }

  private Verdict size(Block block) {
    ChainParameters parameters = epoch.parameters();
    List<Transaction> carried = block.payload().transactions();
    long bytes = 0;
    for (Transaction transaction : carried) {
      if (transaction.encoded().size() > parameters.maxTransactionBytes()) {
        return Verdict.refuse(Reason.TOO_LARGE, transaction + " is too large");
      }
      bytes += transaction.encoded().size();
    }
    boolean fits =
        bytes <= parameters.maxBlockBytes()
            && carried.size() <= parameters.maxBlockTransactions()
            && block.payload().evidence().size() <= Limits.BLOCK_EVIDENCE;
    return fits ? Verdict.accept() : Verdict.refuse(Reason.TOO_LARGE, "payload is too large");
  }

  private Verdict payload(Payload payload) {
    for (Equivocation evidence : payload.evidence()) {
      Verdict verdict = evidence.verify(epoch);
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    for (Transaction transaction : payload.transactions()) {
      if (!transaction.chain().equals(epoch.chain())) {
        return Verdict.refuse(Reason.BAD_PAYLOAD, transaction + " is of another chain");
      }
      if (!transactions.verify(transaction)) {
        return Verdict.refuse(Reason.BAD_PAYLOAD, transaction + " is badly signed");
      }
    }
    return Verdict.accept();
  }

  private Verdict status(Status status) {
    if (!status.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "status of another chain");
    }
    if (status.epoch() != epoch.number()) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "status of epoch " + status.epoch());
    }
    int n = epoch.validators().size();
    if (status.prevotes().validators() != n || status.precommits().validators() != n) {
      return Verdict.refuse(Reason.MALFORMED, "bitmaps over another set of validators");
    }
    // A replica that decided the epoch's last height stands one above it.
    boolean ended = status.height() - 1 == epoch.lastHeight();
    if (status.validRound() > status.round()) {
      return Verdict.refuse(Reason.WRONG_VIEW, "valid in round " + status.validRound());
    }
    return certificates.place(ended ? epoch.lastHeight() : status.height(), status.round());
  }

  private Verdict votes(Votes votes) {
    if (votes.votes().isEmpty() && votes.polka().isEmpty()) {
      return Verdict.refuse(Reason.MALFORMED, "nothing in it");
    }
    if (votes.votes().size() > 6 * epoch.validators().size()) {
      return Verdict.refuse(Reason.TOO_LARGE, votes.votes().size() + " votes");
    }
    for (SignedVote vote : votes.votes()) {
      Verdict verdict = certificates.check(vote);
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    return votes
        .polka()
        .map(p -> certificates.check(p, Phase.TENDERMINT_PREVOTE))
        .orElse(Verdict.accept());
  }

  private static Verdict unsigned(SignedMessage message) {
    return message.signature().equals(Signature.NONE)
        ? Verdict.accept()
        : Verdict.refuse(Reason.MALFORMED, "this kind of message carries no signature");
  }

  /** The sender's own signature; its domain is part of what is signed. */
  private Verdict signature(SignedMessage message) {
    return message
        .vote()
        .map(vote -> vote.verify(epoch))
        .orElse(Verdict.refuse(Reason.MALFORMED, "nothing signed"));
  }

  @SafeVarargs
  private static Verdict all(Supplier<Verdict>... checks) {
    for (Supplier<Verdict> check : checks) {
      Verdict verdict = check.get();
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    return Verdict.accept();
  }
}
