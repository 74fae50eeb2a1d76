package io.quorate.node.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.netty.channel.EventLoop;
import io.quorate.api.ApiError;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream of JSON documents, a line each; an error that ends it is its last line. Confined to the
 * pump's event loop.
 */
final class LineStream implements BlockSink {
  private static final MediaType LINES = MediaType.create("application", "x-ndjson");

  private final HttpResponseWriter out;
  private boolean writing;
  private @Nullable Runnable onReady;

  private final View view;

  /** What a block's line is, if it has one. */
  @FunctionalInterface
  interface View extends Function<FinalizedBlock, Optional<ObjectNode>> {}

  private LineStream(HttpResponseWriter out, View view) {
    this.out = out;
    this.view = view;
  }

  static HttpResponse start(
      NodeBackend backend,
      ApiMetrics metrics,
      ApiConfig.Limits limits,
      OpenStreams.Entry entry,
      EventLoop eventLoop,
      View view,
      long from) {
    HttpResponseWriter out = HttpResponse.streaming();
    LineStream lines = new LineStream(out, view);
    BlockPump pump = new BlockPump(backend, metrics, eventLoop, limits, entry, lines);
    lines.onReady = pump::wake;
    out.write(
        ResponseHeaders.of(
            HttpStatus.OK, com.linecorp.armeria.common.HttpHeaderNames.CONTENT_TYPE, LINES));
    CompletableFuture<Void> _ = out.whenComplete().whenComplete((_, _) -> pump.close());
    pump.start(from);
    return out;
  }

  @Override
  public boolean ready() {
    return !writing;
  }

  @Override
  public void send(FinalizedBlock block) {
    view.apply(block).ifPresent(node -> write(node.toString()));
  }

  @Override
  public void fail(ApiError error) {
    write(JsonViews.problem(error).toString());
    out.close();
  }

  private void write(String line) {
    if (!out.tryWrite(HttpData.ofUtf8(line + "\n"))) {
      return; // The consumer has gone; the pump hears of it by itself.
    }
    writing = true;
    CompletableFuture<Void> _ =
        out.whenConsumed()
            .thenRun(() -> {
              writing = false;
              Runnable ready = onReady;
              if (ready != null) {
                ready.run();
              }
            });
  }
}
