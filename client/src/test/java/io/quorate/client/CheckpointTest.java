package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.StreamObserver;
import io.quorate.api.GetStateRequest;
import io.quorate.api.GetStateResponse;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A chain of 24 heights in epochs of ten, and a client that was told of the third epoch only. */
@DisplayName("A client that starts from a later epoch")
class CheckpointTest {
  private static final long FIRST = 21;
  private static final PrivateKey KEY = TestChain.key(42);

  private final TestChain chain =
      Lie.history("checkpoint", TestChain.Certified.SOUNDLY, "right ", 24);
  private final Epoch trusted = chain.genesis.epochs(TestChain.ED25519).of(2).orElseThrow();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  @DisplayName("reads, submits and follows, into the epochs that come next as well")
  void works() throws Exception {
    QuorateClient client = client(honest(), honest(), honest(), honest());
    assertEquals(FIRST - 1, client.provedHeight(), "what came before is final");
    assertEquals(Optional.of(Bytes.utf8("right 24")), get(client.get(TestChain.KEY)).value());
    assertEquals(24, get(client.getLinearizable(TestChain.KEY)).height());
    assertEquals(FIRST, get(client.block(FIRST)).block().height());
    for (int i = 0; i < 10; i++) {
      ProvedReceipt receipt = get(client.submit(KEY, Bytes.utf8("payload " + i)));
      assertEquals(Receipt.Status.EXECUTED, receipt.receipt().status());
    }
    BlockingQueue<Long> heights = new LinkedBlockingQueue<>();
    try (QuorateClient.Subscription _ =
        client.follow(FIRST, block -> heights.add(block.block().height()))) {
      for (long expected = FIRST; expected <= 34; expected++) {
        assertEquals(expected, heights.poll(10, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  @DisplayName("says of what is older that it cannot verify it, and from which height on it can")
  void olderThanTrusted() {
    QuorateClient client = client(honest(), honest());
    IllegalArgumentException block =
        assertThrows(IllegalArgumentException.class, () -> client.block(FIRST - 1));
    assertTrue(String.valueOf(block.getMessage()).contains("height 21"), block.getMessage());
    assertThrows(IllegalArgumentException.class, () -> client.follow(FIRST - 1, _ -> {}));
    UnavailableException failure =
        assertInstanceOf(
            UnavailableException.class,
            failure(client.transaction(LyingNodesTest.executed(chain).id())));
    assertTrue(failure.getMessage().contains("2 nodes show a receipt from before height 21"));
  }

  /**
   * The honest node holds its answer to the new transaction back until the old one has an outcome:
   * nothing else that is under way may be sent anew because of the old one.
   */
  @Test
  @DisplayName(
      "that sends a transaction of before anew is told that it cannot know, and leaves no honest node for it")
  void sentAgain() throws Exception {
    BlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
    ScriptedNode node =
        new ScriptedNode(chain) {
          @Override
          void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
            if (transactions.stream().allMatch(t -> chain.receipt(t.id()).isPresent())) {
              super.answer(transactions, out);
            } else {
              later.add(() -> super.answer(transactions, out));
            }
          }
        };
    open.add(node);
    ClientConfig config =
        ClientConfig.of(trusted, List.of(node.uri()))
            .withTimes(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(5));
    QuorateClient client = QuorateClient.connect(config);
    open.add(client);
    CompletableFuture<ProvedReceipt> fresh = client.submit(KEY, Bytes.utf8("new"));
    Runnable answer = later.poll(10, TimeUnit.SECONDS);
    Transaction old = LyingNodesTest.executed(chain);
    CompletableFuture<ProvedReceipt> again = get(client.account(TestChain.key(77))).submit(old);
    UnknownOutcomeException unknown =
        assertInstanceOf(UnknownOutcomeException.class, failure(again));
    assertTrue(unknown.getMessage().contains("trusts an earlier epoch"), unknown.getMessage());
    assertEquals(2, node.submitted.get(), "each was sent once");
    assertInstanceOf(Runnable.class, answer).run();
    assertEquals(Receipt.Status.EXECUTED, get(fresh).receipt().status());
  }

  @Test
  @DisplayName("is not misled by a node that is still in an earlier epoch, and asks it again")
  void lagging() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ScriptedNode behind =
        new ScriptedNode(Lie.history("checkpoint", TestChain.Certified.SOUNDLY, "right ", 12)) {
          @Override
          public void getState(GetStateRequest request, StreamObserver<GetStateResponse> out) {
            asked.incrementAndGet();
            super.getState(request, out);
          }
        };
    open.add(behind);
    QuorateClient client = client(behind, honest());
    for (NodeReport report : get(client.status())) {
      assertEquals(report.node().equals(behind.uri()) ? 0 : 24, report.provedHeight());
    }
    for (int i = 0; i < 6; i++) {
      assertEquals(Optional.of(Bytes.utf8("right 24")), get(client.get(TestChain.KEY)).value());
    }
    assertEquals(3, asked.get(), "in its turn, as one that did nothing wrong");
    assertEquals(2, get(client.status()).size());
  }

  private ScriptedNode honest() {
    ScriptedNode node = new ScriptedNode(chain);
    open.add(node);
    return node;
  }

  private QuorateClient client(ScriptedNode... nodes) {
    QuorateClient client =
        QuorateClient.connect(
            ClientConfig.of(trusted, Stream.of(nodes).map(ScriptedNode::uri).toList()));
    open.add(client);
    return client;
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> get(future));
    return Queries.root(failure);
  }
}
