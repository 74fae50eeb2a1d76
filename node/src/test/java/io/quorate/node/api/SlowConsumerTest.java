package io.quorate.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.Refusal;
import io.quorate.api.SubmitResponse;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A consumer that does not read is cut off and counted, and costs a fixed amount until then. */
class SlowConsumerTest {
  private static final ApiConfig.Limits LIMITS = limits(30);
  private static final Origin ORIGIN = Origin.of(InetAddress.getLoopbackAddress());

  private final ScheduledExecutorService eventLoop = Executors.newSingleThreadScheduledExecutor();
  private final CompletableFuture<ApiError> cutOff = new CompletableFuture<>();
  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private final Shares answers = new Shares(1_000_000);
  private final Call call = new Call(ORIGIN, answers, eventLoop, () -> broken.complete(null));

  private static ApiConfig.Limits limits(long slowMillis) {
    return new ApiConfig.Limits(1, 1, 1, 1, 1, 1_000, 1_000, slowMillis, 1, 1, 1);
  }

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
    BlockSink<Long> deaf =
        new BlockSink<>() {
          @Override
          public int size(Long height) {
            return 100;
          }

          @Override
          public boolean ready() {
            return false;
          }

          @Override
          public void send(Long height) {
            cutOff.completeExceptionally(
                new AssertionError("sent to a consumer that is not ready"));
          }

          @Override
          public void fail(ApiError error) {
            cutOff.complete(error);
          }
        };
    new BlockPump<>(
            backend, metrics, eventLoop, LIMITS, call, b -> Optional.of(b.block().height()), deaf)
        .start(streams.open(call), 1);

    ApiError error = error();
    assertEquals(ErrorCode.SLOW_CONSUMER, error.code());
    assertTrue(error.message().contains("from height 1"), error.message());
    eventLoop.submit(() -> {}).get();
    assertEquals(0, backend.followers.size());
    assertEquals(1, registry.counter("quorate.api.slow.consumers").count());
    broken.get(10, TimeUnit.SECONDS);
    assertEquals(100, answers.taken(), "until the call has left the wire");
    call.end();
    assertEquals(0, answers.taken());
    streams.open(new Call(ORIGIN, answers, eventLoop, () -> {}));
  }

  @Test
  void answersThatAreNotReadAreCutOffAfterAWhile() throws Exception {
    Outbox outbox = new Outbox(new Deaf(), eventLoop, LIMITS, call, cutOff::complete);
    outbox.add(answer());
    assertEquals(ErrorCode.SLOW_CONSUMER, error().code());
  }

  @Test
  void theLastAnswersOfACallAreNotPushedIntoAConsumerThatDoesNotRead() throws Exception {
    Outbox outbox = new Outbox(new Deaf(), eventLoop, LIMITS, call, cutOff::complete);
    outbox.add(answer());
    outbox.complete();
    assertEquals(ErrorCode.SLOW_CONSUMER, error().code());
    outbox.fail(error());
    broken.get(10, TimeUnit.SECONDS);
    assertEquals(0, answers.taken());
  }

  @Test
  void answersThatTheNodeCannotKeepEndTheCall() throws Exception {
    Call poor = new Call(ORIGIN, new Shares(answer().getSerializedSize()), eventLoop, () -> {});
    new Outbox(new Deaf(), eventLoop, LIMITS, poor, cutOff::complete).add(answer());
    assertEquals(ErrorCode.UNAVAILABLE, error().code());
  }

  @Test
  void aConsumerThatWantsNothingOfWhatIsReadForItIsSlowedDown() throws Exception {
    ScriptedBackend backend = new ScriptedBackend();
    for (int i = 0; i < 100; i++) {
      backend.makeBlock();
    }
    OpenStreams streams = new OpenStreams(new ApiMetrics(new SimpleMeterRegistry()), 1);
    List<Runnable> rests = new ArrayList<>();
    AtomicInteger read = new AtomicInteger();
    BlockPump<Long> pump =
        new BlockPump<>(
            backend,
            new ApiMetrics(new SimpleMeterRegistry()),
            new Inline(rests),
            LIMITS,
            call,
            _ -> {
              read.incrementAndGet();
              return Optional.empty();
            },
            new Nobody());
    pump.start(streams.open(call), 1);
    assertEquals(16, read.get());
    rests.removeFirst().run();
    assertEquals(32, read.get());
  }

  @Test
  void moreUnreadAnswersThanTheBoundAreCutOffAtOnce() throws Exception {
    Outbox outbox = new Outbox(new Deaf(), eventLoop, limits(600_000), call, cutOff::complete);
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

  /** Runs tasks at once and keeps those for later. */
  private static final class Inline extends ScheduledThreadPoolExecutor {
    private final List<Runnable> later;

    Inline(List<Runnable> later) {
      super(1);
      this.later = later;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      later.add(task);
      return super.schedule(() -> {}, delay, unit);
    }
  }

  /** A consumer that gets nothing. */
  private static final class Nobody implements BlockSink<Long> {
    @Override
    public int size(Long message) {
      return 0;
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void send(Long message) {
      throw new AssertionError("there is nothing to send");
    }

    @Override
    public void fail(ApiError error) {
      throw new AssertionError(error.message());
    }
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
