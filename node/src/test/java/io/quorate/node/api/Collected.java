package io.quorate.node.api;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a call brought, to be taken one by one. */
final class Collected<T> implements StreamObserver<T> {
  private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
  private final Class<T> type;

  Collected(Class<T> type) {
    this.type = type;
  }

  /** The next message; fails when the call ends instead, or nothing comes for ten seconds. */
  T next() throws InterruptedException {
    Object next = take();
    if (next instanceof Throwable failure) {
      throw new AssertionError("the call failed", failure);
    }
    return type.cast(next);
  }

  /** The failure that ends the call; messages before it are skipped. */
  Throwable failure() throws InterruptedException {
    while (true) {
      if (take() instanceof Throwable failure) {
        return failure;
      }
    }
  }

  /** Waits for the end of the call; messages before it are skipped. */
  void end() throws InterruptedException {
    Object last = take();
    while (last != this) {
      last = take();
    }
  }

  private Object take() throws InterruptedException {
    Object next = arrived.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came for ten seconds");
    }
    return next;
  }

  @Override
  public void onNext(T value) {
    arrived.add(value);
  }

  @Override
  public void onError(Throwable t) {
    arrived.add(t);
  }

  @Override
  public void onCompleted() {
    arrived.add(this);
  }
}
