package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every lie on every kind of call. A node of four lies and is asked first; the client comes back
 * with what is right, from another one. When there is nobody else it comes back with an error, or
 * with what is right all the same, and never with something else.
 */
@DisplayName("Against a node that lies, a client")
class LyingNodesTest {
  private static final int HEIGHTS = 24;

  /** One that all hold, but a node that stays at an earlier height. */
  private static final long PAST = 15;

  /** Nothing is here now; at one height of the past something was. */
  static final Bytes NOTHING = Bytes.utf8("nothing here");

  private static final Duration SILENCE = Duration.ofMillis(400);
  private static final Duration QUERY = Duration.ofMillis(1_500);

  /** Honest nodes answer sooner, also where all these clients share a busy core. */
  private static final Duration PATIENT_QUERY = Duration.ofSeconds(3);

  private final TestChain truth =
      Lie.history("lies", TestChain.Certified.SOUNDLY, "right ", HEIGHTS);

  /** A transaction of the chain's own past. */
  static Transaction executed(TestChain chain) {
    return transaction(chain, 77, Bytes.utf8("long ago"));
  }

  /** One that a node that stays behind has not seen. */
  static Transaction recent(TestChain chain) {
    return transaction(chain, 78, Bytes.utf8("of late"));
  }

  static Transaction transaction(TestChain chain, int sender, Bytes payload) {
    return Transaction.sign(chain.epoch.chain(), TestChain.key(sender), 1, 1_000, payload);
  }

