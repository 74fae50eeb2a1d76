package io.quorate.client;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One call with one answer, as a future. */
final class Call<T> implements StreamObserver<T> {
  private final CompletableFuture<T> answer = new CompletableFuture<>();

  private Call() {}

  static <T> CompletableFuture<T> of(Consumer<StreamObserver<T>> start) {
    Call<T> call = new Call<>();
    start.accept(call);
    return call.answer;
  }

  @Override
  public void onNext(T value) {
    answer.complete(value);
  }

  @Override
  public void onError(Throwable t) {
    answer.completeExceptionally(t);
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(new IllegalStateException("the call ended without an answer"));
  }
}
