package io.quorate.node.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.quorate.api.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where every call begins and ends. Counts the open calls of all clients and refuses more than a
 * limit: each may keep a part of a request in memory for as long as it lasts. Health, metrics and
 * refusals have places of their own, so they are answered all the same. Who takes all of these,
 * too, loses the connection. Thread-safe.
 */
final class OpenCalls implements DecoratingHttpServiceFunction {
  /** Calls that take nothing but a place. */
  private static final int ASIDES = 256;

  private static final long ASIDE_MILLIS = 10_000;

  /** For a call that was cancelled to leave the wire. */
  private static final long GRACE_MILLIS = 1_000;

  private final JsonResponses responses;
  private final ApiConfig.Limits limits;
  private final Shares answers;
  private final Shares calls;
  private final Shares asides = new Shares(ASIDES);

  OpenCalls(JsonResponses responses, ApiConfig.Limits limits, Shares answers) {
    this.responses = responses;
    this.limits = limits;
    this.answers = answers;
    this.calls = new Shares(limits.calls());
  }

  @Override
  public HttpResponse serve(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    Origin origin = Origin.of(context.remoteAddress().getAddress());
    boolean aside = context.path().startsWith("/health") || context.path().equals("/metrics");
    if (!aside && calls.take(origin, 1)) {
      Call call = open(context, origin, calls, limits.callMillis());
      HttpResponse response = delegate.serve(context, request);
      return context.exchangeType().isResponseStreaming()
          ? MeteredResponse.of(response, call, context.eventLoop())
          : response;
    }
    if (!asides.take(origin, 1)) {
      close(context);
      return HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE);
    }
    Call _ = open(context, origin, asides, ASIDE_MILLIS);
    return aside ? delegate.serve(context, request) : refusal(request);
  }

  private Call open(ServiceRequestContext context, Origin origin, Shares places, long millis) {
    Call call = new Call(origin, answers, context.eventLoop(), () -> cut(context));
    call.bindTo(context);
    call.onEnd(() -> places.give(origin, 1));
    call.endWithin(millis);
    CompletableFuture<?> _ = context.log().whenComplete().thenRun(call::end);
    return call;
  }

  private HttpResponse refusal(HttpRequest request) {
    return JsonResponses.isGrpc(request.headers())
        // What a gRPC client takes for UNAVAILABLE.
        ? HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE)
        : responses.failure(
            new ApiException(
                ErrorCode.UNAVAILABLE,
                "of "
                    + limits.calls()
                    + " calls too few are left for one more of this address; ask another node"));
  }

  /**
   * Ends one call; its connection with it when the answer has been handed over as a whole, since
   * nothing else takes that back.
   */
  private static void cut(ServiceRequestContext context) {
    context.cancel();
    Future<?> _ =
        context
            .eventLoop()
            .schedule(
                () -> {
                  if (!context.log().isComplete()) {
                    close(context);
                  }
                },
                GRACE_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  /** Closes the socket; the HTTP/2 handler would first wait for the very streams that hang. */
  private static void close(ServiceRequestContext context) {
    @Nullable Channel channel = context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
    @Nullable ChannelHandlerContext first =
        channel == null ? null : channel.pipeline().firstContext();
    if (first != null) {
      var _ = first.close();
    }
  }
}
