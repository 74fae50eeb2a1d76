package io.quorate.mempool;

import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;

/** Pending transactions by the last height at which they may be executed. */
final class ExpiryIndex {
  private final TreeMap<Long, LinkedHashSet<Hash>> byExpiry = new TreeMap<>();

  boolean isEmpty() {
    return byExpiry.isEmpty();
  }

  void add(Transaction transaction) {
    byExpiry
        .computeIfAbsent(transaction.expiryHeight(), _ -> new LinkedHashSet<>())
        .add(transaction.id());
  }

  void remove(Transaction transaction) {
    LinkedHashSet<Hash> sameHeight = byExpiry.get(transaction.expiryHeight());
    if (sameHeight != null && sameHeight.remove(transaction.id()) && sameHeight.isEmpty()) {
      byExpiry.remove(transaction.expiryHeight());
    }
  }

  /** Those that may not be executed above {@code height}, by expiry, then by arrival. */
  List<Hash> lastAtOrBelow(long height) {
    List<Hash> expired = new ArrayList<>();
    for (LinkedHashSet<Hash> ids : byExpiry.headMap(height, true).values()) {
      expired.addAll(ids);
    }
    return expired;
  }
}
