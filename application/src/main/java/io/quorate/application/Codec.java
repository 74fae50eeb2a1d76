package io.quorate.application;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import java.util.List;

/**
 * How values of a type become bytes and come back. Equal values have equal bytes and different
 * values different ones, on every replica and in every later version: the bytes are under the state
 * root. Stateless, for any number of threads.
 */
public interface Codec<T> {
  /** All that is left of the input, as it is; the last part of a value or the whole of it. */
  Codec<Bytes> RAW = of((out, value) -> out.fixed(value), in -> in.fixed(in.remaining()));

  /** UTF-8 of at most 64 KiB behind its length. */
  Codec<String> TEXT = of(Encoder::text, in -> in.text(State.MAX_VALUE_BYTES));

  /** Numbers from 0 to the largest {@code long}, eight bytes. */
  Codec<Long> U64 = of(Encoder::u64, Decoder::u64);

  /** One byte. */
  Codec<Boolean> BOOL = of(Encoder::bool, Decoder::bool);

  /** 32 bytes. */
  Codec<Hash> HASH = of(Encoder::hash, Decoder::hash);

  /** The key of a transaction's sender, 32 bytes. */
  Codec<PublicKey> SENDER =
      of((out, key) -> out.fixed(key.bytes()), in -> new PublicKey(SchemeId.ED25519, in.fixed(32)));

  /** Appends the bytes of a value. */
  void encode(Encoder out, T value);

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws MalformedInput when the bytes are those of no value
   */
  T decode(Decoder in) throws MalformedInput;

  /** The half of a codec that writes. */
  @FunctionalInterface
  interface Writer<T> {
    /** See {@link Codec#encode}. */
    void encode(Encoder out, T value);
  }

  /** A codec of two halves. */
  static <T> Codec<T> of(Writer<T> writer, Decoder.Reader<T> reader) {
    return new Codec<>() {
      @Override
      public void encode(Encoder out, T value) {
        writer.encode(out, value);
      }

      @Override
      public T decode(Decoder in) throws MalformedInput {
        return reader.read(in);
      }
    };
  }

  /** Values of {@code item} behind their number, at most {@code limit}. */
  static <T> Codec<List<T>> list(Codec<T> item, int limit) {
    return of((out, items) -> out.list(items, item::encode), in -> in.list(limit, 0, item::decode));
  }
}
