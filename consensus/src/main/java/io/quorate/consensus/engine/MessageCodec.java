package io.quorate.consensus.engine;

import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;

/** The canonical wire form of one engine's messages. Thread-safe. */
public interface MessageCodec {
  /** Encodes sender, body and signature. */
  Bytes encode(SignedMessage message);

  /** Decodes, with every limit checked before allocation. */
  Decoded<SignedMessage> decode(Bytes input);
}
