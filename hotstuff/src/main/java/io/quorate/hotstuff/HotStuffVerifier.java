package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.crypto.Signature;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything about a message that can be judged without the engine's state, cheap checks first.
 * Whether a proposer led its view depends on the chain, so that is the engine's part. Thread-safe.
 */
final class HotStuffVerifier implements MessageVerifier {
  private final Epoch epoch;
  private final TransactionVerifier transactions;
  private final Certificates certificates;

  HotStuffVerifier(Epoch epoch, TransactionVerifier transactions) {
    this.epoch = epoch;
    this.transactions = transactions;
    this.certificates = new Certificates(epoch);
  }

  @Override
  public Verdict verify(SignedMessage message) {
    if (!epoch.validators().contains(message.sender())) {
      return Verdict.refuse(Reason.UNKNOWN_SENDER, "no validator " + message.sender());
    }
    if (!(message.body() instanceof HotStuffMessage body)) {
      return Verdict.refuse(Reason.MALFORMED, "not a HotStuff message");
    }
    return switch (body) {
      case Proposal proposal -> proposal(message, proposal);
      case Vote vote -> all(() -> vote(vote.content()), () -> signature(message));
      case Timeout timeout -> timeout(message, timeout);
      case Sync sync -> sync(message, sync);
    };
  }

  private Verdict proposal(SignedMessage message, Proposal proposal) {
    Block block = proposal.block();
    return all(
        () -> domain(block.header()),
        () -> place(message.sender(), proposal),
        () -> size(block),
        () -> signature(message),
        () -> certificates.check(proposal.justify()),
        () -> certificate(proposal.timeoutCertificate()),
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

  private Verdict place(int sender, Proposal proposal) {
    BlockHeader header = proposal.block().header();
    VoteContent justify = proposal.justify().content();
    if (header.proposer() != sender) {
      return Verdict.refuse(Reason.WRONG_LEADER, "block of validator " + header.proposer());
    }
    if (!header.parent().equals(justify.subject())) {
      return Verdict.refuse(Reason.WRONG_PARENT, "the parent is not the certified block");
    }
    if (header.height() < epoch.firstHeight() || header.height() - 1 != justify.height()) {
      return Verdict.refuse(Reason.WRONG_HEIGHT, "height " + header.height());
    }
    if (!justified(header.view(), justify.view(), proposal.timeoutCertificate())) {
      return Verdict.refuse(Reason.WRONG_VIEW, "view " + header.view() + " is not justified");
    }
    return Verdict.accept();
  }

  /** A view starts with the certificate of the view before, or with proof that it was given up. */
  private static boolean justified(
      long view, long certified, Optional<TimeoutCertificate> timeoutCertificate) {
    return timeoutCertificate
        .map(tc -> tc.view() == view - 1 && certified < tc.view() && certified >= tc.highestView())
        .orElse(certified == view - 1);
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

  private Verdict vote(VoteContent content) {
    if (!content.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "vote of another chain");
    }
    if (content.epoch() != epoch.number() || content.phase() != Phase.HOTSTUFF_VOTE) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "vote of another epoch or phase");
    }
    if (content.height() < epoch.firstHeight()) {
      return Verdict.refuse(Reason.WRONG_HEIGHT, "vote for height " + content.height());
    }
    return content.view() > 0
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_VIEW, "nobody votes in view 0");
  }

  private Verdict timeout(SignedMessage message, Timeout timeout) {
    return all(
        () -> timeoutViews(timeout),
        () ->
            timeout.vote().map(v -> carried(message.sender(), timeout, v)).orElse(Verdict.accept()),
        () -> signature(message),
        () -> certificates.check(timeout.highQc()),
        () -> certificate(timeout.timeoutCertificate()),
        () -> timeout.vote().map(v -> v.verify(epoch)).orElse(Verdict.accept()));
  }

  private Verdict timeoutViews(Timeout timeout) {
    boolean plausible =
        timeout.view() > timeout.highQc().content().view()
            && timeout.timeoutCertificate().map(tc -> tc.view() == timeout.view() - 1).orElse(true);
    return plausible
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_VIEW, "a timeout of view " + timeout.view());
  }

  private Verdict carried(int sender, Timeout timeout, SignedVote vote) {
    if (vote.signer() != sender) {
      return Verdict.refuse(Reason.UNKNOWN_SENDER, "a vote of validator " + vote.signer());
    }
    if (vote.content().view() > timeout.view()) {
      return Verdict.refuse(Reason.WRONG_VIEW, "a vote above the view given up");
    }
    return vote(vote.content());
  }

  private Verdict sync(SignedMessage message, Sync sync) {
    if (!message.signature().equals(Signature.NONE)) {
      return Verdict.refuse(Reason.MALFORMED, "a sync message carries no signature");
    }
    return all(
        () -> certificates.check(sync.highQc()), () -> certificate(sync.timeoutCertificate()));
  }

  private Verdict certificate(Optional<TimeoutCertificate> certificate) {
    return certificate.map(certificates::check).orElse(Verdict.accept());
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
