package io.quorate.mempool;

import io.quorate.consensus.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Fills one batch: in each round every sender moves on by one transaction, in the order of its
 * sequences. One that is not eligible, because it is in the chain already, uses up its sender's
 * turn, so that what a sender has under way in uncommitted blocks counts against it and the others
 * come first.
 */
final class RoundRobin {
  private final int maxTransactions;
  private final Predicate<Transaction> eligible;
  private final List<Transaction> chosen = new ArrayList<>();
  private final ArrayDeque<Iterator<Transaction>> waiting = new ArrayDeque<>();
  private int room;

  RoundRobin(int maxTransactions, int maxBytes, Predicate<Transaction> eligible) {
    this.maxTransactions = maxTransactions;
    this.eligible = eligible;
    this.room = maxBytes;
  }

  /** The batch; senders that do not get a turn before it is full are never looked at. */
  List<Transaction> fill(Iterable<SenderQueue> senders) {
    for (SenderQueue sender : senders) {
      if (isFull()) {
        break;
      }
      turn(sender.iterator());
    }
    while (!waiting.isEmpty() && !isFull()) {
      turn(waiting.removeFirst());
    }
    return chosen;
  }

  /**
   * A transaction too long for what is left ends its sender's part: a later one must not overtake
   * it.
   */
  private void turn(Iterator<Transaction> sender) {
    Transaction next = sender.next();
    if (eligible.test(next)) {
      int size = next.encoded().size();
      if (size > room) {
        return;
      }
      room -= size;
      chosen.add(next);
    }
    if (sender.hasNext()) {
      waiting.addLast(sender);
    }
  }

  private boolean isFull() {
    return chosen.size() >= maxTransactions || room < Transaction.OVERHEAD;
  }
}
