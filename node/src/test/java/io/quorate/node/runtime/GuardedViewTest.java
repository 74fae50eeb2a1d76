package io.quorate.node.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.mempool.LedgerView;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An application whose check throws")
class GuardedViewTest {
  @Test
  @DisplayName("refuses that transaction, is counted, and stops nobody")
  void refused() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    GuardedView guarded = new GuardedView(new Broken(), registry, () -> 0);
    Transaction transaction =
        Transaction.sign(
            Hash.ZERO,
            SignatureSchemes.of(SchemeId.ED25519).privateKey(Bytes.copyOf(new byte[32])),
            1,
            100,
            Bytes.EMPTY);
    for (int i = 1; i <= 3; i++) {
      Verdict verdict = guarded.check(transaction);
      assertEquals(
          Verdict.Reason.APPLICATION_REFUSED,
          assertInstanceOf(Verdict.Refused.class, verdict).reason());
      assertEquals(i, registry.counter("quorate.application.check.failures").count());
    }
  }

  private static final class Broken implements LedgerView {
    @Override
    public SequenceWindow window(PublicKey sender) {
      return SequenceWindow.EMPTY;
    }

    @Override
    public long height() {
      return 0;
    }

    @Override
    public Verdict check(Transaction transaction) {
      throw new IndexOutOfBoundsException("as the test says");
    }
  }
}
