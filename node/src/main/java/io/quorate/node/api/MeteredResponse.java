package io.quorate.node.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import io.netty.util.concurrent.EventExecutor;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Gives a call's bytes back as its client takes them: the connection asks for the next part of a
 * response when it has written the one before.
 */
final class MeteredResponse implements Subscriber<HttpObject>, Subscription {
  private final Subscriber<? super HttpObject> connection;
  private final Call call;
  private Subscription source = NONE;
  private long underWay;

  private static final Subscription NONE =
      new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  private MeteredResponse(Subscriber<? super HttpObject> connection, Call call) {
    this.connection = connection;
    this.call = call;
  }

  static HttpResponse of(HttpResponse response, Call call, EventExecutor eventLoop) {
    return HttpResponse.of((Subscriber<? super HttpObject> connection) ->
        response.subscribe(
            new MeteredResponse(connection, call),
            eventLoop,
            SubscriptionOption.WITH_POOLED_OBJECTS,
            SubscriptionOption.NOTIFY_CANCELLATION));
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    source = subscription;
    connection.onSubscribe(this);
  }

  @Override
  public void request(long n) {
    call.give(underWay);
    underWay = 0;
    source.request(n);
  }

  @Override
  public void cancel() {
    source.cancel();
  }

  @Override
  public void onNext(HttpObject part) {
    if (part instanceof HttpData data) {
      underWay += data.length();
    }
    connection.onNext(part);
  }

  @Override
  public void onError(Throwable failure) {
    connection.onError(failure);
  }

  @Override
  public void onComplete() {
    connection.onComplete();
  }
}
