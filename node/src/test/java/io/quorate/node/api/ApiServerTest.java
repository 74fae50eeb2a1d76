package io.quorate.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.FinalizedReceipts;
import io.quorate.api.GetBlockRequest;
import io.quorate.api.GetStateRequest;
import io.quorate.api.GetStatusRequest;
import io.quorate.api.GetTransactionRequest;
import io.quorate.api.GetTransactionResponse;
import io.quorate.api.ProtoBytes;
import io.quorate.api.QueryRequest;
import io.quorate.api.QueryResponse;
import io.quorate.api.QuorateGrpc;
import io.quorate.api.StreamBlocksRequest;
import io.quorate.api.StreamReceiptsRequest;
import io.quorate.api.SubmitOneRequest;
import io.quorate.api.SubmitRequest;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.MerkleProof;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The server over loopback: every operation in gRPC and JSON, and what bad requests get. */
class ApiServerTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final ScriptedBackend backend = new ScriptedBackend();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ApiServer server =
      new ApiServer(
          new ApiConfig(
              "127.0.0.1",
              0,
              new ApiConfig.Limits(
                  64, 12, 8, 3, 200_000, 1 << 20, 1 << 20, 30_000, 60_000, 60_000, 1)),
          backend,
          registry);
  private QuorateGrpc.QuorateBlockingStub blocking;
  private QuorateGrpc.QuorateStub calls;

  @BeforeEach
  void start() throws ApiStartException {
    server.start();
    String uri = "gproto+h2c://127.0.0.1:" + server.port();
    blocking = GrpcClients.newClient(uri, QuorateGrpc.QuorateBlockingStub.class);
    calls = GrpcClients.builder(uri).responseTimeoutMillis(0).build(QuorateGrpc.QuorateStub.class);
  }

  @AfterEach
  void stop() {
    Thread.ofVirtual()
        .start(server::close); // The acceptor takes two seconds to stop; nobody waits for it here.
  }

  @Test
  void aBatchIsAdmittedAndItsReceiptsComeTogetherUnderOneCertificate() throws InterruptedException {
    Collected<SubmitResponse> answers = new Collected<>(SubmitResponse.class);
    StreamObserver<SubmitRequest> requests = calls.submit(answers);
    requests.onNext(request(backend.transaction(1, "a"), backend.transaction(2, "b")));
    assertEquals(2, answers.next().getAdmittedCount());

    backend.makeBlock();
    FinalizedReceipts block = answers.next().getFinalized(0);
    FinalityCertificate certificate =
        FinalityCertificate.decode(ProtoBytes.fromProto(block.getCertificate())).orThrow();
    assertTrue(certificate.verify(backend.chain.epoch).accepted());
    assertEquals(2, block.getReceiptsCount());
    for (var each : block.getReceiptsList()) {
      Receipt receipt = Receipt.decode(ProtoBytes.fromProto(each.getReceipt())).orThrow();
      MerkleProof path = MerkleProof.decode(ProtoBytes.fromProto(each.getPath())).orElseThrow();
      assertTrue(new ProvedReceipt(receipt, path, certificate).verifyPath().accepted());
    }
    requests.onCompleted();
    answers.end();
    assertEquals(1, backend.forgotten.size());
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyCodeReachesTheClientInTheStreamInTheCallAndInJson(ErrorCode code)
      throws InterruptedException, IOException {
    Transaction transaction = backend.transaction(1, code.name());
    Collected<SubmitResponse> answers = new Collected<>(SubmitResponse.class);
    calls.submit(answers).onNext(request(transaction));
    assertEquals(
        new ApiError(code, "as the test says"),
        ApiError.of(answers.next().getRefused(0).getError()));

    StatusRuntimeException failure =
        Assertions.assertThrows(
            StatusRuntimeException.class,
            () ->
                blocking.submitOne(
                    SubmitOneRequest.newBuilder().setTransaction(bytes(transaction)).build()));
    assertEquals(code, ApiError.of(failure).orElseThrow().code());
    assertTrue(String.valueOf(failure.getMessage()).contains("as the test says"));
    assertEquals(code.grpc(), failure.getStatus().getCode());

    HttpResponse<String> response =
        post("/v1/transactions", "{\"transaction\":\"" + transaction.encoded().toHex() + "\"}");
    assertEquals(code.http(), response.statusCode());
    assertProblem(response, code);
  }

  @Test
  void moreInFlightThanAllowedIsRefusedAndTheRestGoesOn() throws InterruptedException {
    Collected<SubmitResponse> answers = new Collected<>(SubmitResponse.class);
    StreamObserver<SubmitRequest> requests = calls.submit(answers);
    requests.onNext(
        request(
            backend.transaction(1, "a"),
            backend.transaction(2, "b"),
            backend.transaction(3, "c"),
            backend.transaction(4, "one too many")));
    SubmitResponse.Builder all = SubmitResponse.newBuilder();
    while (all.getAdmittedCount() < 3 || all.getRefusedCount() < 1) {
      all.mergeFrom(answers.next());
    }
    assertEquals(ErrorCode.TOO_MANY_IN_FLIGHT.name(), all.getRefused(0).getError().getCode());
    backend.makeBlock();
    assertEquals(3, answers.next().getFinalized(0).getReceiptsCount());
    requests.onNext(request(backend.transaction(4, "now there is room")));
    assertEquals(1, answers.next().getAdmittedCount());
  }

  @Test
  void whatIsNoTransactionIsRefusedByItsPlaceAndTheStreamGoesOn() throws InterruptedException {
    Collected<SubmitResponse> answers = new Collected<>(SubmitResponse.class);
    StreamObserver<SubmitRequest> requests = calls.submit(answers);
    requests.onNext(
        SubmitRequest.newBuilder()
            .addTransactions(bytes(backend.transaction(1, "a")))
            .addTransactions(ByteString.copyFromUtf8("junk"))
            .addTransactions(ByteString.copyFrom(new byte[70_000]))
            .build());
    SubmitResponse.Builder all = SubmitResponse.newBuilder();
    while (all.getRefusedCount() < 2 || all.getAdmittedCount() < 1) {
      all.mergeFrom(answers.next());
    }
    assertEquals(1, all.getRefused(0).getPosition());
    assertEquals(ErrorCode.MALFORMED.name(), all.getRefused(0).getError().getCode());
    assertEquals(2, all.getRefused(1).getPosition());
    assertEquals(ErrorCode.TOO_LARGE.name(), all.getRefused(1).getError().getCode());
  }

  @Test
  void aMessageAboveTheLimitEndsTheCallWithItsCode() throws InterruptedException {
    Collected<SubmitResponse> answers = new Collected<>(SubmitResponse.class);
    calls
        .submit(answers)
        .onNext(
            SubmitRequest.newBuilder()
                .addTransactions(ByteString.copyFrom(new byte[300_000]))
                .build());
    assertEquals(ErrorCode.TOO_LARGE, ApiError.of(answers.failure()).orElseThrow().code());
  }

  @Test
  void blocksAreStreamedFromAnyHeightAndFollowTheHead() throws InterruptedException {
    backend.makeBlock();
    backend.makeBlock();
    Collected<io.quorate.api.FinalizedBlock> blocks =
        new Collected<>(io.quorate.api.FinalizedBlock.class);
    calls.streamBlocks(StreamBlocksRequest.newBuilder().setFromHeight(1).build(), blocks);
    List<Long> heights = new ArrayList<>();
    heights.add(height(blocks.next()));
    heights.add(height(blocks.next()));
    backend.makeBlock();
    heights.add(height(blocks.next()));
    assertEquals(List.of(1L, 2L, 3L), heights);
  }

  @Test
  void receiptsAreStreamedForOneSenderOnly() throws InterruptedException {
    backend.submit(
        List.of(backend.transaction(1, "mine")),
        new OneSubmission(backend, backend.transaction(1, "mine").id(), false));
    backend.makeBlock();
    Collected<FinalizedReceipts> mine = new Collected<>(FinalizedReceipts.class);
    calls.streamReceipts(
        StreamReceiptsRequest.newBuilder()
            .setFromHeight(1)
            .setSender(ProtoBytes.toProto(TestChain.key(7).publicKey().bytes()))
            .build(),
        mine);
    assertEquals(1, mine.next().getReceiptsCount());
  }

  @Test
  void receiptsOfATopicComeAlone() throws InterruptedException {
    for (int sequence = 1; sequence <= 3; sequence++) {
      backend.submit(
          List.of(backend.transaction(sequence, "number " + sequence)),
          new OneSubmission(backend, backend.transaction(sequence, "other").id(), false));
      backend.makeBlock();
    }
    Collected<FinalizedReceipts> even = new Collected<>(FinalizedReceipts.class);
    calls.streamReceipts(
        StreamReceiptsRequest.newBuilder().setFromHeight(1).setTopic("even").build(), even);
    FinalizedReceipts found = even.next();
    assertEquals(1, found.getReceiptsCount());
    Receipt receipt =
        Receipt.decode(ProtoBytes.fromProto(found.getReceipts(0).getReceipt())).orThrow();
    assertEquals(2, receipt.height());
    assertEquals(List.of("even"), receipt.events().stream().map(e -> e.topic()).toList());
  }

  @Test
  void queriesCarryWhatTheApplicationRead() throws InterruptedException {
    backend.makeBlock();
    Collected<QueryResponse> answers = new Collected<>(QueryResponse.class);
    calls.query(
        QueryRequest.newBuilder()
            .setPath("echo")
            .setData(ProtoBytes.toProto(Bytes.utf8("word")))
            .build(),
        answers);
    QueryResponse answer = answers.next();
    assertEquals("word", answer.getAnswer().toStringUtf8());
    assertEquals(2, answer.getEntriesCount());
    assertFalse(answer.getEntries(1).hasValue());
    assertFalse(answer.getCertificate().isEmpty());
    Collected<QueryResponse> refused = new Collected<>(QueryResponse.class);
    calls.query(QueryRequest.newBuilder().setPath("unheard-of").build(), refused);
    assertEquals(
        ErrorCode.APPLICATION_REFUSED, ApiError.of(refused.failure()).orElseThrow().code());
  }

  @Test
  void moreStreamsThanAllowedAreRefused() throws InterruptedException {
    backend.makeBlock();
    for (int i = 0; i < 4; i++) {
      Collected<io.quorate.api.FinalizedBlock> blocks =
          new Collected<>(io.quorate.api.FinalizedBlock.class);
      calls.streamBlocks(StreamBlocksRequest.newBuilder().setFromHeight(1).build(), blocks);
      blocks.next();
    }
    Collected<io.quorate.api.FinalizedBlock> fifth =
        new Collected<>(io.quorate.api.FinalizedBlock.class);
    calls.streamBlocks(StreamBlocksRequest.newBuilder().setFromHeight(1).build(), fifth);
    assertEquals(ErrorCode.UNAVAILABLE, ApiError.of(fifth.failure()).orElseThrow().code());
  }

  @Test
  void requestsThatNeverEndAreBoundedAndHealthIsStillAnswered()
      throws IOException, InterruptedException {
    List<Socket> unfinished = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket
          .getOutputStream()
          .write(
              "POST /v1/transactions HTTP/1.1\r\nHost: node\r\nContent-Length: 1000\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      unfinished.add(socket);
    }
    awaitStatus(503);
    assertProblem(get("/v1/status"), ErrorCode.UNAVAILABLE);
    StatusRuntimeException refused =
        Assertions.assertThrows(
            StatusRuntimeException.class,
            () -> blocking.getStatus(GetStatusRequest.getDefaultInstance()));
    assertEquals(Status.Code.UNAVAILABLE, refused.getStatus().getCode());
    assertEquals(200, get("/health").statusCode());
    for (Socket socket : unfinished) {
      socket.close();
    }
    awaitStatus(200);
  }

  /** Waits until the server has noticed what the sockets did, which nothing reports. */
  private void awaitStatus(int expected) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (get("/v1/status").statusCode() != expected) {
      assertTrue(System.nanoTime() < end, "the answer never becomes " + expected);
    }
  }

  @Test
  void closingEndsStreamsWithAnErrorThatSaysSo() throws InterruptedException {
    Collected<SubmitResponse> answers = new Collected<>(SubmitResponse.class);
    calls.submit(answers).onNext(request(backend.transaction(1, "a")));
    answers.next();
    server.close();
    assertEquals(ErrorCode.UNAVAILABLE, ApiError.of(answers.failure()).orElseThrow().code());
  }

  @Test
  void queriesAnswerInGrpc() {
    Transaction transaction = backend.transaction(1, "block now");
    var outcome =
        blocking.submitOne(
            SubmitOneRequest.newBuilder().setTransaction(bytes(transaction)).build());
    assertEquals(transaction.id().bytes(), ProtoBytes.fromProto(outcome.getTransaction()));
    assertTrue(outcome.hasReceipt());
    assertEquals(
        GetTransactionResponse.State.FINAL,
        blocking
            .getTransaction(
                GetTransactionRequest.newBuilder()
                    .setTransaction(ProtoBytes.toProto(transaction.id().bytes()))
                    .build())
            .getState());
    assertEquals(1, height(blocking.getBlock(GetBlockRequest.getDefaultInstance())));
    StatusRuntimeException failure =
        Assertions.assertThrows(
            StatusRuntimeException.class,
            () ->
                blocking.getState(
                    GetStateRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("k"))
                        .setMinHeight(9)
                        .build()));
    assertEquals(ErrorCode.NOT_YET, ApiError.of(failure).orElseThrow().code());
  }

  @Test
  void queriesAnswerInJson() throws IOException, InterruptedException {
    Transaction transaction = backend.transaction(1, "block now");
    JsonNode outcome =
        ok(
            post(
                "/v1/transactions",
                "{\"transaction\":\"" + transaction.encoded().toHex() + "\",\"wait\":\"final\"}"));
    assertEquals("EXECUTED", outcome.at("/receipt/status").asText());
    assertEquals("[0,1,2]", outcome.at("/receipt/certificate/signers").toString());
    assertEquals(
        "FINAL", ok(get("/v1/transactions/" + transaction.id().toHex())).get("state").asText());
    JsonNode block = ok(get("/v1/blocks/latest"));
    assertEquals(transaction.id().toHex(), block.at("/transactions/0/id").asText());
    assertEquals(block, ok(get("/v1/blocks/1")));
    assertEquals("76616c7565", ok(get("/v1/state/6b6579?consistency=local")).get("value").asText());
    assertEquals(
        2,
        ok(get("/v1/senders/" + TestChain.key(7).publicKey().bytes().toHex()))
            .get("nextSequence")
            .asLong());
    JsonNode status = ok(get("/v1/status"));
    assertEquals(backend.genesis().chainId().toHex(), status.get("chain").asText());
    assertEquals(1, status.get("finalizedHeight").asLong());
    assertEquals("server", ok(get("/v1/genesis")).get("name").asText());
  }

  @Test
  void theStateOfAHeightIsAnsweredUntilItIsGivenUp() throws IOException, InterruptedException {
    backend.makeBlock();
    assertEquals(1, ok(get("/v1/state/6b6579?height=1")).get("height").asLong());
    backend.makeBlock();
    JsonNode second = ok(get("/v1/state/6b6579?height=2&consistency=proved"));
    assertEquals(Bytes.utf8("value at 2").toHex(), second.get("value").asText());
    HttpResponse<String> gone = get("/v1/state/6b6579?height=1");
    assertEquals(410, gone.statusCode());
    assertProblem(gone, ErrorCode.PRUNED);
    GetStateRequest.Builder request =
        GetStateRequest.newBuilder().setKey(ByteString.copyFromUtf8("key"));
    assertEquals(2, blocking.getState(request.setHeight(2).build()).getHeight());
    StatusRuntimeException failure =
        Assertions.assertThrows(
            StatusRuntimeException.class, () -> blocking.getState(request.setHeight(1).build()));
    assertEquals(ErrorCode.PRUNED, ApiError.of(failure).orElseThrow().code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/transactions/zz | MALFORMED",
        "/v1/transactions/00 | MALFORMED",
        "/v1/blocks/7 | NOT_FOUND",
        "/v1/blocks/0 | NOT_FOUND",
        "/v1/blocks/x | MALFORMED",
        "/v1/blocks/-1 | NOT_FOUND",
        "/v1/blocks?from=-1 | MALFORMED",
        "/v1/state/00?consistency=magic | MALFORMED",
        "/v1/state/00?minHeight=x | MALFORMED",
        "/v1/state/00?minHeight=99 | NOT_YET",
        "/v1/state/00?height=x | MALFORMED",
        "/v1/state/00?height=-1 | MALFORMED",
        "/v1/state/00?height=2&minHeight=1 | MALFORMED",
        "/v1/state/00?height=2&consistency=local | MALFORMED",
        "/v1/state/00?height=2&consistency=linearizable | MALFORMED",
        "/v1/state/00?height=99 | NOT_YET",
        "/v1/state/62726f6b656e | INTERNAL",
        "/v1/senders/00 | MALFORMED",
        "/v1/nothing | NOT_FOUND",
        "/ | NOT_FOUND",
      })
  void aBadRequestGetsAnErrorBodyWithItsCode(String path, ErrorCode code)
      throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    assertEquals(code.http(), response.statusCode(), response.body());
    assertProblem(response, code);
    assertFalse(response.body().contains("secret"), "details of a fault stay in the log");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not json | MALFORMED",
        "[] | MALFORMED",
        "{} | MALFORMED",
        "{\"transaction\": 5} | MALFORMED",
        "{\"transaction\": \"xyz\"} | MALFORMED",
        "{\"transaction\": \"00\"} | MALFORMED",
        "{\"transaction\": \"00\", \"wait\": \"maybe\"} | MALFORMED",
        "{\"transaction\": \"00\", \"timeoutMillis\": \"1\"} | MALFORMED",
        "{\"transaction\": \"00\", \"more\": 1} | MALFORMED",
      })
  void aBadBodyGetsAnErrorBody(String body, ErrorCode code)
      throws IOException, InterruptedException {
    assertProblem(post("/v1/transactions", body), code);
  }

  @Test
  void aBodyAboveTheLimitAndAWrongMethodGetAnErrorBody() throws IOException, InterruptedException {
    assertProblem(post("/v1/transactions", "x".repeat(300_000)), ErrorCode.TOO_LARGE);
    assertProblem(post("/v1/status", "{}"), ErrorCode.METHOD_NOT_ALLOWED);
  }

  @Test
  void jsonStreamsSendALineForEachBlock() throws IOException, InterruptedException {
    backend.makeBlock();
    HttpResponse<java.util.stream.Stream<String>> response =
        HTTP.send(
            HttpRequest.newBuilder(uri("/v1/blocks?from=1")).build(),
            HttpResponse.BodyHandlers.ofLines());
    var lines = response.body().iterator();
    assertEquals(1, JSON.readTree(lines.next()).get("height").asLong());
    backend.makeBlock();
    assertEquals(2, JSON.readTree(lines.next()).get("height").asLong());
    response.body().close();
  }

  @Test
  void healthSaysWhyNotAndMetricsCountEachRefusal() throws IOException, InterruptedException {
    assertEquals(200, get("/health").statusCode());
    backend.health = new NodeHealth(List.of(), List.of("catching up: 12 blocks to go"));
    HttpResponse<String> notReady = get("/health");
    assertEquals(503, notReady.statusCode());
    assertEquals(
        "catching up: 12 blocks to go", JSON.readTree(notReady.body()).at("/notReady/0").asText());
    assertEquals(200, get("/health/live").statusCode());

    post(
        "/v1/transactions",
        "{\"transaction\":\"" + backend.transaction(1, "EXPIRED").encoded().toHex() + "\"}");
    String metrics = get("/metrics").body();
    assertTrue(
        metrics.contains("quorate_api_transactions_refused_total{code=\"EXPIRED\"} 1"), metrics);
  }

  @Test
  void aPortInUseIsNamed() {
    ApiServer second =
        new ApiServer(
            ApiConfig.of("127.0.0.1", server.port()),
            backend,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    ApiStartException e = Assertions.assertThrows(ApiStartException.class, second::start);
    assertTrue(String.valueOf(e.getMessage()).contains("api.port"), String.valueOf(e.getMessage()));
    second.close();
  }

  private static SubmitRequest request(Transaction... transactions) {
    SubmitRequest.Builder request = SubmitRequest.newBuilder();
    for (Transaction transaction : transactions) {
      request.addTransactions(bytes(transaction));
    }
    return request.build();
  }

  private static ByteString bytes(Transaction transaction) {
    return ProtoBytes.toProto(transaction.encoded());
  }

  private static long height(io.quorate.api.FinalizedBlock block) {
    return io.quorate.consensus.Block.decode(ProtoBytes.fromProto(block.getBlock()))
        .orThrow()
        .height();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode ok(HttpResponse<String> response) throws IOException {
    assertEquals(200, response.statusCode(), response.body());
    return JSON.readTree(response.body());
  }

  private static void assertProblem(HttpResponse<String> response, ErrorCode code)
      throws IOException {
    JsonNode body = JSON.readTree(response.body());
    assertEquals(code.name(), body.get("code").asText(), response.body());
    assertEquals(code.http(), response.statusCode());
    assertEquals(code.http(), body.get("status").asInt());
    assertEquals("urn:quorate:error:" + code.name(), body.get("type").asText());
    assertEquals(code.title(), body.get("title").asText());
    assertFalse(body.get("detail").asText().isBlank());
  }
}
