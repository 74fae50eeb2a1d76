package io.quorate.replica;

import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Signature;
import java.util.Optional;

/** What the scripted engine says: a text, and perhaps something to sign. */
public record TestMessage(String text, Optional<VoteContent> toSign) implements EngineMessage {

  /** The wire form of messages that have nothing to sign. */
  public static final MessageCodec CODEC =
      new MessageCodec() {
        @Override
        public Bytes encode(SignedMessage message) {
          String text = ((TestMessage) message.body()).text();
          return new Encoder()
              .u32(message.sender())
              .text(text)
              .bytes(message.signature().bytes())
              .toBytes();
        }

        @Override
        public Decoded<SignedMessage> decode(Bytes input) {
          return Decoder.decode(
              input,
              1_000,
              in ->
                  new SignedMessage(in.u32(), unsigned(in.text(100)), new Signature(in.bytes(96))));
        }
      };

  public static TestMessage unsigned(String text) {
    return new TestMessage(text, Optional.empty());
  }

  public static TestMessage voting(VoteContent vote) {
    return new TestMessage("vote", Optional.of(vote));
  }
}
