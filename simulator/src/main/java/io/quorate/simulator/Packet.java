package io.quorate.simulator;

import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.replica.message.PeerCodec;
import io.quorate.replica.message.PeerMessage;
import java.util.Optional;

/**
 * Bytes on the wire, the same ones for every receiver of a broadcast. Decoding is a function of the
 * bytes and messages are immutable, so that the first receiver's work serves all. Not thread-safe.
 */
final class Packet {
  private final Bytes encoded;
  private Optional<Decoded<PeerMessage>> decoded = Optional.empty();

  Packet(Bytes encoded) {
    this.encoded = encoded;
  }

  Bytes encoded() {
    return encoded;
  }

  /** What the bytes mean. */
  Decoded<PeerMessage> decoded(PeerCodec codec) {
    if (decoded.isEmpty()) {
      decoded = Optional.of(codec.decode(encoded));
    }
    return decoded.get();
  }
}
