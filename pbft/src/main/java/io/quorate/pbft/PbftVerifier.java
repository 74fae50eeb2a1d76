package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.crypto.Signature;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.NewViewCopy;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.Prepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything about a message that can be judged without the engine's state, cheap checks first. Who
 * leads a view follows from its number, so that is judged here, too. Thread-safe.
 */
final class PbftVerifier implements MessageVerifier {
  private final Epoch epoch;
  private final TransactionVerifier transactions;
  private final Primaries primaries;
  private final Certificates certificates;
  private final ViewChangeChecks viewChanges;

  PbftVerifier(Epoch epoch, TransactionVerifier transactions, Primaries primaries) {
    this.epoch = epoch;
    this.transactions = transactions;
    this.primaries = primaries;
    this.certificates = new Certificates(epoch);
    this.viewChanges = new ViewChangeChecks(epoch, certificates, primaries);
  }

  @Override
  public Verdict verify(SignedMessage message) {
    if (!epoch.validators().contains(message.sender())) {
      return Verdict.refuse(Reason.UNKNOWN_SENDER, "no validator " + message.sender());
    }
    if (!(message.body() instanceof PbftMessage body)) {
      return Verdict.refuse(Reason.MALFORMED, "not a PBFT message");
    }
    return switch (body) {
      case PrePrepare prePrepare -> prePrepare(message, prePrepare.block());
      case Prepare prepare -> vote(message, prepare.content(), Phase.PBFT_PREPARE);
      case Commit commit -> vote(message, commit.content(), Phase.PBFT_COMMIT);
      case ViewChange change ->
          all(
              () ->
                  viewChanges.domain(
                      change.chain().equals(epoch.chain()), change.epoch(), change.view()),
              () -> signature(message),
              () -> viewChanges.check(change));
      case NewView view ->
          all(
              () -> leader(message.sender(), view.view()),
              () -> signature(message),
              () -> viewChanges.check(view));
      case NewViewCopy copy ->
          all(
              () -> unsigned(message),
              () -> viewChanges.original(copy.original(), copy.signature()),
              () -> viewChanges.check(copy.original()));
      case Decision decision ->
          all(() -> unsigned(message), () -> certificates.committed(decision.certificate()));
    };
  }

  private Verdict prePrepare(SignedMessage message, Block block) {
    BlockHeader header = block.header();
    return all(
        () -> domain(header.chain().equals(epoch.chain()), header.epoch()),
        () -> place(header.view(), header.height()),
        () -> leader(message.sender(), header.view()),
        () -> leader(header.proposer(), header.view()),
        () -> size(block),
        () -> signature(message),
        () -> payload(block.payload()));
  }

  private Verdict vote(SignedMessage message, VoteContent content, Phase phase) {
    if (content.phase() != phase) {
      return Verdict.refuse(Reason.MALFORMED, "a vote of phase " + content.phase());
    }
    return all(
        () -> domain(content.chain().equals(epoch.chain()), content.epoch()),
        () -> place(content.view(), content.height()),
        () -> signature(message));
  }

  private Verdict domain(boolean sameChain, long epochNumber) {
    if (!sameChain) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "message of another chain");
    }
    return epochNumber == epoch.number()
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_EPOCH, "message of epoch " + epochNumber);
  }

  private Verdict place(long view, long height) {
    if (view < Views.FIRST) {
      return Verdict.refuse(Reason.WRONG_VIEW, "nothing is said in view " + view);
    }
    return epoch.contains(height)
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_HEIGHT, "height " + height);
  }

  private Verdict leader(int validator, long view) {
    int primary = primaries.primary(view);
    return validator == primary
        ? Verdict.accept()
        : Verdict.refuse(
            Reason.WRONG_LEADER, "view " + view + " is of " + primary + ", not of " + validator);
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

  private static Verdict unsigned(SignedMessage message) {
    return message.signature().equals(Signature.NONE)
        ? Verdict.accept()
        : Verdict.refuse(Reason.MALFORMED, "this message carries no signature of its sender");
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
