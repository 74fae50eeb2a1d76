package io.quorate.application.state;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a tree in its store. A page and a value are never overwritten: their keys begin
 * with the version that wrote them, which also means that a store ordered by key writes each
 * block's entries side by side.
 *
 * <ul>
 *   <li>'d', version, 'n', depth (1 byte), the path so far: a page below the crown
 *   <li>'d', version, 'v', position: a value, behind its key
 *   <li>'j', version: the {@link Journal} of that version, from which the crown is put together
 *   <li>'r', version: the root of that version
 *   <li>'s', version: the keys of the pages and values that this version replaced
 * </ul>
 *
 * @param prefix in front of every key
 */
record Records(Bytes prefix) {
  private static final int DATA = 'd';
  private static final int JOURNAL = 'j';
  private static final int PAGE = 'n';
  private static final int VALUE = 'v';
  private static final int ROOT = 'r';
  private static final int STALE = 's';
  private static final int MAX_KEY = 64;

  /**
   * The key of a page.
   *
   * @param depth how many half bytes of {@code position} lead to it, 4 to 63
   */
  Bytes page(long version, int depth, Hash position) {
    Encoder out =
        start(DATA, version, 2 + (depth + 1) / 2)
            .u8(PAGE)
            .u8(depth)
            .fixed(position.bytes().slice(0, depth / 2));
    if (depth % 2 == 1) {
      out.u8(position.bytes().at(depth / 2) & 0xf0);
    }
    return out.toBytes();
  }

  Bytes value(long version, Hash position) {
    return start(DATA, version, 1 + Hash.SIZE).u8(VALUE).hash(position).toBytes();
  }

  Bytes journal(long version) {
    return start(JOURNAL, version, 0).toBytes();
  }

  Bytes root(long version) {
    return start(ROOT, version, 0).toBytes();
  }

  /** Below the key of every root. */
  Bytes firstRoot() {
    return root(0);
  }

  /** Above the key of every root. */
  Bytes endOfRoots() {
    return new Encoder(prefix.size() + 1).fixed(prefix).u8(ROOT + 1).toBytes();
  }

  long versionOfRoot(Bytes key) {
    return Decoder.decode(key.slice(prefix.size() + 1, key.size()), Long.BYTES, Decoder::u64)
        .orThrow();
  }

  Bytes stale(long version) {
    return start(STALE, version, 0).toBytes();
  }

  /** The value of a stale record. */
  Bytes encodeStale(List<Bytes> keys) {
    Encoder out = new Encoder(keys.size() * 48);
    for (Bytes key : keys) {
      out.bytes(key.slice(prefix.size(), key.size()));
    }
    return out.toBytes();
  }

  /** The keys that {@link #encodeStale} was given. */
  List<Bytes> decodeStale(Bytes encoded) {
    return Decoder.decode(
            encoded,
            encoded.size(),
            in -> {
              List<Bytes> keys = new ArrayList<>();
              while (in.remaining() > 0) {
                keys.add(Bytes.concat(prefix, in.bytes(MAX_KEY)));
              }
              return keys;
            })
        .orThrow();
  }

  /** The value of a value record. */
  static Bytes encodeValue(Bytes key, Bytes value) {
    return new Encoder(8 + key.size() + value.size()).bytes(key).bytes(value).toBytes();
  }

  /** The value inside a value record. */
  static Bytes decodeValue(Bytes encoded) {
    return Decoder.decode(
            encoded,
            encoded.size(),
            in -> {
              in.bytes(encoded.size());
              return in.bytes(encoded.size());
            })
        .orThrow();
  }

  /**
   * The beginning of a key.
   *
   * @param more bytes that will follow
   */
  private Encoder start(int kind, long version, int more) {
    return new Encoder(prefix.size() + 1 + Long.BYTES + more).fixed(prefix).u8(kind).u64(version);
  }
}
