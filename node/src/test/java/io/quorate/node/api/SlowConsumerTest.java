package io.quorate.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.Refusal;
import io.quorate.api.SubmitResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A consumer that does not read is cut off and counted, and costs a fixed amount until then. */
class SlowConsumerTest {
  private static final ApiConfig.Limits LIMITS = new ApiConfig.Limits(1, 1, 1, 1, 1, 1_000, 30, 1);

  private final ScheduledExecutorService eventLoop = Executors.newSingleThreadScheduledExecutor();
  private final CompletableFuture<ApiError> cutOff = new CompletableFuture<>();

  @AfterEach
  void stop() {
    eventLoop.shutdownNow();
  }

  @Test
  void aBlockStreamThatIsNotReadIsCutOffWithTheHeightToGoOnFrom() throws Exception {
    ScriptedBackend backend = new ScriptedBackend();
    backend.makeBlock();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ApiMetrics metrics = new ApiMetrics(registry);
    OpenStreams streams = new OpenStreams(metrics, 1);
    BlockSink deaf =
        new BlockSink() {
          @Override
          public boolean ready() {
            return false;
          }

          @Override
          public void send(FinalizedBlock block) {
            cutOff.completeExceptionally(
                new AssertionError("sent to a consumer that is not ready"));
          }

          @Override
          public void fail(ApiError error) {
            cutOff.complete(error);
          }
        };
    new BlockPump(backend, metrics, eventLoop, LIMITS, streams.open(), deaf).start(1);

    ApiError error = error();
    assertEquals(ErrorCode.SLOW_CONSUMER, error.code());
    assertTrue(error.message().contains("from height 1"), error.message());
    eventLoop.submit(() -> {}).get();
    assertEquals(0, backend.followers.size());
    assertEquals(1, registry.counter("quorate.api.slow.consumers").count());
    streams.open().close();
  }

  @Test
  void answersThatAreNotReadAreCutOffAfterAWhile() throws Exception {
    Outbox outbox = new Outbox(new Deaf(), eventLoop, LIMITS, cutOff::complete);
    outbox.add(answer());
    assertEquals(ErrorCode.SLOW_CONSUMER, error().code());
  }

  @Test
  void moreUnreadAnswersThanTheBoundAreCutOffAtOnce() throws Exception {
    ApiConfig.Limits patient = new ApiConfig.Limits(1, 1, 1, 1, 1, 1_000, 600_000, 1);
    Outbox outbox = new Outbox(new Deaf(), eventLoop, patient, cutOff::complete);
    for (int bytes = 0; bytes <= 1_000; bytes += answer().getSerializedSize()) {
      outbox.add(answer());
    }
    outbox.add(answer());
    assertEquals(ErrorCode.SLOW_CONSUMER, error().code());
  }

  private ApiError error() throws ExecutionException, InterruptedException, TimeoutException {
    return cutOff.get(10, TimeUnit.SECONDS);
  }

  private static SubmitResponse answer() {
    return SubmitResponse.newBuilder()
        .addRefused(Refusal.newBuilder().setError(new ApiError(ErrorCode.FULL, "full").toProto()))
        .build();
  }

  /** A client that never reads. */
  private static final class Deaf extends ServerCallStreamObserver<SubmitResponse> {
    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void onNext(SubmitResponse value) {
      throw new AssertionError("sent to a client that is not ready");
    }

    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {}
  }
}
