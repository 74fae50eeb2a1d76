package io.quorate.node.net;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.node.net.wire.Hello;
import java.util.Optional;

/** What two nodes must agree on before they exchange messages; pure. */
final class Handshake {
  /**
   * Raised with every change of the frames, or of any message in them, that an older node would
   * misread.
   */
  static final int VERSION = 1;

  private Handshake() {}

  /** The judgement on a peer's hello. */
  sealed interface Outcome {
    /** It is the peer it claims to be. */
    record Agreed(Lane lane) implements Outcome {}

    /** It is not one to talk to. */
    record Refused(Refusal refusal, String detail) implements Outcome {}
  }

  static Hello hello(int version, Hash chain, int sender, Lane lane) {
    return Hello.newBuilder()
        .setVersion(version)
        .setChain(FrameCodec.string(chain.bytes()))
        .setSender(sender)
        .setLane(wire(lane))
        .build();
  }

  /** The hello that {@code body} spells. */
  static Optional<Hello> parse(Bytes body) {
    try {
      return Optional.of(Hello.parseFrom(body.toArray()));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** Judges the hello of the peer whose certificate has proved that it is {@code peer}. */
  static Outcome judge(Hello hello, Hash chain, int peer) {
    if (hello.getVersion() != VERSION) {
      return new Outcome.Refused(
          Refusal.WRONG_VERSION,
          "it speaks " + Integer.toUnsignedString(hello.getVersion()) + ", this node " + VERSION);
    }
    if (!hello.getChain().equals(FrameCodec.string(chain.bytes()))) {
      return new Outcome.Refused(Refusal.WRONG_CHAIN, "this node's chain is " + chain.toHex());
    }
    if (hello.getSender() != peer) {
      return new Outcome.Refused(
          Refusal.WRONG_INDEX,
          "its key is validator " + peer + "'s, it claims " + hello.getSender());
    }
    return switch (hello.getLane()) {
      case LANE_CONSENSUS -> new Outcome.Agreed(Lane.CONSENSUS);
      case LANE_BULK -> new Outcome.Agreed(Lane.BULK);
      case LANE_UNSPECIFIED, UNRECOGNIZED ->
          new Outcome.Refused(Refusal.MALFORMED, "a hello for no known lane");
    };
  }

  static io.quorate.node.net.wire.Refusal.Reason wire(Refusal refusal) {
    return switch (refusal) {
      case WRONG_VERSION -> io.quorate.node.net.wire.Refusal.Reason.REASON_WRONG_VERSION;
      case WRONG_CHAIN -> io.quorate.node.net.wire.Refusal.Reason.REASON_WRONG_CHAIN;
      case WRONG_INDEX -> io.quorate.node.net.wire.Refusal.Reason.REASON_WRONG_INDEX;
      case MALFORMED, FRAME_TOO_LONG -> io.quorate.node.net.wire.Refusal.Reason.REASON_MALFORMED;
      case NOT_TLS,
          WRONG_KEY,
          TLS_FAILED,
          REFUSED_BY_PEER,
          OUR_KEY_REFUSED,
          HANDSHAKE_TIMEOUT,
          TOO_MANY,
          SILENT,
          UNREACHABLE ->
          io.quorate.node.net.wire.Refusal.Reason.REASON_UNSPECIFIED;
    };
  }

  /** What the peer's refusal means here. */
  static Refusal refusal(Bytes body) {
    try {
      return switch (io.quorate.node.net.wire.Refusal.parseFrom(body.toArray()).getReason()) {
        case REASON_WRONG_VERSION -> Refusal.WRONG_VERSION;
        case REASON_WRONG_CHAIN -> Refusal.WRONG_CHAIN;
        case REASON_WRONG_INDEX -> Refusal.WRONG_INDEX;
        case REASON_MALFORMED, REASON_UNSPECIFIED, UNRECOGNIZED -> Refusal.REFUSED_BY_PEER;
      };
    } catch (InvalidProtocolBufferException e) {
      return Refusal.MALFORMED;
    }
  }

  private static io.quorate.node.net.wire.Lane wire(Lane lane) {
    return switch (lane) {
      case CONSENSUS -> io.quorate.node.net.wire.Lane.LANE_CONSENSUS;
      case BULK -> io.quorate.node.net.wire.Lane.LANE_BULK;
    };
  }
}
