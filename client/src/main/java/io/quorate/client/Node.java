package io.quorate.client;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.quorate.api.QuorateGrpc;
import java.net.URI;
import java.time.Duration;

/** One node as the client sees it: where it is, and how it behaved. Thread-safe. */
final class Node {
  private static final int MAX_MESSAGE_BYTES = 64 << 20;
  private static final long FIRST_PAUSE_NANOS = 100_000_000L;
  private static final int MAX_DOUBLINGS = 7;
  private static final long DISTRUST_NANOS = 60_000_000_000L;

  private final URI uri;
  private final QuorateGrpc.QuorateStub queries;
  private final QuorateGrpc.QuorateStub streams;
  private int failures;
  private long pausedUntil = Long.MIN_VALUE;
  private long distrustedUntil = Long.MIN_VALUE;

  Node(URI uri, ClientFactory factory, Duration query) {
    this.uri = uri;
    this.queries = stub(uri, factory, query.toMillis());
    this.streams = stub(uri, factory, 0);
  }

  URI uri() {
    return uri;
  }

  /** For calls with one answer; they fail when it does not come in time. */
  QuorateGrpc.QuorateStub queries() {
    return queries;
  }

  /** For calls that stay open. */
  QuorateGrpc.QuorateStub streams() {
    return streams;
  }

  /** It answered as it should. */
  synchronized void worked() {
    failures = 0;
    pausedUntil = Long.MIN_VALUE;
  }

  /** It was silent or broke off: others first, for a while that doubles each time. */
  synchronized void failed(long now) {
    failures = Math.min(failures + 1, MAX_DOUBLINGS);
    pausedUntil = now + (FIRST_PAUSE_NANOS << (failures - 1));
  }

  /** It lied: all others first, for a minute. */
  synchronized void lied(long now) {
    distrustedUntil = now + DISTRUST_NANOS;
  }

  /** 0 for one to ask now, 1 for one that failed lately, 2 for one that lied lately. */
  synchronized int rank(long now) {
    if (distrustedUntil != Long.MIN_VALUE && distrustedUntil - now > 0) {
      return 2;
    }
    return pausedUntil != Long.MIN_VALUE && pausedUntil - now > 0 ? 1 : 0;
  }

  @Override
  public String toString() {
    return uri.toString();
  }

  private static QuorateGrpc.QuorateStub stub(URI uri, ClientFactory factory, long millis) {
    String scheme = "https".equals(uri.getScheme()) ? "gproto+h2" : "gproto+h2c";
    return GrpcClients.builder(scheme + "://" + uri.getAuthority())
        .factory(factory)
        .responseTimeoutMillis(millis)
        .writeTimeoutMillis(Math.max(millis, 10_000))
        .maxResponseLength(0)
        .maxResponseMessageLength(MAX_MESSAGE_BYTES)
        .build(QuorateGrpc.QuorateStub.class);
  }
}
