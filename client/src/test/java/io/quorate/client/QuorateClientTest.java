package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.StreamObserver;
import io.quorate.api.ErrorCode;
import io.quorate.api.GetBlockRequest;
import io.quorate.api.GetStateRequest;
import io.quorate.api.GetStateResponse;
import io.quorate.api.GetStatusResponse;
import io.quorate.api.ProtoBytes;
import io.quorate.api.StreamBlocksRequest;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The client against honest, silent and lying nodes: the right answer or an error, never a wrong
 * answer.
 */
class QuorateClientTest {
  private static final PrivateKey KEY = TestChain.key(42);
  private static final Bytes PAYLOAD = Bytes.utf8("payload");
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final TestChain chain = new TestChain("client");
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void anExecutedTransactionComesBackWithItsProof() throws Exception {
    QuorateClient client = client(honest());
    ProvedReceipt receipt = get(client.submit(KEY, PAYLOAD));
    assertEquals(Receipt.Status.EXECUTED, receipt.receipt().status());
    assertEquals(PAYLOAD, receipt.receipt().output());
    assertTrue(receipt.verify(chain.epoch).accepted());
    assertEquals(1, client.provedHeight());
  }

  @Test
  void manyAreInFlightAtOnceAndEachIsExecutedOnce() throws Exception {
    QuorateClient client = client(honest(), honest());
    List<CompletableFuture<ProvedReceipt>> all = new ArrayList<>();
    for (int sender = 0; sender < 5; sender++) {
      Account account = get(client.account(TestChain.key(sender)));
      for (int i = 0; i < 200; i++) {
        all.add(account.submit(Bytes.utf8(sender + "/" + i)));
      }
    }
    for (CompletableFuture<ProvedReceipt> each : all) {
      assertEquals(Receipt.Status.EXECUTED, get(each).receipt().status());
    }
    assertEquals(1_000, chain.executions());
  }

  /** What a lying node sends in place of the receipt. */
  enum Lie {
    FORGED_OUTPUT,
    RECEIPT_OF_ANOTHER_TRANSACTION,
    TOO_FEW_SIGNERS,
    CERTIFICATE_OF_ANOTHER_CHAIN,
    GARBAGE,
    REPLAYED_WITHOUT_EXECUTION,
    SILENCE,
    BROKEN_STREAM,
    REFUSAL,
    DROPPED_AFTER_EXECUTION
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  @DisplayName(
      "S67: a node lies about a receipt; another one answers, and the transaction is executed once")
  void aLieAboutAReceiptCostsARetryElsewhere(Lie lie) throws Exception {
    ScriptedNode liar =
        new ScriptedNode(chain) {
          @Override
          void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
            tell(lie, transactions.getFirst(), out);
          }
        };
    open.add(liar);
    QuorateClient client = client(liar, honest());
    Account account = get(client.account(KEY));
    for (int i = 0; i < 2; i++) {
      ProvedReceipt receipt = get(account.submit(PAYLOAD));
      assertEquals(Receipt.Status.EXECUTED, receipt.receipt().status());
      assertEquals(PAYLOAD, receipt.receipt().output());
      assertTrue(receipt.verify(chain.epoch).accepted());
    }
    assertEquals(2, chain.executions());
  }

