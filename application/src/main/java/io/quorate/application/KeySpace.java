package io.quorate.application;

import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import java.util.Optional;

/**
 * A typed part of an application's state: a map from {@code K} to {@code V}. An application has one
 * constant for each kind of entry and hands it the {@link State} of the call. Immutable, for any
 * number of threads.
 *
 * <p>There is no iteration: the tree orders keys by their hashes. What has to be found again by
 * anything but its key is kept as a value, such as a list of keys.
 *
 * <p>A client that knows the space derives the key to be proved with {@link #key} and reads the
 * value with {@link #value}.
 */
public final class KeySpace<K, V> {
  private static final int MAX_NAME = 32;

  private final Bytes prefix;
  private final Codec<K> keys;
  private final Codec<V> values;

  private KeySpace(Bytes prefix, Codec<K> keys, Codec<V> values) {
    this.prefix = prefix;
    this.keys = keys;
    this.values = values;
  }

  /**
   * The space of that name. Entries of two named spaces of one application never collide: their
   * keys begin with the length of the name (one byte) and the name.
   *
   * @param name 1 to 32 bytes of UTF-8; never changes
   * @throws IllegalArgumentException when the name is empty or too long
   */
  public static <K, V> KeySpace<K, V> named(String name, Codec<K> keys, Codec<V> values) {
    Bytes text = Bytes.utf8(name);
    if (text.isEmpty() || text.size() > MAX_NAME) {
      throw new IllegalArgumentException(
          "the name of a key space has 1 to " + MAX_NAME + " bytes, not " + text.size());
    }
    return new KeySpace<>(new Encoder().u8(text.size()).fixed(text).toBytes(), keys, values);
  }

  /** The only space of its application, with nothing in front of the keys. */
  public static <K, V> KeySpace<K, V> whole(Codec<K> keys, Codec<V> values) {
    return new KeySpace<>(Bytes.EMPTY, keys, values);
  }

  /** The value of a key. */
  public Optional<V> get(ReadableState state, K key) {
    return state.get(key(key)).map(this::value);
  }

  /** The value of a key, or {@code otherwise} where there is none. */
  public V get(ReadableState state, K key, V otherwise) {
    return get(state, key).orElse(otherwise);
  }

  /** Whether there is a value; cheaper than to read it. */
  public boolean contains(ReadableState state, K key) {
    return state.contains(key(key));
  }

  /**
   * Sets the value of a key.
   *
   * @throws IllegalArgumentException when the bytes of one are beyond the limits of {@link State}
   */
  public void put(State state, K key, V value) {
    state.put(key(key), encode(values, value));
  }

  /** Removes a key; nothing happens where there is none. */
  public void remove(State state, K key) {
    state.delete(key(key));
  }

  /** The key among those of the application, for a read with its proof. */
  public Bytes key(K key) {
    Encoder out = new Encoder(64).fixed(prefix);
    keys.encode(out, key);
    return out.toBytes();
  }

  /**
   * The value that its bytes spell.
   *
   * @throws IllegalStateException when they spell none: another codec wrote them
   */
  public V value(Bytes bytes) {
    return switch (Decoder.decode(bytes, State.MAX_VALUE_BYTES, values::decode)) {
      case Decoded.Ok<V>(V value) -> value;
      case Decoded.Malformed<V>(String reason) ->
          throw new IllegalStateException(
              "the state holds what this application cannot have written: " + reason);
    };
  }

  private static <T> Bytes encode(Codec<T> codec, T value) {
    Encoder out = new Encoder();
    codec.encode(out, value);
    return out.toBytes();
  }
}