  /** What a client can be asked for. */
  private enum Question {
    SUBMISSION,
    RECEIPT,
    LOCAL_READ,
    PROVED_READ,
    ABSENCE,
    LINEARIZABLE_READ,
    HISTORICAL_READ,
    LOCAL_QUERY,
    QUERY,
    LINEARIZABLE_QUERY,
    BLOCK,
    LATEST_BLOCK,
    BLOCK_STREAM,
    RECEIPT_STREAM,
    STATUS,
    SEQUENCES
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName(
      "S67: gets what is right from the others, whatever it asks for, and executes nothing twice")
  void amongHonestNodes(Lie lie) throws Exception {
    try (Lie.Liar liar = lie.about(truth);
        ScriptedNode second = new ScriptedNode(truth, 1);
        ScriptedNode third = new ScriptedNode(truth, 2);
        ScriptedNode fourth = new ScriptedNode(truth, 3)) {
      ask(
          lie,
          List.of(liar.uri(), second.uri(), third.uri(), fourth.uri()),
          Duration.ofSeconds(20),
          true);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName("S67: and nobody else, gets an error, or what is right, whatever it asks for")
  void alone(Lie lie) throws Exception {
    try (Lie.Liar liar = lie.about(truth)) {
      ask(lie, List.of(liar.uri()), Duration.ofMillis(900), false);
    }
  }

  /** The numbers of one sender are wanted of f + 1 nodes, of which the highest count. */
  @Test
  @DisplayName("goes on behind the sequence numbers of late, though a node shows an old window")
  void oldWindow() throws Exception {
    TestChain grown = Lie.history("lies", TestChain.Certified.SOUNDLY, "right ", HEIGHTS - 1);
    grown.execute(List.of(transaction(grown, 43, Bytes.utf8("the first"))));
    try (Lie.Liar liar = Lie.OLD.about(grown);
        ScriptedNode second = new ScriptedNode(grown, 1);
        ScriptedNode third = new ScriptedNode(grown, 2);
        QuorateClient client =
            QuorateClient.connect(
                ClientConfig.of(grown.genesis, List.of(liar.uri(), second.uri(), third.uri())))) {
      assertEquals(2, get(client.account(TestChain.key(43))).sign(Bytes.EMPTY).sequence());
    }
  }

  /**
   * Who was told of height 24 was told by a node that holds its certificate; these three executed
   * it and have not heard yet that all others did.
   */
  @Test
  @DisplayName(
      "reads linearizably what was acknowledged to somebody else, although no other node can prove it yet")
  void acknowledgedElsewhere() throws Exception {
    try (ScriptedNode first = new Unproved(truth, 1);
        ScriptedNode second = new Unproved(truth, 2);
        ScriptedNode third = new Unproved(truth, 3);
        QuorateClient client =
            QuorateClient.connect(
                ClientConfig.of(truth.genesis, List.of(first.uri(), second.uri(), third.uri())))) {
      assertEquals(HEIGHTS, get(client.getLinearizable(TestChain.KEY)).height());
      assertEquals(HEIGHTS - 1, get(client.status()).getFirst().provedHeight());
    }
  }

  /** Executed everything, and has no certificate of the last height until somebody insists. */
  private static final class Unproved extends ScriptedNode {
    Unproved(TestChain chain, int validator) {
      super(chain, validator);
    }

    @Override
    TestChain.Height latest(long atLeast) {
      return chain.at(Math.max(atLeast, HEIGHTS - 1)).orElseThrow();
    }
  }

  /** Everything at once, each by a client that has met nobody yet and asks the first node first. */
  private void ask(Lie lie, List<URI> nodes, Duration timeout, boolean answered) throws Exception {
    Map<Question, FutureTask<String>> answers = new LinkedHashMap<>();
    for (Question question : Question.values()) {
      FutureTask<String> answer =
          new FutureTask<>(() -> judged(question, lie, nodes, timeout, answered));
      answers.put(question, answer);
      Thread _ = Thread.ofVirtual().start(answer);
    }
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Question, FutureTask<String>> each : answers.entrySet()) {
      String fault = each.getValue().get(60, TimeUnit.SECONDS);
      if (!fault.isEmpty()) {
        wrong.add(each.getKey() + ": " + fault);
      }
    }
    assertEquals(List.of(), wrong);
  }

  private String judged(
      Question question, Lie lie, List<URI> nodes, Duration timeout, boolean answered)
      throws Exception {
    ClientConfig config =
        ClientConfig.of(truth.genesis, nodes)
            .withTimes(SILENCE, timeout, answered ? PATIENT_QUERY : QUERY);
    try (QuorateClient client = QuorateClient.connect(config)) {
      return question(question, lie, client, nodes, answered);
    } catch (ExecutionException e) {
      boolean error = Queries.root(e) instanceof ClientException;
      return error && !answered ? "" : "failed with " + Queries.root(e);
    }
  }

  private String question(
      Question question, Lie lie, QuorateClient client, List<URI> nodes, boolean answered)
      throws Exception {
    return switch (question) {
      case SUBMISSION -> submission(client);
      case RECEIPT -> receipt(client, answered);
      case LOCAL_READ -> local(lie, client, nodes.getFirst());
      case PROVED_READ -> read(known(client, answered), () -> client.get(TestChain.KEY));
      case ABSENCE -> read(known(client, answered), () -> client.get(NOTHING));
      case LINEARIZABLE_READ -> read(truth.height(), () -> client.getLinearizable(TestChain.KEY));
      case HISTORICAL_READ -> at(PAST, client);
      case LOCAL_QUERY -> localQuery(lie, client, nodes.getFirst());
      case QUERY ->
          query(known(client, answered), () -> client.query("both", NOTHING, LyingNodesTest::both));
      case LINEARIZABLE_QUERY ->
          query(
              truth.height(),
              () -> client.queryLinearizable("both", NOTHING, LyingNodesTest::both));
      case BLOCK -> block(get(client.block(3)), 3);
      case LATEST_BLOCK -> latest(client, answered);
      case BLOCK_STREAM -> stream(client, nodes.size() > 1);
      case RECEIPT_STREAM -> receipts(client, nodes.size() > 1);
      case STATUS -> status(client);
      case SEQUENCES -> sequences(client);
    };
  }

  private String submission(QuorateClient client) throws Exception {
    Bytes payload = Bytes.utf8("new");
    PrivateKey sender = TestChain.key(42);
    int before = truth.executions();
    ProvedReceipt proved = get(client.submit(sender, payload));
    Receipt receipt = proved.receipt();
    boolean right =
        receipt.status() == Receipt.Status.EXECUTED
            && receipt.output().equals(payload)
            && truth.receipt(receipt.transaction()).filter(proved::equals).isPresent()
            && truth.executions() == before + 1;
    return right ? "" : proved + " after " + (truth.executions() - before) + " executions";
  }

  private String receipt(QuorateClient client, boolean answered) throws Exception {
    for (Transaction transaction : List.of(executed(truth), recent(truth))) {
      TransactionStatus status = get(client.transaction(transaction.id()));
      boolean right =
          switch (status) {
            case TransactionStatus.Final(ProvedReceipt proved) ->
                truth.receipt(transaction.id()).filter(proved::equals).isPresent();
            // The word of nodes, which says so; an honest one's proof comes first.
            case TransactionStatus.Pending _, TransactionStatus.Unknown _ -> !answered;
          };
      if (!right) {
        return status + " of " + transaction;
      }
    }
    return "";
  }

  /**
   * The height below which this client may not believe any more: it has heard of the honest nodes'
   * height before, if there are any.
   */
  private static long known(QuorateClient client, boolean answered) throws Exception {
    get(client.status());
    return answered ? HEIGHTS : client.provedHeight();
  }

  private static String local(Lie lie, QuorateClient client, URI liar) throws Exception {
    LocalValue value = get(client.getLocal(TestChain.KEY));
    boolean right = value.value().filter(v -> v.equals(Bytes.utf8("right " + HEIGHTS))).isPresent();
    return right || value.value().isEmpty() || (lie.tellsAnything() && value.node().equals(liar))
        ? ""
        : value.toString();
  }

  private String read(long notBelow, Callable<CompletableFuture<ProvedState>> read)
      throws Exception {
    ProvedState value = get(read.call());
    TestChain.Height height = truth.at(value.height()).orElseThrow();
    Bytes key = StateKeys.applicationKey(value.key()).orElseThrow();
    boolean right =
        value.height() >= notBelow
            && value
                .verify(truth.genesis.epochs(TestChain.ED25519).at(value.height()).orElseThrow())
                .accepted()
            && value.value().equals(TestChain.held(height, key));
    return right ? "" : value + " where it may not be below " + notBelow;
  }

  private static String at(long height, QuorateClient client) throws Exception {
    ProvedState value = get(client.getAt(height, TestChain.KEY));
    boolean right =
        value.height() == height
            && value.value().equals(Optional.of(Bytes.utf8("right " + height)));
    return right ? "" : value + " where height " + height + " was asked for";
  }

  /** What the application of these tests answers: two entries of one height. */
  private static String both(long height, Function<Bytes, Optional<Bytes>> state) {
    return height + " " + state.apply(TestChain.KEY) + " " + state.apply(NOTHING);
  }

  private String query(long notBelow, Callable<CompletableFuture<ProvedAnswer<String>>> query)
      throws Exception {
    ProvedAnswer<String> answer = get(query.call());
    TestChain.Height height = truth.at(answer.height()).orElseThrow();
    boolean right =
        answer.height() >= notBelow
            && answer.answer().equals(both(answer.height(), key -> TestChain.held(height, key)));
    return right ? "" : answer + " where it may not be below " + notBelow;
  }

  private String localQuery(Lie lie, QuorateClient client, URI liar) throws Exception {
    LocalAnswer answer = get(client.queryLocal("both", NOTHING));
    Optional<TestChain.Height> height = truth.at(answer.height());
    boolean right = height.filter(h -> h.stateValue().equals(answer.answer())).isPresent();
    return right || (lie.tellsAnything() && answer.node().equals(liar)) ? "" : answer.toString();
  }

  private String block(ProvedBlock block, long height) {
    TestChain.Height right = truth.at(height).orElseThrow();
    return block.block().equals(right.block()) && block.receipts().equals(right.receipts())
        ? ""
        : block.toString();
  }

  private String latest(QuorateClient client, boolean answered) throws Exception {
    long known = known(client, answered);
    ProvedBlock block = get(client.latestBlock());
    return block.block().height() < known
        ? block.block() + " is below " + known
        : block(block, block.block().height());
  }

  private String stream(QuorateClient client, boolean complete) throws Exception {
    BlockingQueue<ProvedBlock> blocks = new LinkedBlockingQueue<>();
    try (QuorateClient.Subscription _ = client.follow(2, blocks::add)) {
      for (long height = 2; height <= HEIGHTS; height++) {
        ProvedBlock block =
            blocks.poll(complete ? 20_000 : SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (block == null) {
          return complete ? "no block of height " + height : "";
        }
        String fault = block(block, height);
        if (!fault.isEmpty()) {
          return fault;
        }
      }
    }
    return "";
  }

  private String receipts(QuorateClient client, boolean complete) throws Exception {
    BlockingQueue<ProvedReceipts> found = new LinkedBlockingQueue<>();
    ReceiptSelection mine = ReceiptSelection.ALL.of(TestChain.key(77).publicKey());
    try (QuorateClient.Subscription _ = client.followReceipts(1, mine, found::add)) {
      ProvedReceipts next =
          found.poll(complete ? 20_000 : SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        return complete ? "no receipts" : "";
      }
      boolean right =
          next.receipts().equals(List.of(truth.receipt(executed(truth).id()).orElseThrow()));
      return right ? "" : next.toString();
    }
  }

  private String status(QuorateClient client) throws Exception {
    for (NodeReport report : get(client.status())) {
      if (report.provedHeight() > truth.height()) {
        return report.toString();
      }
    }
    return client.provedHeight() > truth.height() ? "height " + client.provedHeight() : "";
  }

  private String sequences(QuorateClient client) throws Exception {
    long sequence = get(client.account(TestChain.key(43))).sign(Bytes.EMPTY).sequence();
    return sequence == 1 ? "" : "sequence " + sequence + " for who never sent anything";
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(50, TimeUnit.SECONDS);
  }
}
