package io.quorate.mempool;

import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.SequenceWindow.Standing;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An executed state of windows alone, with an application that refuses the variants it is told to.
 */
final class TestLedger implements LedgerView {
  private final TreeMap<PublicKey, SequenceWindow> windows = new TreeMap<>();
  private final TreeSet<Integer> refusedVariants = new TreeSet<>();
  private final TreeSet<Hash> executed = new TreeSet<>();
  private long height;
  private int checks;

  @Override
  public SequenceWindow window(PublicKey sender) {
    return windows.getOrDefault(sender, SequenceWindow.EMPTY);
  }

  @Override
  public long height() {
    return height;
  }

  @Override
  public Verdict check(Transaction transaction) {
    checks++;
    return transaction.payload().isEmpty() || !refuses(transaction.payload().at(0))
        ? Verdict.accept()
        : Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "variant refused");
  }

  /** Executes the next height, exactly once per sequence. */
  void execute(List<Transaction> block) {
    height++;
    for (Transaction transaction : block) {
      SequenceWindow window = window(transaction.sender());
      if (window.check(transaction.sequence()) == Standing.FRESH) {
        windows.put(transaction.sender(), window.mark(transaction.sequence()));
        executed.add(transaction.id());
      }
    }
  }

  boolean refuses(int variant) {
    return refusedVariants.contains(variant);
  }

  void setRefused(int variant, boolean refused) {
    if (refused) {
      refusedVariants.add(variant);
    } else {
      refusedVariants.remove(variant);
    }
  }

  boolean hasExecuted(Hash id) {
    return executed.contains(id);
  }

  /** How often the application was asked. */
  int checks() {
    return checks;
  }
}
