package io.quorate.mempool;

import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.Backoff;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * When each transaction of a local client is to be sent to the peers: at once, and, as long as it
 * is pending, again after growing delays, because messages get lost and peers restart. One order by
 * due time for both, so neither starves the other.
 */
final class SpreadQueue {
  /** Long against the time a commit takes, so that a healthy network repeats almost nothing. */
  static final Backoff REPEAT = new Backoff(5_000, 60_000);

  private final TreeMap<Due, Transaction> byDue = new TreeMap<>();
  private final LinkedHashMap<Hash, Due> dueOf = new LinkedHashMap<>();
  private long lastSerial;

  /**
   * A place in the order.
   *
   * @param atMillis not to be sent earlier
   * @param serial unique, decides between equal times
   * @param timesSent how often it was sent
   */
  record Due(long atMillis, long serial, int timesSent) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
        Comparator.comparingLong(Due::atMillis).thenComparingLong(Due::serial);

    @Override
    public int compareTo(Due that) {
      return ORDER.compare(this, that);
    }
  }

  boolean isEmpty() {
    return byDue.isEmpty() && dueOf.isEmpty();
  }

  void add(Transaction transaction, long nowMillis) {
    put(transaction, nowMillis, 0);
  }

  void remove(Hash id) {
    Due due = dueOf.remove(id);
    if (due != null) {
      byDue.remove(due);
    }
  }

  OptionalLong nextMillis() {
    return byDue.isEmpty() ? OptionalLong.empty() : OptionalLong.of(byDue.firstKey().atMillis());
  }

  /**
   * What is due, longest due first, as far as it fits; the first always fits, or it would block the
   * rest.
   */
  List<Transaction> take(long nowMillis, int maxBytes) {
    List<Transaction> taken = new ArrayList<>();
    long room = maxBytes;
    while (!byDue.isEmpty()) {
      Due due = byDue.firstKey();
      Transaction transaction = byDue.firstEntry().getValue();
      int size = transaction.encoded().size();
      if (due.atMillis() > nowMillis || (size > room && !taken.isEmpty())) {
        break;
      }
      byDue.remove(due);
      put(transaction, nowMillis + REPEAT.delayMillis(due.timesSent()), due.timesSent() + 1);
      taken.add(transaction);
      room -= size;
    }
    return taken;
  }

  private void put(Transaction transaction, long atMillis, int timesSent) {
    lastSerial++;
    Due due = new Due(atMillis, lastSerial, timesSent);
    byDue.put(due, transaction);
    dueOf.put(transaction.id(), due);
  }
}
