package io.quorate.mempool;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.Optional;

/**
 * What is wrong with a transaction by itself, its signature aside.
 *
 * @param chain the chain's id
 * @param parameters the chain's parameters
 */
record FormChecks(Hash chain, ChainParameters parameters) {

  Optional<Admission.Refused> check(Transaction transaction) {
    return size(transaction.encoded().size()).or(() -> chain(transaction));
  }

  Optional<Admission.Refused> size(int bytes) {
    return bytes <= parameters.maxTransactionBytes()
        ? Optional.empty()
        : Optional.of(
            new Admission.Refused(
                RefusalCode.TOO_LARGE,
                "the transaction has "
                    + bytes
                    + " bytes, the chain allows "
                    + parameters.maxTransactionBytes()));
  }

  private Optional<Admission.Refused> chain(Transaction transaction) {
    return transaction.chain().equals(chain)
        ? Optional.empty()
        : Optional.of(
            new Admission.Refused(
                RefusalCode.WRONG_CHAIN,
                "the transaction is for chain "
                    + transaction.chain().toHex()
                    + ", this is "
                    + chain.toHex()));
  }
}