  private void tell(Lie lie, Transaction transaction, StreamObserver<SubmitResponse> out) {
    switch (lie) {
      case FORGED_OUTPUT -> {
        ProvedReceipt real = TestChain.proved(chain.execute(List.of(transaction))).getFirst();
        Receipt r = real.receipt();
        Receipt forged =
            new Receipt(r.transaction(), r.height(), r.index(), r.status(), Bytes.utf8("forged"));
        send(out, real.certificate(), new ProvedReceipt(forged, real.path(), real.certificate()));
      }
      case RECEIPT_OF_ANOTHER_TRANSACTION -> {
        Transaction other =
            Transaction.sign(
                chain.epoch.chain(), TestChain.key(9), chain.height() + 1, 1_000, PAYLOAD);
        ProvedReceipt real =
            TestChain.proved(new TestChain("client").execute(List.of(other))).getFirst();
        send(out, real.certificate(), real);
      }
      case TOO_FEW_SIGNERS -> {
        ProvedReceipt real =
            TestChain.proved(new TestChain("client").execute(List.of(transaction))).getFirst();
        send(out, chain.certify(real.certificate().attestation(), 2), real);
      }
      case CERTIFICATE_OF_ANOTHER_CHAIN -> {
        ProvedReceipt real =
            TestChain.proved(new TestChain("another").execute(List.of(transaction))).getFirst();
        send(out, real.certificate(), real);
      }
      case GARBAGE ->
          out.onNext(
              SubmitResponse.newBuilder()
                  .addFinalized(
                      io.quorate.api.FinalizedReceipts.newBuilder()
                          .setCertificate(com.google.protobuf.ByteString.copyFromUtf8("garbage")))
                  .build());
      case REPLAYED_WITHOUT_EXECUTION -> {
        TestChain fork = new TestChain("client");
        fork.execute(List.of(transaction));
        ProvedReceipt replayed = TestChain.proved(fork.execute(List.of(transaction))).getFirst();
        send(out, replayed.certificate(), replayed);
      }
      case SILENCE -> {}
      case BROKEN_STREAM -> out.onError(io.grpc.Status.INTERNAL.asRuntimeException());
      case REFUSAL -> out.onNext(ScriptedNode.refusal(transaction, ErrorCode.BAD_SIGNATURE));
      case DROPPED_AFTER_EXECUTION -> {
        chain.execute(List.of(transaction));
        out.onNext(
            SubmitResponse.newBuilder()
                .addDropped(ScriptedNode.refusal(transaction, ErrorCode.DROPPED).getRefused(0))
                .build());
      }
    }
  }

  private static void send(
      StreamObserver<SubmitResponse> out, FinalityCertificate certificate, ProvedReceipt receipt) {
    out.onNext(
        SubmitResponse.newBuilder()
            .addFinalized(ScriptedNode.receipts(certificate, receipt))
            .build());
  }

  @Test
  @DisplayName(
      "S31: a transaction that was written down is sent again by the next process: one execution, one receipt")
  void sentAgainAfterACrash() throws Exception {
    QuorateClient before = client(silent());
    Transaction kept = get(before.account(KEY)).sign(PAYLOAD);
    Bytes written = kept.encoded();
    CompletableFuture<ProvedReceipt> unanswered = get(before.account(KEY)).submit(kept);
    before.close();
    assertInstanceOf(ClosedException.class, failure(unanswered));
    Transaction read = Trust.decoded(Transaction.decode(written));
    QuorateClient after = client(honest(), honest());
    Account account = get(after.account(KEY));
    CompletableFuture<ProvedReceipt> first = account.submit(read);
    CompletableFuture<ProvedReceipt> twin = account.submit(read);
    CompletableFuture<ProvedReceipt> fresh = account.submit(Bytes.utf8("something new"));
    assertEquals(read.id(), get(first).receipt().transaction());
    assertEquals(get(first), get(twin));
    assertEquals(Receipt.Status.EXECUTED, get(fresh).receipt().status());
    assertEquals(get(first), get(account.submit(read)), "the first receipt, long after");
    assertEquals(2, chain.executions());
  }

  @Test
  void aTransactionOfAnotherSenderIsNoneOfThisAccount() throws Exception {
    QuorateClient client = client(honest());
    Transaction other = get(client.account(TestChain.key(9))).sign(PAYLOAD);
    Account account = get(client.account(KEY));
    assertThrows(IllegalArgumentException.class, () -> account.submit(other));
  }

  @Test
  void aRefusalByEnoughNodesIsARefusalWithItsCode() {
    QuorateClient client =
        client(refusing(ErrorCode.APPLICATION_REFUSED), refusing(ErrorCode.APPLICATION_REFUSED));
    RefusedException refused =
        assertInstanceOf(RefusedException.class, failure(client.submit(KEY, PAYLOAD)));
    assertEquals(ErrorCode.APPLICATION_REFUSED, refused.code());
    assertEquals(2, refused.nodes());
  }

  @Test
  void nodesThatStayFullRefuseInTheEnd() {
    QuorateClient client = impatient(refusing(ErrorCode.FULL));
    assertEquals(
        ErrorCode.FULL,
        assertInstanceOf(RefusedException.class, failure(client.submit(KEY, PAYLOAD))).code());
  }

