package io.quorate.node.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.quorate.api.ErrorCode;
import io.quorate.api.OpenApi;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The operations as JSON over HTTP, one route each. Answers are written on Armeria's blocking
 * executor.
 */
final class JsonEndpoint {
  private static final MediaType YAML = MediaType.create("application", "yaml");
  private static final long ANSWER_MILLIS = 70_000;

  /** A query has no body worth reading. */
  private static final long QUERY_BYTES = 1_024;

  private final Operations operations;
  private final NodeBackend backend;
  private final ApiMetrics metrics;
  private final ApiConfig.Limits limits;
  private final OpenStreams streams;
  private final JsonResponses responses;

  JsonEndpoint(
      Operations operations,
      NodeBackend backend,
      ApiMetrics metrics,
      ApiConfig.Limits limits,
      OpenStreams streams,
      JsonResponses responses) {
    this.operations = operations;
    this.backend = backend;
    this.metrics = metrics;
    this.limits = limits;
    this.streams = streams;
    this.responses = responses;
  }

  /** One operation: answers with a document as text, or throws, or answers with a failure. */
  @FunctionalInterface
  private interface Operation {
    CompletableFuture<HttpData> answer(ServiceRequestContext context, HttpRequest request);
  }

  void addTo(ServerBuilder server) {
    server
        .route()
        .post("/v1/transactions")
        .maxRequestLength(Math.min(limits.requestBytes(), operations.longestJson()))
        .requestTimeoutMillis(ANSWER_MILLIS)
        .build(service(this::submit));
    get(server, "/v1/transactions/{id}", this::transaction);
    get(server, "/v1/blocks/{height}", this::block);
    get(server, "/v1/state/{key}", this::state);
    get(server, "/v1/query", this::query);
    get(server, "/v1/senders/{key}", this::sender);
    get(
        server,
        "/v1/status",
        (context, _) ->
            text(
                context,
                CompletableFuture.completedFuture(
                    JsonViews.status(
                        operations.status(), operations.genesis(), operations.chain()))));
    server
        .route()
        .get("/v1/genesis")
        .requestTimeoutMillis(ANSWER_MILLIS)
        .build((_, _) -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, operations.genesisJson()));
    HttpData description = HttpData.ofUtf8(OpenApi.description());
    server
        .route()
        .get("/v1/openapi.yaml")
        .build((_, _) -> HttpResponse.of(HttpStatus.OK, YAML, description));
    server.route().get("/v1/blocks").requestTimeoutMillis(0).build((context, _) -> blocks(context));
    server
        .route()
        .get("/v1/receipts")
        .requestTimeoutMillis(0)
        .build((context, _) -> receipts(context));
  }

  private void get(ServerBuilder server, String path, Operation operation) {
    server
        .route()
        .get(path)
        .maxRequestLength(QUERY_BYTES)
        .requestTimeoutMillis(ANSWER_MILLIS)
        .build(service(operation));
  }

  private HttpService service(Operation operation) {
    return (context, request) -> {
      Call call = Call.current();
      CompletableFuture<HttpData> answer;
      try {
        answer = operation.answer(context, request);
      } catch (RuntimeException e) {
        return responses.failure(e);
      }
      return HttpResponse.of(
          answer.thenApply(body -> charged(call, body)).exceptionally(responses::failure));
    };
  }

  private static HttpResponse charged(Call call, HttpData body) {
    if (!call.take(body.length())) {
      throw Failures.tooMuchUnread();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, body);
  }

  private static CompletableFuture<HttpData> text(
      ServiceRequestContext context, CompletableFuture<ObjectNode> document) {
    return document.thenApplyAsync(JsonResponses::line, context.blockingTaskExecutor());
  }

  private CompletableFuture<HttpData> submit(ServiceRequestContext context, HttpRequest request) {
    Origin origin = Call.current().origin();
    CompletableFuture<ObjectNode> outcome =
        request
            .aggregate()
            .thenCompose(body -> {
              SubmitBody submit = SubmitBody.parse(body.contentUtf8());
              return operations
                  .submitOne(
                      origin, submit.transaction(), submit.untilFinal(), submit.timeoutMillis())
                  .thenApply(JsonViews::outcome);
            });
    return text(context, outcome);
  }

  private CompletableFuture<HttpData> transaction(
      ServiceRequestContext context, HttpRequest request) {
    Bytes id = hex("the transaction id", context.pathParam("id"));
    return text(
        context,
        operations
            .transaction(id)
            .thenApply(answer -> JsonViews.transaction(new Hash(id), answer)));
  }

  private CompletableFuture<HttpData> block(ServiceRequestContext context, HttpRequest request) {
    String height = String.valueOf(context.pathParam("height"));
    if (height.equals("0")) {
      throw new ApiException(
          ErrorCode.NOT_FOUND, "heights start at 1; ask for /v1/blocks/latest or /v1/genesis");
    }
    return operations.block(
        height.equals("latest") ? 0 : number("height", height),
        block -> JsonResponses.line(JsonViews.block(block)));
  }

  private CompletableFuture<HttpData> state(ServiceRequestContext context, HttpRequest request) {
    return text(
        context,
        operations
            .state(
                hex("the key", context.pathParam("key")),
                number("minHeight", parameter(context, "minHeight", "0")),
                number("height", parameter(context, "height", "0")),
                consistency(parameter(context, "consistency", "proved")))
            .thenApply(JsonViews::state));
  }

  private CompletableFuture<HttpData> query(ServiceRequestContext context, HttpRequest request) {
    // Written where it was found, so that what waits to be written is no more than queries run.
    return operations
        .query(
            parameter(context, "path", ""),
            hex("the data", parameter(context, "data", "")),
            number("minHeight", parameter(context, "minHeight", "0")),
            consistency(parameter(context, "consistency", "proved")))
        .thenApply(answer -> JsonResponses.line(JsonViews.query(answer)));
  }

  private CompletableFuture<HttpData> sender(ServiceRequestContext context, HttpRequest request) {
    return text(
        context,
        operations
            .sender(hex("the public key", context.pathParam("key")))
            .thenApply(JsonViews::sender));
  }

  private HttpResponse blocks(ServiceRequestContext context) {
    metrics.request("streamBlocks");
    return stream(context, () -> block -> Optional.of(JsonResponses.line(JsonViews.block(block))));
  }

  private HttpResponse receipts(ServiceRequestContext context) {
    metrics.request("streamReceipts");
    return stream(
        context,
        () -> {
          String sender = parameter(context, "sender", "");
          String topic = parameter(context, "topic", "");
          ReceiptFilter filter =
              new ReceiptFilter(
                  sender.isEmpty()
                      ? Optional.empty()
                      : Optional.of(Operations.senderKey(hex("sender", sender))),
                  topic.isEmpty() ? Optional.empty() : Optional.of(topic));
          return block ->
              Optional.of(filter.apply(block))
                  .filter(receipts -> !receipts.isEmpty())
                  .map(receipts ->
                      JsonResponses.line(JsonViews.receipts(block.certificate(), receipts)));
        });
  }

  private HttpResponse stream(
      ServiceRequestContext context, java.util.function.Supplier<BlockPump.View<HttpData>> view) {
    try {
      long from = number("from", parameter(context, "from", "0"));
      Operations.checkFrom(from);
      return LineStream.start(
          backend, metrics, limits, streams, Call.current(), context.eventLoop(), view.get(), from);
    } catch (RuntimeException e) {
      return responses.failure(e);
    }
  }

  private static String parameter(ServiceRequestContext context, String name, String fallback) {
    @Nullable String value = context.queryParam(name);
    return value == null ? fallback : value;
  }

  private static ReadConsistency consistency(String word) {
    return switch (word) {
      case "local" -> ReadConsistency.LOCAL;
      case "proved" -> ReadConsistency.PROVED;
      case "linearizable" -> ReadConsistency.LINEARIZABLE;
      default ->
          throw new ApiException(
              ErrorCode.MALFORMED,
              "consistency is \"" + word + "\"; choose local, proved or linearizable");
    };
  }

  private static long number(String name, String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException _) {
      throw new ApiException(
          ErrorCode.MALFORMED, name + " is \"" + digits + "\"; write a whole number");
    }
  }

  private static Bytes hex(String name, @Nullable String digits) {
    try {
      return Bytes.fromHex(digits == null ? "" : digits);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.MALFORMED, name + " is not hexadecimal: " + e.getMessage());
    }
  }
}
