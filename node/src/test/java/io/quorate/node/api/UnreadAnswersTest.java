package io.quorate.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.StatusRuntimeException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.GetBlockRequest;
import io.quorate.api.ProtoBytes;
import io.quorate.api.QuorateGrpc;
import io.quorate.api.StreamBlocksRequest;
import io.quorate.api.SubmitRequest;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.Transaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Answers that nobody reads")
class UnreadAnswersTest {
  private static final int ANSWER_BYTES = 200_000;
  private static final int BLOCK_BYTES = 60_000;
  private static final int CALLS = 8;
  private static final int IDLE_MILLIS = 300;

  private final ScriptedBackend backend = new ScriptedBackend();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ApiServer server =
      new ApiServer(
          new ApiConfig(
              "127.0.0.1",
              0,
              new ApiConfig.Limits(
                  64, CALLS, 4, 100, 200_000, 100_000, ANSWER_BYTES, 100, IDLE_MILLIS, 200, 1)),
          backend,
          registry);

  @BeforeEach
  void start() throws ApiStartException {
    server.start();
  }

  @AfterEach
  void stop() {
    Thread.ofVirtual().start(server::close); // As in ApiServerTest.
  }

  @Test
  @DisplayName("of a JSON call end it after a while, and its bytes are given back")
  void json() throws Exception {
    backend.makeBlock();
    try (DeafClient client = new DeafClient(server.port())) {
      client.get(1, "/v1/status");
      awaitHeld(true);
      client.awaitCutOff(1);
    }
    awaitHeld(false);
  }

  @Test
  @DisplayName("of a gRPC call end it after a while, and its bytes are given back")
  void grpc() throws Exception {
    backend.makeBlock();
    try (DeafClient client = new DeafClient(server.port())) {
      client.call(1, "GetBlock", GetBlockRequest.getDefaultInstance().toByteArray());
      awaitHeld(true);
      client.awaitCutOff(1);
    }
    awaitHeld(false);
  }

  @Test
  @DisplayName("of a Submit call whose client has said its last word end it after a while")
  void submit() throws Exception {
    try (DeafClient client = new DeafClient(server.port())) {
      client.call(1, "Submit", junk(3).toByteArray());
      awaitHeld(true);
      client.awaitCutOff(1);
    }
    awaitHeld(false);
  }

  @Test
  @DisplayName("of a block stream end it after a while, in JSON too")
  void streams() throws Exception {
    for (int i = 0; i < 3; i++) {
      backend.makeBlock();
    }
    try (DeafClient client = new DeafClient(server.port())) {
      client.get(1, "/v1/blocks?from=1");
      awaitHeld(true);
      client.awaitCutOff(1);
    }
    awaitHeld(false);
  }

  @Test
  @DisplayName("are refused before the node holds more of them than it can")
  void budget() throws InterruptedException {
    List<Transaction> long4 =
        Stream.of(1, 2, 3, 4).map(i -> backend.transaction(i, "x".repeat(BLOCK_BYTES))).toList();
    backend.submit(long4, new OneSubmission(backend, long4.getFirst().id(), false));
    backend.makeBlock();
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                GrpcClients.newClient(uri(), QuorateGrpc.QuorateBlockingStub.class)
                    .getBlock(GetBlockRequest.getDefaultInstance()));
    assertEquals(ErrorCode.UNAVAILABLE, ApiError.of(failure).orElseThrow().code());
    Collected<io.quorate.api.FinalizedBlock> blocks =
        new Collected<>(io.quorate.api.FinalizedBlock.class);
    calls().streamBlocks(StreamBlocksRequest.newBuilder().setFromHeight(1).build(), blocks);
    assertEquals(ErrorCode.UNAVAILABLE, ApiError.of(blocks.failure()).orElseThrow().code());
  }

  @Test
  @DisplayName("a call that keeps sending what is no transaction is ended at once")
  void malformed() throws InterruptedException {
    Collected<SubmitResponse> answers = new Collected<>(SubmitResponse.class);
    calls().submit(answers).onNext(junk(100_000));
    assertEquals(ErrorCode.MALFORMED, ApiError.of(answers.failure()).orElseThrow().code());
    assertEquals(
        65, registry.counter("quorate.api.transactions.refused", "code", "MALFORMED").count());
  }

  @Test
  @DisplayName("a Submit call with nothing to send and nothing to wait for is completed")
  void idle() throws InterruptedException {
    Collected<SubmitResponse> answers = new Collected<>(SubmitResponse.class);
    calls().submit(answers).onNext(SubmitRequest.getDefaultInstance());
    answers.end();
    Collected<SubmitResponse> waiting = new Collected<>(SubmitResponse.class);
    calls()
        .submit(waiting)
        .onNext(
            SubmitRequest.newBuilder()
                .addTransactions(ProtoBytes.toProto(backend.transaction(1, "waits").encoded()))
                .build());
    assertEquals(1, waiting.next().getAdmittedCount());
    Collected<SubmitResponse> later = new Collected<>(SubmitResponse.class);
    calls().submit(later).onNext(SubmitRequest.getDefaultInstance());
    later.end();
    backend.makeBlock();
    assertEquals(1, waiting.next().getFinalizedCount(), "it waited for a block");
  }

  @Test
  @DisplayName("the text of the metrics is made once a second and shared")
  void metrics() {
    AtomicLong now = new AtomicLong();
    MetricsPage page = new MetricsPage(registry, now::get);
    var first = page.text();
    now.set(Duration.ofMillis(999).toNanos());
    assertSame(first, page.text());
    now.set(Duration.ofSeconds(1).toNanos());
    assertNotSame(first, page.text());
  }

  @Test
  @DisplayName("one address cannot take all the calls of a node")
  void shares() throws Exception {
    try (HttpClient greedy = from("127.0.0.1");
        HttpClient other = from("127.0.0.2")) {
      var unending =
          Stream.generate(() -> get("/v1/blocks"))
              .limit(2)
              .map(request -> greedy.sendAsync(request, BodyHandlers.ofInputStream()))
              .toList();
      for (var each : unending) {
        assertEquals(200, each.join().statusCode());
      }
      assertEquals(503, greedy.send(get("/v1/blocks"), BodyHandlers.ofString()).statusCode());
      var answer = other.sendAsync(get("/v1/blocks"), BodyHandlers.ofInputStream()).join();
      assertEquals(200, answer.statusCode());
      answer.body().close();
      for (var each : unending) {
        each.join().body().close();
      }
    }
  }

  /** Waits until the server has done its part, which nothing reports. */
  private void awaitHeld(boolean something) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (registry.get("quorate.api.answers.bytes").gauge().value() > 0 != something) {
      assertTrue(System.nanoTime() < end, "bytes held: never " + something);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static SubmitRequest junk(int entries) {
    SubmitRequest.Builder request = SubmitRequest.newBuilder();
    for (int i = 0; i < entries; i++) {
      request.addTransactions(ByteString.EMPTY);
    }
    return request.build();
  }

  private static HttpClient from(String address) throws IOException {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .localAddress(InetAddress.getByName(address))
        .build();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
  }

  private QuorateGrpc.QuorateStub calls() {
    return GrpcClients.builder(uri()).responseTimeoutMillis(0).build(QuorateGrpc.QuorateStub.class);
  }

  private String uri() {
    return "gproto+h2c://127.0.0.1:" + server.port();
  }
}
