package io.quorate.node.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.quorate.api.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the open calls of all clients and refuses more than a limit: each may keep a part of a
 * request in memory for as long as its client likes. Health and metrics are answered all the same,
 * their requests have no body. Thread-safe.
 */
final class OpenCalls implements DecoratingHttpServiceFunction {
  private final JsonResponses responses;
  private final int limit;
  private final AtomicInteger open = new AtomicInteger();

  OpenCalls(JsonResponses responses, int limit) {
    this.responses = responses;
    this.limit = limit;
  }

  @Override
  public HttpResponse serve(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    if (context.path().startsWith("/health") || context.path().equals("/metrics")) {
      return delegate.serve(context, request);
    }
    if (open.incrementAndGet() > limit) {
      open.decrementAndGet();
      return JsonResponses.isGrpc(request.headers())
          // What a gRPC client takes for UNAVAILABLE.
          ? HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE)
          : responses.failure(
              new ApiException(
                  ErrorCode.UNAVAILABLE,
                  "this node has " + limit + " calls open already; ask another node"));
    }
    CompletableFuture<?> _ = context.log().whenComplete().thenRun(open::decrementAndGet);
    return delegate.serve(context, request);
  }
}
