package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.mempool.Admission;
import io.quorate.mempool.TransactionChecks;
import io.quorate.replica.message.PeerMessage;
import io.quorate.replica.message.PeerMessage.Attested;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.EngineMessageOf;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges every message of a peer before the replica sees it: nothing unauthenticated gets in
 * (DESIGN section 4 rule 2). Thread-safe and stateless beside the caches of its parts and the epoch
 * the replica is in; costly, so it runs on the verification pool.
 *
 * <p>Engines' messages are judged for the replica's epoch and the next one, into which a peer may
 * have gone ahead. What is older or newer is refused without anybody's fault.
 */
public final class InboundVerifier {
  private final Epochs epochs;
  private final Function<Epoch, MessageVerifier> engines;
  private final TransactionChecks transactions;
  private volatile Judges judges;

  /** Who judges the messages of two epochs' engines. */
  private record Judges(Judge current, Judge next) {
    Optional<Judge> of(long epoch) {
      return epoch == current.epoch().number()
          ? Optional.of(current)
          : Optional.of(next).filter(judge -> epoch == judge.epoch().number());
    }
  }

  private record Judge(Epoch epoch, MessageVerifier engine) {}

  /**
   * A verifier for the first epoch, until {@link #enter} says otherwise.
   *
   * @param engines makes an engine's own verifier for an epoch
   * @param transactions the stateless checks of transactions, which remember what they verified
   */
  public InboundVerifier(
      Epochs epochs, Function<Epoch, MessageVerifier> engines, TransactionChecks transactions) {
    this.epochs = epochs;
    this.engines = engines;
    this.transactions = transactions;
    this.judges = judges(judge(epochs.first()));
  }

  /** The replica took up that epoch ({@link ReplicaEffect.EnteredEpoch}). */
  public void enter(Epoch epoch) {
    Judges before = judges;
    judges = judges(before.of(epoch.number()).orElseGet(() -> judge(epoch)));
  }

  private Judges judges(Judge current) {
    return new Judges(current, judge(current.epoch().next()));
  }

  private Judge judge(Epoch epoch) {
    return new Judge(epoch, engines.apply(epoch));
  }

  /** The verdict on a message that the authenticated peer {@code from} sent. */
  public Verdict verify(int from, PeerMessage message) {
    return switch (message) {
      case EngineMessageOf m -> engineMessage(from, m);
      case Attested m -> attested(from, m);
      case PeerMessage.Evidence m -> evidence(m.equivocation());
      case PeerMessage.Transactions m -> transactions(m.transactions());
      case PeerMessage.Log m -> log(m.blocks());
      case PeerMessage.Heights m -> Verdict.accept();
      case PeerMessage.HeightQuery m -> Verdict.accept();
      case PeerMessage.HeightReply m -> Verdict.accept();
      case PeerMessage.Blocks m -> Verdict.accept();
      case PeerMessage.BlockRequest m -> Verdict.accept();
      case PeerMessage.LogRequest m -> Verdict.accept();
    };
  }

  private Verdict engineMessage(int from, EngineMessageOf message) {
    SignedMessage signed = message.message();
    if (signed.sender() != from) {
      return Verdict.refuse(
          Reason.UNKNOWN_SENDER, "peer " + from + " speaks for validator " + signed.sender());
    }
    return judges
        .of(message.epoch())
        .map(judge -> judge.engine().verify(signed))
        .orElseGet(() -> otherEpoch("message", message.epoch()));
  }

  private Verdict evidence(Equivocation equivocation) {
    long of = equivocation.first().content().epoch();
    Epoch current = judges.current().epoch();
    if (of < current.number() - 1 || of > current.number() + 1) {
      return otherEpoch("evidence", of);
    }
    return equivocation.verify(of > current.number() ? judges.next().epoch() : current);
  }

  private static Verdict otherEpoch(String what, long epoch) {
    return Verdict.refuse(Reason.OTHER_EPOCH, what + " of epoch " + epoch);
  }

  private Verdict attested(int from, Attested attested) {
    Attestation attestation = attested.attestation();
    Optional<Epoch> found = epochs.at(attestation.height());
    if (found.isEmpty() || attestation.epoch() != found.get().number()) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "attestation of height " + attestation.height());
    }
    Epoch epoch = found.get();
    if (attested.signer() != from || !epoch.validators().contains(from)) {
      return Verdict.refuse(
          Reason.UNKNOWN_SENDER, "peer " + from + " attests for validator " + attested.signer());
    }
    if (!attestation.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "attestation of another chain");
    }
    boolean valid =
        epoch
            .scheme()
            .verify(
                epoch.validators().get(from).key(),
                attestation.signingBytes(),
                attested.signature());
    return valid
        ? Verdict.accept()
        : Verdict.refuse(
            Reason.BAD_SIGNATURE, "attestation of validator " + from + " is not signed by it");
  }

  private Verdict transactions(List<Transaction> batch) {
    for (Transaction transaction : batch) {
      Optional<Admission.Refused> fault = transactions.check(transaction);
      if (fault.isPresent()) {
        return Verdict.refuse(Reason.BAD_PAYLOAD, fault.get().detail());
      }
    }
    return Verdict.accept();
  }

  private Verdict log(List<CertifiedBlock> blocks) {
    Optional<Block> previous = Optional.empty();
    for (CertifiedBlock certified : blocks) {
      Block block = certified.block();
      Attestation attestation = certified.certificate().attestation();
      boolean certifiesIt =
          attestation.block().equals(block.hash()) && attestation.height() == block.height();
      boolean follows =
          previous
              .map(p -> block.parent().equals(p.hash()) && block.height() == p.height() + 1)
              .orElse(true);
      if (!certifiesIt || !follows) {
        return Verdict.refuse(Reason.BAD_CERTIFICATE, "certified blocks do not follow one another");
      }
      Verdict verdict =
          epochs
              .at(block.height())
              .map(certified.certificate()::verify)
              .orElseGet(() -> Verdict.refuse(Reason.WRONG_HEIGHT, "height " + block.height()));
      if (!verdict.accepted()) {
        return verdict;
      }
      previous = Optional.of(block);
    }
    return Verdict.accept();
  }
}
