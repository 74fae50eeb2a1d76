package io.quorate.node.runtime;

import io.quorate.crypto.Hash;
import io.quorate.node.api.SubmissionListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which connections wait for which transactions. Bounded by the API's limit per connection.
 * Thread-safe.
 */
final class Waiting {
  private final Map<Hash, Set<SubmissionListener>> byTransaction = new HashMap<>();
  private final Map<SubmissionListener, Set<Hash>> byListener = new HashMap<>();

  synchronized void add(Hash transaction, SubmissionListener listener) {
    byTransaction.computeIfAbsent(transaction, id -> new HashSet<>(2)).add(listener);
    byListener.computeIfAbsent(listener, l -> new HashSet<>()).add(transaction);
  }

  synchronized List<SubmissionListener> of(Hash transaction) {
    return List.copyOf(byTransaction.getOrDefault(transaction, Set.of()));
  }

  /** The listeners of a transaction that gets its last word now. */
  synchronized List<SubmissionListener> remove(Hash transaction) {
    Set<SubmissionListener> listeners = byTransaction.remove(transaction);
    if (listeners == null) {
      return List.of();
    }
    for (SubmissionListener listener : listeners) {
      forget(listener, transaction);
    }
    return List.copyOf(listeners);
  }

  synchronized void remove(Hash transaction, SubmissionListener listener) {
    Set<SubmissionListener> listeners = byTransaction.get(transaction);
    if (listeners != null) {
      listeners.remove(listener);
      if (listeners.isEmpty()) {
        byTransaction.remove(transaction);
      }
    }
    forget(listener, transaction);
  }

  synchronized void remove(SubmissionListener listener) {
    Set<Hash> transactions = byListener.remove(listener);
    if (transactions != null) {
      for (Hash transaction : transactions) {
        Set<SubmissionListener> listeners = byTransaction.get(transaction);
        if (listeners != null) {
          listeners.remove(listener);
          if (listeners.isEmpty()) {
            byTransaction.remove(transaction);
          }
        }
      }
    }
  }

  synchronized int size() {
    return byTransaction.size();
  }

  private void forget(SubmissionListener listener, Hash transaction) {
    Set<Hash> transactions = byListener.get(listener);
    if (transactions != null) {
      transactions.remove(transaction);
      if (transactions.isEmpty()) {
        byListener.remove(listener);
      }
    }
  }
}
