package io.quorate.api;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A code and a sentence that says what was wrong and what to do. The one form of errors on the
 * wire: the {@code Error} message inside streams, a gRPC status with the trailer {@code
 * quorate-code} for a failed call.
 *
 * @param code the class of the error
 * @param message one sentence for a person
 */
public record ApiError(ErrorCode code, String message) {
  private static final Metadata.Key<String> CODE =
      Metadata.Key.of("quorate-code", Metadata.ASCII_STRING_MARSHALLER);

  /** The protobuf form. */
  public Error toProto() {
    return Error.newBuilder().setCode(code.name()).setMessage(message).build();
  }

  /** Reads the protobuf form; a code of a later version counts as {@link ErrorCode#INTERNAL}. */
  public static ApiError of(Error error) {
    return new ApiError(
        ErrorCode.ofName(error.getCode()).orElse(ErrorCode.INTERNAL), error.getMessage());
  }

  /** The gRPC form. */
  public StatusRuntimeException toStatus() {
    Metadata trailers = new Metadata();
    addTo(trailers);
    return Status.fromCode(code.grpc()).withDescription(message).asRuntimeException(trailers);
  }

  /** Puts the code into the trailers of a call that fails, in place of one that is there. */
  public void addTo(Metadata trailers) {
    trailers.removeAll(CODE);
    trailers.put(CODE, code.name());
  }

  /** Reads the gRPC form; empty if the failure is the connection's own and carries no code. */
  public static Optional<ApiError> of(Throwable failure) {
    Metadata trailers = Status.trailersFromThrowable(failure);
    @Nullable String name = trailers == null ? null : trailers.get(CODE);
    if (name == null) {
      return Optional.empty();
    }
    @Nullable String description = Status.fromThrowable(failure).getDescription();
    return Optional.of(
        new ApiError(
            ErrorCode.ofName(name).orElse(ErrorCode.INTERNAL),
            description == null ? name : description));
  }
}
