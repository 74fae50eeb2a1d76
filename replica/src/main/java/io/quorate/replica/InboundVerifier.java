package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
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

/**
 * Judges every message of a peer before the replica sees it: nothing unauthenticated gets in
 * (DESIGN section 4 rule 2). Thread-safe and stateless beside the caches of its parts; costly, so
 * it runs on the verification pool.
 */
public final class InboundVerifier {
  private final Epoch epoch;
  private final MessageVerifier engine;
  private final TransactionChecks transactions;

  /**
   * A verifier for one epoch.
   *
   * @param engine the engine's own verifier
   * @param transactions the stateless checks of transactions, which remember what they verified
   */
  public InboundVerifier(Epoch epoch, MessageVerifier engine, TransactionChecks transactions) {
    this.epoch = epoch;
    this.engine = engine;
    this.transactions = transactions;
  }

  /** The verdict on a message that the authenticated peer {@code from} sent. */
  public Verdict verify(int from, PeerMessage message) {
    return switch (message) {
      case EngineMessageOf m -> engineMessage(from, m);
      case Attested m -> attested(from, m);
      case PeerMessage.Evidence m -> m.equivocation().verify(epoch);
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
    if (message.epoch() != epoch.number()) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "message of epoch " + message.epoch());
    }
    return engine.verify(signed);
  }

  private Verdict attested(int from, Attested attested) {
    Attestation attestation = attested.attestation();
    if (attested.signer() != from || !epoch.validators().contains(from)) {
      return Verdict.refuse(
          Reason.UNKNOWN_SENDER, "peer " + from + " attests for validator " + attested.signer());
    }
    if (!attestation.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "attestation of another chain");
    }
    if (attestation.epoch() != epoch.number() || !epoch.contains(attestation.height())) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "attestation of height " + attestation.height());
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
      Verdict verdict = certified.certificate().verify(epoch);
      if (!verdict.accepted()) {
        return verdict;
      }
      previous = Optional.of(block);
    }
    return Verdict.accept();
  }
}
