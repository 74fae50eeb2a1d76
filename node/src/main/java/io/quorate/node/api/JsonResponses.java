package io.quorate.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * HTTP responses with JSON bodies; every error has the body of RFC 9457, those that Armeria itself
 * meets included.
 */
final class JsonResponses implements ServerErrorHandler {
  private static final MediaType PROBLEM = MediaType.create("application", "problem+json");

  private final ApiMetrics metrics;

  JsonResponses(ApiMetrics metrics) {
    this.metrics = metrics;
  }

  HttpResponse of(HttpStatus status, JsonNode body) {
    return HttpResponse.of(status, MediaType.JSON, line(body));
  }

  /** A document as a line of text. */
  static HttpData line(JsonNode document) {
    return HttpData.ofUtf8(document + "\n");
  }

  HttpResponse failure(Throwable failure) {
    return problem(Failures.of(failure)).toHttpResponse();
  }

  AggregatedHttpResponse problem(ApiError error) {
    metrics.failed(error.code());
    return AggregatedHttpResponse.of(
        HttpStatus.valueOf(error.code().http()), PROBLEM, line(JsonViews.problem(error)));
  }

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    if (isGrpc(context.request().headers())) {
      return null;
    }
    return cause instanceof HttpStatusException e
        ? problem(ofStatus(e.httpStatus())).toHttpResponse()
        : failure(cause);
  }

  @Override
  public @Nullable AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return headers != null && isGrpc(headers) ? null : problem(ofStatus(status));
  }

  static boolean isGrpc(RequestHeaders headers) {
    MediaType type = headers.contentType();
    return type != null && type.subtype().startsWith("grpc");
  }

  private static ApiError ofStatus(HttpStatus status) {
    return switch (status.code()) {
      case 404 ->
          new ApiError(
              ErrorCode.NOT_FOUND, "there is no such path; the paths are listed in docs/api.md");
      case 405 ->
          new ApiError(
              ErrorCode.METHOD_NOT_ALLOWED, "the path takes another HTTP method; see docs/api.md");
      case 413 ->
          new ApiError(
              ErrorCode.TOO_LARGE, "the request is larger than this node takes; send less at once");
      case 503 ->
          new ApiError(
              ErrorCode.UNAVAILABLE,
              "the node did not answer in time or is stopping; ask another node");
      default ->
          status.isClientError()
              ? new ApiError(
                  ErrorCode.MALFORMED, "the request is not valid HTTP (" + status + "); correct it")
              : new ApiError(
                  ErrorCode.INTERNAL,
                  "the node failed to answer (" + status + "); ask another node");
    };
  }
}
