package io.quorate.node.storage;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the port's keys and the store's own records share one key space: by their first byte. */
final class Keys {
  private static final byte OWN = 0;
  private static final byte USER = 1;

  /** The record that says what the directory holds; it also ends every walk backwards. */
  static final byte[] MARKER = own("format");

  /**
   * Written with every sync, as a batch of nothing is not written at all by the Java
   * implementation.
   */
  static final byte[] SYNC = own("sync");

  /** Nothing that is worth a value. */
  static final byte[] NOTHING = {};

  private static final int VERSION = 1;
  private static final Bytes MAGIC = Bytes.utf8("quorate-store");

  private Keys() {}

  static byte[] user(Bytes key) {
    byte[] stored = new byte[key.size() + 1];
    stored[0] = USER;
    key.copyTo(stored, 1);
    return stored;
  }

  static Bytes port(byte[] stored) {
    return Bytes.wrap(stored).slice(1, stored.length);
  }

  static boolean isUser(byte[] stored) {
    return stored.length > 0 && stored[0] == USER;
  }

  static byte[] marker(Hash chain) {
    return Bytes.concat(MAGIC, Bytes.wrap(new byte[] {VERSION}), chain.bytes()).toArray();
  }

  /** What a marker record says about a store. */
  sealed interface Marker {
    /** This program's format, and that chain. */
    record Known(Hash chain) implements Marker {}

    /** Another format; {@code version} names it. */
    record Other(int version) implements Marker {}

    /** Not a marker. */
    record Unreadable() implements Marker {}
  }

  static Marker parse(byte[] value) {
    Bytes marker = Bytes.wrap(value);
    if (!marker.startsWith(MAGIC) || marker.size() == MAGIC.size()) {
      return new Marker.Unreadable();
    }
    int version = Byte.toUnsignedInt(marker.at(MAGIC.size()));
    if (version != VERSION) {
      return new Marker.Other(version);
    }
    if (marker.size() != MAGIC.size() + 1 + Hash.SIZE) {
      return new Marker.Unreadable();
    }
    return new Marker.Known(new Hash(marker.slice(MAGIC.size() + 1, marker.size())));
  }

  static int version() {
    return VERSION;
  }

  private static byte[] own(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    byte[] key = Arrays.copyOf(new byte[] {OWN}, text.length + 1);
    System.arraycopy(text, 0, key, 1, text.length);
    return key;
  }
}
