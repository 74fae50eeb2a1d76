package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.stub.StreamObserver;
import io.quorate.api.ErrorCode;
import io.quorate.api.ProtoBytes;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who is told that a transaction is refused submits its intention anew, so that must never be said
 * of one that is executed, or may be.
 */
@DisplayName("A transaction is called refused")
class RefusalTest {
  private static final PrivateKey KEY = TestChain.key(42);
  private static final Bytes PAYLOAD = Bytes.utf8("payload");

  private final TestChain chain = new TestChain("refusals");
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  /** What a node does with a transaction that it is sent. */
  @FunctionalInterface
  private interface Conduct {
    void answer(Transaction transaction, StreamObserver<SubmitResponse> out);
  }

  @Test
  @DisplayName("never when it was executed, and all nodes are too busy to look its receipt up")
  void executedBefore() throws Exception {
    Account account = account(refusing(ErrorCode.FULL), refusing(ErrorCode.FULL));
    Transaction earlier = account.sign(PAYLOAD);
    chain.execute(List.of(earlier));
    assertUnknown(account.submit(earlier));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"APPLICATION_REFUSED", "EXPIRY_TOO_FAR", "SEQUENCE_TAKEN"})
  @DisplayName("never for the state that nodes are at, when an earlier process may have sent it")
  void resubmittedAndRefusedByItsState(ErrorCode code) throws Exception {
    Account account = account(refusing(code), refusing(code), refusing(code), refusing(code));
    assertUnknown(account.submit(account.sign(PAYLOAD)));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"MALFORMED", "TOO_LARGE", "BAD_SIGNATURE", "WRONG_CHAIN"})
  @DisplayName("at once for its form, whoever may have sent it before")
  void resubmittedAndRefusedByItsForm(ErrorCode code) throws Exception {
    Account account = account(refusing(code), refusing(code), refusing(code), refusing(code));
    RefusedException refused =
        assertInstanceOf(RefusedException.class, failure(account.submit(account.sign(PAYLOAD))));
    assertEquals(code, refused.code());
    assertEquals(2, refused.nodes());
  }

  @Test
  @DisplayName("never for its form on the word of one node, when others find another fault")
  void oneLiarAboutTheForm() throws Exception {
    Account account =
        account(
            refusing(ErrorCode.APPLICATION_REFUSED),
            refusing(ErrorCode.APPLICATION_REFUSED),
            refusing(ErrorCode.BAD_SIGNATURE),
            refusing(ErrorCode.APPLICATION_REFUSED));
    assertUnknown(account.submit(account.sign(PAYLOAD)));
  }

  /** What was admitted was passed on, and who drops it does not call it back. */
  @Test
  @DisplayName("never when a node admitted it before all gave it up; its number is not used again")
  void admittedAndDropped() throws Exception {
    Conduct dropping =
        (transaction, out) ->
            out.onNext(
                SubmitResponse.newBuilder()
                    .addAdmitted(ProtoBytes.toProto(transaction.id().bytes()))
                    .addDropped(ScriptedNode.refusal(transaction, ErrorCode.DROPPED).getRefused(0))
                    .build());
    Account account = account(node(dropping), node(dropping));
    CompletableFuture<ProvedReceipt> first = account.submit(PAYLOAD);
    assertUnknown(first);
    assertEquals(2, account.sign(PAYLOAD).sequence());
  }

  @Test
  @DisplayName("never when a node broke off as it had it, though it refuses the same one later")
  void brokenOff() throws Exception {
    AtomicBoolean before = new AtomicBoolean();
    ScriptedNode node =
        node((transaction, out) -> {
          if (before.compareAndSet(false, true)) {
            out.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
          } else {
            out.onNext(ScriptedNode.refusal(transaction, ErrorCode.FULL));
          }
        });
    assertUnknown(account(node).submit(PAYLOAD));
  }

  @Test
  @DisplayName("never when a node was silent as it had it, though it refuses the same one later")
  void silent() throws Exception {
    AtomicBoolean before = new AtomicBoolean();
    ScriptedNode node =
        node((transaction, out) -> {
          if (!before.compareAndSet(false, true)) {
            out.onNext(ScriptedNode.refusal(transaction, ErrorCode.FULL));
          }
        });
    assertUnknown(account(node).submit(PAYLOAD));
  }

  @Test
  @DisplayName("by as many as did, when nobody ever had it; its number is used again")
  void nobodyHadIt() throws Exception {
    Account account = account(refusing(ErrorCode.FULL), refusing(ErrorCode.FULL));
    RefusedException refused =
        assertInstanceOf(RefusedException.class, failure(account.submit(PAYLOAD)));
    assertEquals(ErrorCode.FULL, refused.code());
    assertEquals(2, refused.nodes());
    assertEquals(1, account.sign(PAYLOAD).sequence());
  }

  @Test
  @DisplayName("never by fewer nodes than include an honest one")
  void tooFew() throws Exception {
    Account account = account(refusing(ErrorCode.FULL), refusing(ErrorCode.EXPIRED));
    Throwable failure = failure(account.submit(PAYLOAD));
    assertNotEquals(RefusedException.class, failure.getClass(), failure.getMessage());
  }

  private void assertUnknown(CompletableFuture<ProvedReceipt> outcome) {
    assertInstanceOf(UnknownOutcomeException.class, failure(outcome));
  }

  private static Throwable failure(CompletableFuture<ProvedReceipt> outcome) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> outcome.get(20, TimeUnit.SECONDS));
    return Queries.root(failure);
  }

  private ScriptedNode refusing(ErrorCode code) {
    return node((transaction, out) -> out.onNext(ScriptedNode.refusal(transaction, code)));
  }

  private ScriptedNode node(Conduct conduct) {
    ScriptedNode node =
        new ScriptedNode(chain) {
          @Override
          void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
            transactions.forEach(transaction -> conduct.answer(transaction, out));
          }
        };
    open.add(node);
    return node;
  }

  /** Of a client that asks the first node first and has little time. */
  private Account account(ScriptedNode... nodes) throws Exception {
    ClientConfig config =
        ClientConfig.of(chain.genesis, Stream.of(nodes).map(ScriptedNode::uri).toList())
            .withTimes(Duration.ofMillis(150), Duration.ofMillis(900), Duration.ofSeconds(5));
    QuorateClient client = QuorateClient.connect(config);
    open.add(client);
    return client.account(KEY).get(20, TimeUnit.SECONDS);
  }
}
