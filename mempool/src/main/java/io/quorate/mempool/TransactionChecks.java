package io.quorate.mempool;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.Optional;

/**
 * The part of admission that needs no state and costs most: run it on many threads, for clients'
 * submissions and for peers' batches alike, before {@link Mempool#submit}. Thread-safe as its
 * verifier is. That sequences start at 1 is a property of every {@link Transaction}.
 */
public final class TransactionChecks {
  private final FormChecks form;
  private final TransactionVerifier verifier;

  /**
   * @param chain the chain's id
   * @param parameters the chain's parameters
   * @param verifier decides about signatures
   */
  public TransactionChecks(Hash chain, ChainParameters parameters, TransactionVerifier verifier) {
    this.form = new FormChecks(chain, parameters);
    this.verifier = verifier;
  }

  /** The outcome of checking bytes. */
  public sealed interface Checked {
    /**
     * Sound as far as one can tell without state.
     *
     * @param transaction what the bytes spell
     */
    record Sound(Transaction transaction) implements Checked {}

    /**
     * Not to be passed on.
     *
     * @param refusal why
     */
    record Unsound(Admission.Refused refusal) implements Checked {}
  }

  /** What is wrong with the transaction, or empty: size, then chain, then the signature. */
  public Optional<Admission.Refused> check(Transaction transaction) {
    return form.check(transaction).or(() -> signature(transaction));
  }

  /** Decodes one transaction and checks it; whatever the bytes are, the answer is a value. */
  public Checked check(Bytes encoded) {
    Optional<Admission.Refused> tooLarge = form.size(encoded.size());
    if (tooLarge.isPresent()) {
      return new Checked.Unsound(tooLarge.get());
    }
    return switch (Transaction.decode(encoded)) {
      case Decoded.Malformed<Transaction>(String reason) ->
          new Checked.Unsound(new Admission.Refused(RefusalCode.MALFORMED, reason));
      case Decoded.Ok<Transaction>(Transaction transaction) ->
          check(transaction)
              .<Checked>map(Checked.Unsound::new)
              .orElseGet(() -> new Checked.Sound(transaction));
    };
  }

  private Optional<Admission.Refused> signature(Transaction transaction) {
    return verifier.verify(transaction)
        ? Optional.empty()
        : Optional.of(
            new Admission.Refused(
                RefusalCode.BAD_SIGNATURE,
                "the signature of transaction "
                    + transaction.id().shortHex()
                    + " is not its sender's"));
  }
}