  @Test
  void silenceEverywhereIsAnUnknownOutcome() {
    QuorateClient client = impatient(silent(), silent());
    UnknownOutcomeException unknown =
        assertInstanceOf(UnknownOutcomeException.class, failure(client.submit(KEY, PAYLOAD)));
    assertEquals(1_000, unknown.expiryHeight());
  }

  @Test
  void aSequenceThatAnotherTransactionUsedIsARefusal() throws Exception {
    QuorateClient client =
        client(refusing(ErrorCode.SEQUENCE_USED), refusing(ErrorCode.SEQUENCE_USED));
    Account account = get(client.account(KEY));
    chain.execute(
        List.of(Transaction.sign(chain.epoch.chain(), KEY, 1, 1_000, Bytes.utf8("a twin"))));
    assertEquals(
        ErrorCode.SEQUENCE_USED,
        assertInstanceOf(RefusedException.class, failure(account.submit(PAYLOAD))).code());
  }

  @Test
  void anExpiryIsBelievedOnlyWithTheProofThatTheSequenceIsUnused() throws Exception {
    ClientConfig base = config(List.of(refusing(ErrorCode.EXPIRED)));
    ClientConfig short2 =
        new ClientConfig(
            base.trusted(), base.nodes(), 10, base.silence(), base.timeout(), base.query(), 2);
    QuorateClient client = QuorateClient.connect(short2);
    open.add(client);
    Account account = get(client.account(KEY));
    CompletableFuture<ProvedReceipt> result = account.submit(PAYLOAD);
    chain.execute(List.of(), Bytes.utf8("1"));
    chain.execute(List.of(), Bytes.utf8("2"));
    assertInstanceOf(ExpiredException.class, failure(result));
  }

  @Test
  void moreThanTheBoundFailsAtOnceAndLeavesNoTrace() throws Exception {
    ClientConfig config = config(List.of(silent())).withMaxInFlight(2);
    QuorateClient client = QuorateClient.connect(config);
    open.add(client);
    Account account = get(client.account(KEY));
    CompletableFuture<ProvedReceipt> first = account.submit(PAYLOAD);
    CompletableFuture<ProvedReceipt> second = account.submit(PAYLOAD);
    assertInstanceOf(TooManyInFlightException.class, failure(account.submit(PAYLOAD)));
    client.close();
    assertInstanceOf(ClosedException.class, failure(first));
    assertInstanceOf(ClosedException.class, failure(second));
    assertInstanceOf(ClosedException.class, failure(client.get(Bytes.utf8("key"))));
  }

  @Test
  void aWrongValueIsNotBelieved() throws Exception {
    chain.execute(List.of(), Bytes.utf8("right"));
    ScriptedNode liar =
        new ScriptedNode(chain) {
          @Override
          public void getState(GetStateRequest request, StreamObserver<GetStateResponse> out) {
            TestChain.Height latest = chain.latest().orElseThrow();
            answer(
                out,
                GetStateResponse.newBuilder()
                    .setValue(ProtoBytes.toProto(Bytes.utf8("wrong")))
                    .setProof(
                        ProtoBytes.toProto(TestChain.proof(latest, latest.stateKey()).encode()))
                    .setCertificate(ProtoBytes.toProto(latest.certificate().encoded()))
                    .build());
          }
        };
    open.add(liar);
    QuorateClient both = client(liar, honest());
    for (int i = 0; i < 4; i++) {
      assertEquals(Optional.of(Bytes.utf8("right")), get(both.get(TestChain.KEY)).value());
    }
    assertInstanceOf(UnavailableException.class, failure(client(liar).get(TestChain.KEY)));
  }

  @Test
  void absenceIsProvedAndAnOldHeightIsNotTakenForTheNewest() throws Exception {
    chain.execute(List.of(), Bytes.utf8("old"));
    TestChain stale = new TestChain("client");
    stale.execute(List.of(), Bytes.utf8("old"));
    ScriptedNode behind = new ScriptedNode(stale);
    open.add(behind);
    QuorateClient client = client(honest(), behind);
    assertEquals(Optional.empty(), get(client.get(Bytes.utf8("another key"))).value());
    chain.execute(List.of(), Bytes.utf8("new"));
    get(client.status());
    for (int i = 0; i < 4; i++) {
      assertEquals(Optional.of(Bytes.utf8("new")), get(client.get(TestChain.KEY)).value());
    }
  }

