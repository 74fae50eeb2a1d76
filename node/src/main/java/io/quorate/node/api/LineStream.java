package io.quorate.node.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.netty.channel.EventLoop;
import io.quorate.api.ApiError;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A stream of JSON documents, a line each; an error that ends it is its last line. Confined to the
 * pump's event loop.
 */
final class LineStream implements BlockSink<HttpData> {
  private static final MediaType LINES = MediaType.create("application", "x-ndjson");

  private final HttpResponseWriter out;
  private boolean writing;
  private @Nullable Runnable onReady;

  private LineStream(HttpResponseWriter out) {
    this.out = out;
  }

  static HttpResponse start(
      NodeBackend backend,
      ApiMetrics metrics,
      ApiConfig.Limits limits,
      OpenStreams streams,
      Call call,
      EventLoop eventLoop,
      BlockPump.View<HttpData> view,
      long from) {
    OpenStreams.Entry entry = streams.open(call);
    HttpResponseWriter out = HttpResponse.streaming();
    LineStream lines = new LineStream(out);
    BlockPump<HttpData> pump =
        new BlockPump<>(backend, metrics, eventLoop, limits, call, view, lines);
    lines.onReady = pump::wake;
    out.write(
        ResponseHeaders.of(
            HttpStatus.OK, com.linecorp.armeria.common.HttpHeaderNames.CONTENT_TYPE, LINES));
    CompletableFuture<Void> _ = out.whenComplete().whenComplete((_, _) -> pump.close());
    pump.start(entry, from);
    return out;
  }

  @Override
  public boolean ready() {
    return !writing;
  }

  @Override
  public int size(HttpData line) {
    return line.length();
  }

  @Override
  public void send(HttpData line) {
    write(line);
  }

  @Override
  public void fail(ApiError error) {
    write(JsonResponses.line(JsonViews.problem(error)));
    out.close();
  }

  private void write(HttpData line) {
    if (!out.tryWrite(line)) {
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
