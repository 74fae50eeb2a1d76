package io.quorate.consensus.wire;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link Encoder} wrote. Every length and count is compared with its limit and with the
 * bytes that are left before anything is allocated, and bytes left over are refused. Not
 * thread-safe.
 */
public final class Decoder {
  private final Bytes input;
  private int position;

  private Decoder(Bytes input) {
    this.input = input;
  }

  /**
   * A reader of one kind of value.
   *
   * @param <T> the kind
   */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads one value, leaving the decoder behind its last byte. */
    T read(Decoder in) throws MalformedInput;
  }

  /**
   * Decodes the whole of {@code input}; refuses inputs above {@code limit} bytes and bytes left
   * over.
   */
  public static <T> Decoded<T> decode(Bytes input, int limit, Reader<T> reader) {
    if (input.size() > limit) {
      return new Decoded.Malformed<>("too long: " + input.size() + " bytes, limit " + limit);
    }
    Decoder in = new Decoder(input);
    try {
      T value = reader.read(in);
      if (in.remaining() != 0) {
        return new Decoded.Malformed<>(in.remaining() + " bytes left over");
      }
      return new Decoded.Ok<>(value);
    } catch (MalformedInput e) {
      return new Decoded.Malformed<>(e.reason());
    }
  }

  /** Bytes not read yet. */
  public int remaining() {
    return input.size() - position;
  }

  /** One byte as 0 to 255. */
  public int u8() throws MalformedInput {
    need(1);
    return input.at(position++) & 0xff;
  }

  /** Four bytes; refused above 2^31 - 1. */
  public int u32() throws MalformedInput {
    need(4);
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = (value << 8) | (input.at(position++) & 0xff);
    }
    if (value < 0) {
      throw new MalformedInput("integer above 2^31 - 1");
    }
    return value;
  }

  /** Eight bytes; refused above 2^63 - 1. */
  public long u64() throws MalformedInput {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (input.at(position++) & 0xff);
    }
    if (value < 0) {
      throw new MalformedInput("integer above 2^63 - 1");
    }
    return value;
  }

  /** One byte that is 0 or 1. */
  public boolean bool() throws MalformedInput {
    int value = u8();
    if (value > 1) {
      throw new MalformedInput("boolean byte " + value);
    }
    return value == 1;
  }

  /** Exactly {@code size} bytes. */
  public Bytes fixed(int size) throws MalformedInput {
    need(size);
    Bytes value = input.slice(position, position + size);
    position += size;
    return value;
  }

  /** Thirty-two bytes. */
  public Hash hash() throws MalformedInput {
    return new Hash(fixed(Hash.SIZE));
  }

  /** A byte string of at most {@code limit} bytes. */
  public Bytes bytes(int limit) throws MalformedInput {
    int size = u32();
    if (size > limit) {
      throw new MalformedInput("byte string of " + size + " bytes, limit " + limit);
    }
    return fixed(size);
  }

  /** UTF-8 text of at most {@code limit} bytes; invalid UTF-8 is refused. */
  public String text(int limit) throws MalformedInput {
    Bytes raw = bytes(limit);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(java.nio.ByteBuffer.wrap(raw.toArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedInput("text is not UTF-8");
    }
  }

  /** A list of at most {@code limit} items, each of at least {@code minimumItemSize} bytes. */
  public <T> List<T> list(int limit, int minimumItemSize, Reader<T> item) throws MalformedInput {
    int count = u32();
    if (count > limit) {
      throw new MalformedInput("list of " + count + " items, limit " + limit);
    }
    if ((long) count * minimumItemSize > remaining()) {
      throw new MalformedInput(
          "list of " + count + " items does not fit in " + remaining() + " bytes");
    }
    List<T> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(item.read(this));
    }
    return List.copyOf(items);
  }

  /**
   * The exact bytes that {@code reader} consumed, together with its value, for types that keep
   * their encoding.
   */
  public Bytes consumedSince(int start) {
    return input.slice(start, position);
  }

  /** Offset of the next byte, for {@link #consumedSince}. */
  public int position() {
    return position;
  }

  private void need(int size) throws MalformedInput {
    if (size < 0 || size > remaining()) {
      throw new MalformedInput("truncated: " + size + " bytes wanted, " + remaining() + " left");
    }
  }
}