  @Test
  void aLinearizableReadAsksAQuorumForItsHeights() throws Exception {
    chain.execute(List.of(), Bytes.utf8("value"));
    QuorateClient client = client(honest(), honest(), honest(), honest());
    assertEquals(
        Optional.of(Bytes.utf8("value")), get(client.getLinearizable(TestChain.KEY)).value());
    assertInstanceOf(
        UnavailableException.class,
        failure(client(honest(), honest()).getLinearizable(TestChain.KEY)));
  }

  @Test
  @DisplayName("S28: who lost its memory does not count in a linearizable read")
  void anObserverDoesNotCount() throws Exception {
    chain.execute(List.of(), Bytes.utf8("value"));
    QuorateClient client = client(honest(), honest(), observer(), observer());
    assertInstanceOf(UnavailableException.class, failure(client.getLinearizable(TestChain.KEY)));
  }

  private ScriptedNode observer() {
    ScriptedNode node =
        new ScriptedNode(chain) {
          @Override
          GetStatusResponse status() {
            return super.status().toBuilder().setVoting(false).build();
          }
        };
    open.add(node);
    return node;
  }

  @Test
  void blocksAreFollowedAcrossANodeThatForgesThem() throws Exception {
    for (int i = 0; i < 5; i++) {
      chain.execute(List.of(), Bytes.utf8("v" + i));
    }
    ScriptedNode liar =
        new ScriptedNode(chain) {
          @Override
          public void streamBlocks(
              StreamBlocksRequest request, StreamObserver<io.quorate.api.FinalizedBlock> out) {
            TestChain.Height wrong = chain.at(5).orElseThrow();
            out.onNext(block(chain.at(request.getFromHeight()).orElseThrow()));
            out.onNext(block(wrong));
          }
        };
    open.add(liar);
    BlockingQueue<Long> heights = new LinkedBlockingQueue<>();
    QuorateClient client = client(liar, honest());
    try (QuorateClient.Subscription _ =
        client.follow(1, block -> heights.add(block.block().height()))) {
      for (long expected = 1; expected <= 5; expected++) {
        assertEquals(expected, heights.poll(10, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  @DisplayName(
      "receipts are followed by their sender and by the topics of their events, with proofs")
  void receiptsAreFollowed() throws Exception {
    PrivateKey other = TestChain.key(43);
    Transaction first = signed(KEY, 1);
    Transaction second = signed(KEY, 2);
    Transaction third = signed(other, 1);
    chain.execute(List.of(first, third, second));
    chain.execute(List.of());
    Transaction fourth = signed(KEY, 3);
    chain.execute(List.of(fourth));
    QuorateClient client = client(honest());
    ReceiptSelection all = ReceiptSelection.ALL;
    assertEquals(List.of(first, third, second, fourth), followed(client, 1, all, 2));
    assertEquals(List.of(fourth), followed(client, 2, all, 1));
    assertEquals(List.of(third), followed(client, 1, all.of(other.publicKey()), 1));
    assertEquals(List.of(second), followed(client, 1, all.with("even"), 1));
    assertEquals(
        List.of(first, fourth), followed(client, 1, all.with("odd").of(KEY.publicKey()), 2));
  }

  private Transaction signed(PrivateKey key, long sequence) {
    return Transaction.sign(chain.epoch.chain(), key, sequence, 1_000, PAYLOAD);
  }

  /** The transactions of the receipts of so many blocks that had some, each receipt verified. */
  private List<Transaction> followed(
      QuorateClient client, long from, ReceiptSelection selection, int blocks) throws Exception {
    BlockingQueue<ProvedReceipts> found = new LinkedBlockingQueue<>();
    List<Transaction> transactions = new ArrayList<>();
    try (QuorateClient.Subscription _ = client.followReceipts(from, selection, found::add)) {
      for (int i = 0; i < blocks; i++) {
        ProvedReceipts next = found.poll(20, TimeUnit.SECONDS);
        for (ProvedReceipt proved : next == null ? List.<ProvedReceipt>of() : next.receipts()) {
          assertTrue(proved.verify(chain.epoch).accepted());
          transactions.add(
              next.block().block().payload().transactions().get(proved.receipt().index()));
        }
      }
    }
    return transactions;
  }

  @Test
  @DisplayName(
      "a later epoch is believed on the word of the last certificate of each epoch before it")
  void epochsAreFollowedFromTheTrustedOne() throws Exception {
    TestChain long35 = new TestChain("client", 10);
    for (int i = 0; i < 35; i++) {
      long35.execute(List.of(), Bytes.utf8("v" + i));
    }
    ScriptedNode shortcut =
        new ScriptedNode(long35) {
          @Override
          public void getBlock(
              GetBlockRequest request, StreamObserver<io.quorate.api.FinalizedBlock> out) {
            TestChain.Height real = long35.at(request.getHeight()).orElseThrow();
            FinalityCertificate few = long35.certify(real.certificate().attestation(), 2);
            out.onNext(
                block(real).toBuilder().setCertificate(ProtoBytes.toProto(few.encoded())).build());
            out.onCompleted();
          }
        };
    ScriptedNode honest = new ScriptedNode(long35);
    open.add(shortcut);
    open.add(honest);
    QuorateClient client = clientOf(long35, shortcut, honest);
    assertEquals(Optional.of(Bytes.utf8("v34")), get(client.get(TestChain.KEY)).value());
    assertEquals(3, get(client.get(TestChain.KEY)).certificate().attestation().epoch());
    assertEquals(
        Receipt.Status.EXECUTED, get(get(client.account(KEY)).submit(PAYLOAD)).receipt().status());
    assertInstanceOf(
        UnavailableException.class, failure(clientOf(long35, shortcut).get(TestChain.KEY)));
    BlockingQueue<Long> heights = new LinkedBlockingQueue<>();
    try (QuorateClient.Subscription _ =
        clientOf(long35, honest).follow(28, block -> heights.add(block.block().height()))) {
      for (long expected = 28; expected <= 35; expected++) {
        assertEquals(expected, heights.poll(10, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void aConfigurationWithoutNodesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ClientConfig.of(chain.epoch, List.of()));
  }

  private ScriptedNode honest() {
    ScriptedNode node = new ScriptedNode(chain);
    open.add(node);
    return node;
  }

  private ScriptedNode silent() {
    ScriptedNode node =
        new ScriptedNode(chain) {
          @Override
          void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {}
        };
    open.add(node);
    return node;
  }

  private ScriptedNode refusing(ErrorCode code) {
    ScriptedNode node =
        new ScriptedNode(chain) {
          @Override
          void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
            transactions.forEach(t -> out.onNext(refusal(t, code)));
          }
        };
    open.add(node);
    return node;
  }

  private ClientConfig config(List<ScriptedNode> nodes) {
    return ClientConfig.of(chain.genesis, nodes.stream().map(ScriptedNode::uri).toList())
        .withTimes(Duration.ofMillis(300), PATIENCE, Duration.ofMillis(5_000));
  }

  private QuorateClient client(ScriptedNode... nodes) {
    QuorateClient client = QuorateClient.connect(config(List.of(nodes)));
    open.add(client);
    return client;
  }

  /** One that is expected to run out of time. */
  private QuorateClient impatient(ScriptedNode... nodes) {
    ClientConfig config = config(List.of(nodes));
    QuorateClient client =
        QuorateClient.connect(
            config.withTimes(config.silence(), Duration.ofSeconds(2), config.query()));
    open.add(client);
    return client;
  }

  private QuorateClient clientOf(TestChain of, ScriptedNode... nodes) {
    List<URI> uris = List.of(nodes).stream().map(ScriptedNode::uri).toList();
    QuorateClient client = QuorateClient.connect(ClientConfig.of(of.genesis, uris));
    open.add(client);
    return client;
  }

  private static <T> T get(CompletableFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> get(future));
    return Queries.root(failure);
  }
}
