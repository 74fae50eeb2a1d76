package io.quorate.node.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.PublicKey;
import io.quorate.mempool.LedgerView;
import io.quorate.node.net.LineLimit;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the mempool asks of executed state. An application whose check throws refuses that
 * transaction: the check is advice, and it runs on the replica's thread, where any client could
 * stop every node with it. Confined to that thread.
 */
final class GuardedView implements LedgerView {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedView.class);

  private final LedgerView state;
  private final Counter failures;
  private final LineLimit<Class<?>> lines;

  GuardedView(LedgerView state, MeterRegistry registry, LongSupplier nanoTime) {
    this.state = state;
    this.failures = registry.counter("quorate.application.check.failures");
    this.lines = new LineLimit<>(1, Duration.ofMinutes(1), nanoTime);
  }

  @Override
  public SequenceWindow window(PublicKey sender) {
    return state.window(sender);
  }

  @Override
  public long height() {
    return state.height();
  }

  @Override
  public Verdict check(Transaction transaction) {
    try {
      return Objects.requireNonNull(state.check(transaction), "no verdict");
    } catch (RuntimeException | Error e) {
      failures.increment();
      if (lines.due(e.getClass())) {
        LOG.error(
            "the application failed to check transaction {}, which is refused",
            transaction.id(),
            e);
      }
      return Verdict.refuse(
          Verdict.Reason.APPLICATION_REFUSED,
          "the application failed to check it: " + e.getClass().getName());
    }
  }
}
