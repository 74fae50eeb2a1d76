package io.quorate.consensus;

import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.Optional;

/**
 * How the one state tree of a chain is divided. The platform's own entries and the application's
 * lie under different first bytes, so neither reaches the other's; a client derives the key it
 * wants proved in the same way.
 */
public final class StateKeys {
  private static final int PLATFORM = 0;
  private static final int APPLICATION = 1;
  private static final int MAX_SPACE = 255;
  private static final Bytes APPLICATION_PREFIX = Bytes.wrap(new byte[] {APPLICATION});

  private static final String SEQUENCES = "sequence";
  private static final String OFFENCES = "offence";
  private static final String CHANGES = "change";

  private StateKeys() {}

  /**
   * The key in the tree of a sender's {@link SequenceWindow}; nothing is there before its first
   * transaction.
   */
  public static Bytes sequenceWindow(PublicKey sender) {
    return platform(SEQUENCES, sender.bytes());
  }

  /**
   * The key in the tree of an offence ({@link Equivocation#offence}) that the application was told
   * of; the value is the height, 8 bytes.
   */
  public static Bytes offence(Hash offence) {
    return platform(OFFENCES, offence.bytes());
  }

  /**
   * The key in the tree of the changes of the chain that the application asked for at that height;
   * nothing is there where it asked for none.
   */
  public static Bytes requestedChanges(long height) {
    return platform(CHANGES, new Encoder(8).u64(height).toBytes());
  }

  /** The key in the tree of what the application calls {@code key}: 0x01, then the key. */
  public static Bytes application(Bytes key) {
    return Bytes.concat(APPLICATION_PREFIX, key);
  }

  /** What the application calls the entry with that key in the tree; empty for the platform's. */
  public static Optional<Bytes> applicationKey(Bytes treeKey) {
    return !treeKey.isEmpty() && treeKey.at(0) == APPLICATION
        ? Optional.of(treeKey.slice(1, treeKey.size()))
        : Optional.empty();
  }

  /**
   * The key in the tree of an entry of the platform: 0x00, the length of the space's name (one
   * byte), the name, then the key. Entries of two spaces never collide.
   *
   * @param space what kind of entry it is, 1 to 255 bytes of UTF-8
   * @param key which one
   * @throws IllegalArgumentException when the name is empty or too long
   */
  public static Bytes platform(String space, Bytes key) {
    Bytes name = Bytes.utf8(space);
    if (name.isEmpty() || name.size() > MAX_SPACE) {
      throw new IllegalArgumentException(
          "the name of a key space has 1 to 255 bytes, not " + name.size());
    }
    return new Encoder(2 + name.size() + key.size())
        .u8(PLATFORM)
        .u8(name.size())
        .fixed(name)
        .fixed(key)
        .toBytes();
  }
}
