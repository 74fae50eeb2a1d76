package io.quorate.api;

import io.grpc.Status;
import java.util.Optional;

/**
 * Why a node did not do what it was asked. The names are the wire form: never renamed, never
 * reused. A code says to which gRPC and HTTP status it belongs and whether asking again, or another
 * node, can help.
 */
public enum ErrorCode {
  /** The bytes or the JSON are not what the operation takes. */
  MALFORMED(Status.Code.INVALID_ARGUMENT, 400, Kind.FINAL, "malformed request"),
  /** Above a limit of the chain or of the node. */
  TOO_LARGE(Status.Code.INVALID_ARGUMENT, 413, Kind.FINAL, "too large"),
  /** The sender's signature does not hold. */
  BAD_SIGNATURE(Status.Code.INVALID_ARGUMENT, 400, Kind.FINAL, "signature does not hold"),
  /** Made for another chain. */
  WRONG_CHAIN(Status.Code.INVALID_ARGUMENT, 400, Kind.FINAL, "wrong chain"),
  /** The transaction's expiry height is reached. */
  EXPIRED(Status.Code.FAILED_PRECONDITION, 409, Kind.FINAL, "expired"),
  /** The transaction's expiry height lies further ahead than the chain allows. */
  EXPIRY_TOO_FAR(Status.Code.FAILED_PRECONDITION, 409, Kind.FINAL, "expiry too far ahead"),
  /** The sender used this sequence number before, or it lies below the window. */
  SEQUENCE_USED(Status.Code.ALREADY_EXISTS, 409, Kind.FINAL, "sequence number used"),
  /** Another transaction of the sender with this sequence number is pending. */
  SEQUENCE_TAKEN(Status.Code.ALREADY_EXISTS, 409, Kind.FINAL, "sequence number taken"),
  /** The sequence number lies too far above the sender's last one. */
  SEQUENCE_TOO_FAR(
      Status.Code.FAILED_PRECONDITION, 409, Kind.TRANSIENT, "sequence number too far ahead"),
  /** The application itself refused the transaction, or does not answer that query. */
  APPLICATION_REFUSED(
      Status.Code.FAILED_PRECONDITION, 422, Kind.FINAL, "refused by the application"),
  /** The node's store of pending transactions is full. */
  FULL(Status.Code.RESOURCE_EXHAUSTED, 503, Kind.TRANSIENT, "node is full"),
  /** The sender has as many pending transactions here as one may have. */
  SENDER_LIMIT(
      Status.Code.RESOURCE_EXHAUSTED,
      429,
      Kind.TRANSIENT,
      "too many pending transactions of this sender"),
  /** The connection has as many unanswered transactions as one may have. */
  TOO_MANY_IN_FLIGHT(Status.Code.RESOURCE_EXHAUSTED, 429, Kind.TRANSIENT, "too many in flight"),
  /** An admitted transaction was given up by this node. */
  DROPPED(Status.Code.ABORTED, 503, Kind.TRANSIENT, "dropped"),
  /** There is no such block, path or method. */
  NOT_FOUND(Status.Code.NOT_FOUND, 404, Kind.TRANSIENT, "not found"),
  /** The path exists, for another HTTP method. */
  METHOD_NOT_ALLOWED(Status.Code.UNIMPLEMENTED, 405, Kind.FINAL, "method not allowed"),
  /** The node has not reached the height asked for. */
  NOT_YET(Status.Code.UNAVAILABLE, 503, Kind.TRANSIENT, "height not reached"),
  /** The node no longer holds the height asked for. */
  PRUNED(Status.Code.OUT_OF_RANGE, 410, Kind.TRANSIENT, "pruned"),
  /** The node is starting, stopping or catching up. */
  UNAVAILABLE(Status.Code.UNAVAILABLE, 503, Kind.TRANSIENT, "unavailable"),
  /** The answer did not come in time; what was asked may still happen. */
  TIMEOUT(Status.Code.DEADLINE_EXCEEDED, 504, Kind.TRANSIENT, "timed out"),
  /** The consumer of a stream read too slowly and was cut off. */
  SLOW_CONSUMER(Status.Code.RESOURCE_EXHAUSTED, 429, Kind.TRANSIENT, "reading too slowly"),
  /** A fault of the node. */
  INTERNAL(Status.Code.INTERNAL, 500, Kind.TRANSIENT, "internal error");

  /** Whether asking again can help. */
  public enum Kind {
    /** An honest node answers the same every time. */
    FINAL,
    /** Another node, or this one a little later, may answer otherwise. */
    TRANSIENT
  }

  private final Status.Code grpc;
  private final int http;
  private final Kind kind;
  private final String title;

  ErrorCode(Status.Code grpc, int http, Kind kind, String title) {
    this.grpc = grpc;
    this.http = http;
    this.kind = kind;
    this.title = title;
  }

  /** The gRPC status it travels under. */
  public Status.Code grpc() {
    return grpc;
  }

  /** The HTTP status it travels under. */
  public int http() {
    return http;
  }

  /** Whether asking again can help. */
  public Kind kind() {
    return kind;
  }

  /** A few words for people, the same for every error of this code. */
  public String title() {
    return title;
  }

  /** The code with that name; empty for one that this version does not know. */
  public static Optional<ErrorCode> ofName(String name) {
    for (ErrorCode code : values()) {
      if (code.name().equals(name)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
