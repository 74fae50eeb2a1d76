package io.quorate.node.runtime;

import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Verifies each transaction's signature once: at admission, and not again when a proposal carries
 * it. Remembers the exact signature bytes, in two generations, so that it is bounded and a burst
 * does not forget everything. Thread-safe.
 */
final class VerifiedTransactions implements TransactionVerifier {
  private static final int GENERATION = 32_768;

  private final SignatureScheme ed25519;
  private final AtomicLong verifications = new AtomicLong();
  private volatile Map<Hash, Signature> young = new ConcurrentHashMap<>();
  private volatile Map<Hash, Signature> old = new ConcurrentHashMap<>();

  VerifiedTransactions(SignatureScheme ed25519) {
    this.ed25519 = ed25519;
  }

  @Override
  public boolean verify(Transaction transaction) {
    Signature signature = transaction.signature();
    if (signature.equals(young.get(transaction.id()))
        || signature.equals(old.get(transaction.id()))) {
      return true;
    }
    verifications.incrementAndGet();
    if (!transaction.verify(ed25519)) {
      return false;
    }
    if (young.size() >= GENERATION) {
      turn();
    }
    // A copy: the signature is a slice of its message, all of which would stay in memory with it.
    young.put(transaction.id(), new Signature(Bytes.wrap(signature.bytes().toArray())));
    return true;
  }

  /** Signatures really checked so far. */
  long verifications() {
    return verifications.get();
  }

  private synchronized void turn() {
    if (young.size() >= GENERATION) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }
}
