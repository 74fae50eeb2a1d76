package io.quorate.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.function.UnaryOperator;

/** What becomes of a node's true answers on their way to the client, whichever call they are of. */
final class Distortion {
  private Distortion() {}

  /** One bit of one value is another one, in every place where that value stands. */
  static ServerInterceptor changing(int place) {
    return each(message -> {
      int values = Math.max(1, count(message));
      return values(message, new int[] {0}, place % values, Distortion::flipped);
    });
  }

  static ServerInterceptor garbage() {
    return each(
        message -> values(message, new int[] {0}, -1, _ -> ByteString.copyFromUtf8("garbage")));
  }

  static ServerInterceptor empty() {
    return each(Message::getDefaultInstanceForType);
  }

  static ServerInterceptor twice() {
    return onTheWay((call, message) -> {
      Message doubled = doubled(message);
      call.sendMessage(doubled);
      call.sendMessage(doubled);
    });
  }

  /** The first message of a stream, or nothing at all, and then a good end. */
  static ServerInterceptor truncated() {
    return onTheWay((call, message) -> {
      if (!call.getMethodDescriptor().getType().serverSendsOneMessage()) {
        call.sendMessage(message);
      }
      call.close(Status.OK, new Metadata());
    });
  }

  static ServerInterceptor failing() {
    return onTheWay((call, _) -> call.close(Status.INTERNAL, new Metadata()));
  }

  static ServerInterceptor silent() {
    return onTheWay(SILENCE);
  }

  /** Does something with each message that is to be sent. */
  private interface Sending {
    void send(ServerCall<?, Object> call, Message message);
  }

  private static ServerInterceptor each(UnaryOperator<Message> change) {
    return onTheWay((call, message) -> call.sendMessage(change.apply(message)));
  }

  private static ServerInterceptor onTheWay(Sending sending) {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return next.startCall(new Distorted<>(call, sending), headers);
      }
    };
  }

  private static final class Distorted<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final ServerCall<Q, A> call;
    private final Sending sending;
    private boolean over;

    Distorted(ServerCall<Q, A> call, Sending sending) {
      super(call);
      this.call = call;
      this.sending = sending;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void sendMessage(A message) {
      if (!over) {
        sending.send((ServerCall<?, Object>) (ServerCall<?, ?>) counted(), (Message) message);
      }
    }

    /** The call, which may be ended once only. */
    private ServerCall<Q, A> counted() {
      return new SimpleForwardingServerCall<>(call) {
        @Override
        public void close(Status status, Metadata trailers) {
          over = true;
          super.close(status, trailers);
        }
      };
    }

    /** The node's own end of the call; one that says nothing does not end either. */
    @Override
    public void close(Status status, Metadata trailers) {
      if (!over && !sending.equals(SILENCE)) {
        super.close(status, trailers);
      }
    }
  }

  private static final Sending SILENCE = (_, _) -> {};

  private static ByteString flipped(ByteString value) {
    if (value.isEmpty()) {
      return ByteString.copyFrom(new byte[] {1});
    }
    byte[] bytes = value.toByteArray();
    bytes[bytes.length / 2] ^= 1;
    return ByteString.copyFrom(bytes);
  }

  private static int count(Message message) {
    int[] seen = {0};
    values(message, seen, Integer.MAX_VALUE, UnaryOperator.identity());
    return seen[0];
  }

  /** Changes the value of that number, in the order of the fields; all of them for -1. */
  private static Message values(
      Message message, int[] seen, int number, UnaryOperator<ByteString> change) {
    Message.Builder builder = message.toBuilder();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        List<?> list = (List<?>) message.getField(field);
        for (int i = 0; i < list.size(); i++) {
          builder.setRepeatedField(field, i, value(list.get(i), seen, number, change));
        }
      } else if (field.hasPresence()
          ? message.hasField(field)
          : field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING) {
        builder.setField(field, value(message.getField(field), seen, number, change));
      }
    }
    return builder.build();
  }

  private static Object value(
      Object value, int[] seen, int number, UnaryOperator<ByteString> change) {
    return switch (value) {
      case ByteString bytes -> {
        boolean chosen = number == -1 || seen[0] == number;
        seen[0]++;
        yield chosen ? change.apply(bytes) : bytes;
      }
      case Message inner -> values(inner, seen, number, change);
      default -> value;
    };
  }

  private static Message doubled(Message message) {
    Message.Builder builder = message.toBuilder();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        for (Object each : (List<?>) message.getField(field)) {
          builder.addRepeatedField(field, each instanceof Message m ? doubled(m) : each);
        }
      }
    }
    return builder.build();
  }
}
