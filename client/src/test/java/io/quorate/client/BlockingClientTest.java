package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.StreamObserver;
import io.quorate.api.ErrorCode;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A client that waits")
class BlockingClientTest {
  private static final PrivateKey KEY = TestChain.key(42);
  private static final Bytes PAYLOAD = Bytes.utf8("payload");

  private final TestChain chain = new TestChain("blocking");

  private QuorateClient connect(ScriptedNode node, Duration timeout) {
    return QuorateClient.connect(
        ClientConfig.of(chain.genesis, List.of(node.uri()))
            .withTimes(Duration.ofSeconds(4), timeout, Duration.ofSeconds(10)));
  }

  @Test
  @DisplayName("gets receipts, reads and blocks without a future")
  void answers() throws Exception {
    try (ScriptedNode node = new ScriptedNode(chain);
        QuorateClient client = connect(node, Duration.ofSeconds(20))) {
      BlockingClient waits = client.blocking();
      Receipt receipt = waits.submit(KEY, PAYLOAD).receipt();
      assertEquals(Receipt.Status.EXECUTED, receipt.status());
      assertEquals(1, waits.latestBlock().block().height());
      Account account = waits.account(KEY);
      Transaction kept = account.sign(Bytes.utf8("kept"));
      assertEquals(kept.id(), waits.submit(account, kept).receipt().transaction());
      assertEquals(kept.id(), waits.submit(account, kept).receipt().transaction());
      chain.execute(List.of(), Bytes.utf8("value"));
      assertEquals(Optional.of(Bytes.utf8("value")), waits.get(TestChain.KEY).value());
    }
  }

  @Test
  @DisplayName("throws what says that it was refused, or that nobody knows, and no wrapping")
  void typed() throws Exception {
    try (ScriptedNode refusing =
            new ScriptedNode(chain) {
              @Override
              void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
                out.onNext(refusal(transactions.getFirst(), ErrorCode.APPLICATION_REFUSED));
              }
            };
        QuorateClient client = connect(refusing, Duration.ofSeconds(20))) {
      RefusedException refused =
          assertThrows(RefusedException.class, () -> client.blocking().submit(KEY, PAYLOAD));
      assertEquals(ErrorCode.APPLICATION_REFUSED, refused.code());
    }
    try (Silent silent = new Silent(chain);
        QuorateClient client = connect(silent, Duration.ofMillis(300))) {
      assertThrows(UnknownOutcomeException.class, () -> client.blocking().submit(KEY, PAYLOAD));
    }
  }

  @Test
  @DisplayName("that is interrupted says so at once, while the submission goes on")
  void interrupted() throws Exception {
    try (Silent silent = new Silent(chain);
        QuorateClient client = connect(silent, Duration.ofSeconds(60))) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread caller =
          Thread.ofVirtual()
              .start(() ->
                  thrown.complete(
                      assertThrows(Throwable.class, () -> client.blocking().submit(KEY, PAYLOAD))));
      silent.asked.await();
      caller.interrupt();
      assertTrue(thrown.get() instanceof InterruptedException, thrown.get().toString());
      assertEquals(1, silent.submitted.get());
    }
  }

  /** Takes transactions and says nothing. */
  private static final class Silent extends ScriptedNode {
    final CountDownLatch asked = new CountDownLatch(1);

    Silent(TestChain chain) {
      super(chain);
    }

    @Override
    void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
      asked.countDown();
    }
  }
}
