package io.quorate.node.api;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Metadata;
import io.grpc.Status;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.quorate.api.ApiError;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The API on one port: gRPC, JSON under {@code /v1}, {@code /metrics} and {@code /health}.
 * Thread-safe; started once and closed once.
 */
public final class ApiServer implements AutoCloseable {
  private static final long QUIET_MILLIS = 50;
  private static final long STOP_MILLIS = 2_000;
  private static final long IDLE_MILLIS = 120_000;
  private static final int BLOCKING_THREADS = 2;

  private final EventLoopGroup workers;
  private final Server server;
  private final OpenStreams streams;
  private final Shares answers;
  private final Shares connections;
  private final NodeBackend backend;
  private final MetricsPage metricsPage;
  private final JsonResponses responses;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Prepares the server; nothing listens yet.
   *
   * @param registry where the API counts, and what {@code /metrics} shows
   */
  public ApiServer(ApiConfig config, NodeBackend backend, PrometheusMeterRegistry registry) {
    this.backend = backend;
    this.metricsPage = new MetricsPage(registry, System::nanoTime);
    ApiMetrics metrics = new ApiMetrics(registry);
    this.connections = new Shares(config.limits().connections());
    this.answers = new Shares(config.limits().answerBytes());
    registry.gauge("quorate.api.answers.bytes", answers, Shares::taken);
    this.streams = new OpenStreams(metrics, config.limits().streams());
    this.responses = new JsonResponses(metrics);
    Operations operations = new Operations(backend, metrics);
    this.workers =
        EventLoopGroups.newEventLoopGroup(config.limits().workerThreads(), "quorate-api", true);
    this.server =
        build(
            config,
            new GrpcEndpoint(operations, backend, metrics, config.limits(), streams),
            new JsonEndpoint(operations, backend, metrics, config.limits(), streams, responses));
  }

  /**
   * Listens.
   *
   * @throws ApiStartException if the address cannot be bound; the message says which and what to do
   */
  public void start() throws ApiStartException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ApiStartException(
          "the API cannot listen: "
              + cause.getMessage()
              + "; choose another api.host or api.port, or stop the process that uses the port",
          cause);
    }
  }

  /** The port it listens on; the one the system chose if the configuration says 0. */
  public int port() {
    @Nullable InetSocketAddress address =
        server.activePort() == null ? null : server.activePort().localAddress();
    if (address == null) {
      throw new IllegalStateException("the API server does not listen");
    }
    return address.getPort();
  }

  /**
   * Ends all streams with UNAVAILABLE, lets calls under way finish for up to two seconds, and stops
   * listening.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      streams.stop();
      server.stop().join();
      Future<?> _ = workers.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private Server build(ApiConfig config, GrpcEndpoint grpc, JsonEndpoint json) {
    ApiConfig.Limits limits = config.limits();
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(config.host(), config.port()))
            .workerGroup(workers, false)
            .blockingTaskExecutor(BLOCKING_THREADS)
            .maxNumConnections(limits.connections())
            .childChannelPipelineCustomizer(pipeline -> admit(pipeline.channel()))
            .http2MaxStreamsPerConnection(limits.streams())
            .idleTimeoutMillis(IDLE_MILLIS)
            .requestTimeoutMillis(0)
            .maxRequestLength(0)
            .connectionDrainDuration(Duration.ofMillis(QUIET_MILLIS))
            .gracefulShutdownTimeoutMillis(QUIET_MILLIS, STOP_MILLIS)
            .errorHandler(responses)
            .decorator(new OpenCalls(responses, limits, answers))
            .service(
                GrpcService.builder()
                    .addService(grpc)
                    .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                    .maxRequestMessageLength(limits.requestBytes())
                    .useClientTimeoutHeader(false)
                    .exceptionHandler(ApiServer::grpcFailure)
                    .build());
    json.addTo(builder);
    builder.route().get("/metrics").build((context, _) -> metrics(context.blockingTaskExecutor()));
    builder.route().get("/health").build((_, _) -> health(backend.health().ready()));
    builder.route().get("/health/live").build((_, _) -> health(backend.health().live()));
    builder.route().get("/health/ready").build((_, _) -> health(backend.health().ready()));
    return builder.build();
  }

  /** Closes what is more than its address's share, before a byte of it is read. */
  private void admit(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress address)) {
      return;
    }
    Origin origin = Origin.of(address.getAddress());
    if (connections.take(origin, 1)) {
      var _ = channel.closeFuture().addListener(_ -> connections.give(origin, 1));
    } else {
      var _ = channel.close();
    }
  }

  private HttpResponse metrics(java.util.concurrent.Executor executor) {
    return HttpResponse.of(
        CompletableFuture.supplyAsync(metricsPage::text, executor)
            .thenApply(text ->
                HttpResponse.of(
                    HttpStatus.OK,
                    MediaType.parse("text/plain; version=0.0.4; charset=utf-8"),
                    text))
            .exceptionally(responses::failure));
  }

  private HttpResponse health(boolean good) {
    return responses.of(
        good ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, JsonViews.health(backend.health()));
  }

  /** Gives every failed call its code, those that never reached the service included. */
  private static Status grpcFailure(
      RequestContext context, Status status, Throwable cause, Metadata trailers) {
    ApiError error = ApiError.of(cause).orElseGet(() -> Failures.ofGrpc(status, cause));
    error.addTo(trailers);
    return Status.fromCode(error.code().grpc()).withDescription(error.message());
  }
}
