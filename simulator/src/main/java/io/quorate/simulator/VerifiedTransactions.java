package io.quorate.simulator;

import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the latest transactions whose signatures held, as the node does, so that each is
 * verified once.
 */
final class VerifiedTransactions implements TransactionVerifier {
  private static final int REMEMBERED = 4_096;

  private final SignatureScheme scheme;
  private final Map<Hash, Signature> verified =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Signature> eldest) {
          return size() > REMEMBERED;
        }
      };

  VerifiedTransactions(SignatureScheme scheme) {
    this.scheme = scheme;
  }

  @Override
  public boolean verify(Transaction transaction) {
    if (transaction.signature().equals(verified.get(transaction.id()))) {
      return true;
    }
    boolean holds = transaction.verify(scheme);
    if (holds) {
      verified.put(transaction.id(), transaction.signature());
    }
    return holds;
  }
}
