package io.quorate.node.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import io.grpc.Status;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a call into the answer that the client gets. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * The answer for {@code failure}; one that nobody foresaw is logged, and its details stay here.
   */
  static ApiError of(Throwable failure) {
    return switch (root(failure)) {
      case ApiException e -> e.error();
      // A request that never ends is one of them: Armeria's exception is not Java's.
      case TimeoutException _, RequestTimeoutException _ ->
          new ApiError(
              ErrorCode.TIMEOUT, "the node did not answer in time; ask again, or ask another node");
      case ContentTooLargeException _ ->
          new ApiError(
              ErrorCode.TOO_LARGE, "the request is larger than this node takes; send less at once");
      case ResponseCompleteException _ ->
          new ApiError(ErrorCode.UNAVAILABLE, "the request was answered before it was read");
      case InvalidProtocolBufferException _ ->
          new ApiError(
              ErrorCode.MALFORMED,
              "the request is not a message of quorate.v1; check the client's version");
      // The client hung up or was cut off: nobody reads this answer, and nothing is wrong here.
      case ClosedStreamException _, CancelledSubscriptionException _, CancellationException _ ->
          new ApiError(ErrorCode.UNAVAILABLE, "the call was ended");
      case Throwable other -> unforeseen(other);
    };
  }

  /** The answer when a client, or all of them, leave too many answers unread. */
  static ApiException tooMuchUnread() {
    return new ApiException(
        ErrorCode.UNAVAILABLE,
        "this node holds too many answers that nobody reads; read what it sent, or ask another"
            + " node");
  }

  /** As {@link #of(Throwable)}, for failures that the gRPC layer met before or around a call. */
  static ApiError ofGrpc(Status status, Throwable failure) {
    return switch (status.getCode()) {
      case RESOURCE_EXHAUSTED ->
          new ApiError(
              ErrorCode.TOO_LARGE,
              "the message is larger than this node takes; send fewer transactions at once");
      case UNIMPLEMENTED ->
          new ApiError(ErrorCode.NOT_FOUND, "there is no such method; check the client's version");
      case INVALID_ARGUMENT ->
          new ApiError(
              ErrorCode.MALFORMED,
              "the request is not a message of quorate.v1; check the client's version");
      default -> of(failure);
    };
  }

  private static ApiError unforeseen(Throwable failure) {
    LOG.error("an API call failed for a reason that is a fault of this node", failure);
    return new ApiError(
        ErrorCode.INTERNAL, "the node failed to answer; its log says why. Ask another node");
  }

  private static Throwable root(Throwable failure) {
    Throwable current = failure;
    while (true) {
      @Nullable Throwable cause = current.getCause();
      boolean wrapper =
          current instanceof CompletionException
              || current instanceof ExecutionException
              || current instanceof HttpStatusException
              || current instanceof io.grpc.StatusRuntimeException
              || current instanceof io.grpc.StatusException;
      if (!wrapper || cause == null) {
        return current;
      }
      current = cause;
    }
  }
}
