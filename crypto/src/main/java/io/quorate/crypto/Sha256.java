package io.quorate.crypto;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * SHA-256 (FIPS 180-4), the one hash function of the platform.
 *
 * <p>Each thread keeps its own digest object, because looking one up costs more than hashing a
 * short message does.
 */
public final class Sha256 {
  private static final int MAX_TAG = 255;
  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(Sha256::newDigest);

  private Sha256() {}

  /** The hash of all the parts, one after the other, with nothing between them. */
  public static Hash hash(Bytes... parts) {
    MessageDigest digest = DIGEST.get();
    return finish(digest, parts);
  }

  /** The hash of the whole array. */
  public static Hash hash(byte[] data) {
    return new Hash(Bytes.wrap(DIGEST.get().digest(data)));
  }

  /**
   * The hash of the tag's length (one byte), the tag, and the parts one after the other: what is
   * hashed under one tag never collides with what is hashed under another. Parts of variable length
   * need their own length in front, as nothing separates them.
   *
   * @param domainTag 1 to 255 ASCII characters
   * @throws IllegalArgumentException when the tag is empty, longer, or not ASCII
   */
  public static Hash tagged(String domainTag, Bytes... parts) {
    checkTag(domainTag);
    byte[] tag = domainTag.getBytes(StandardCharsets.US_ASCII);
    MessageDigest digest = DIGEST.get();
    digest.update((byte) tag.length);
    digest.update(tag);
    return finish(digest, parts);
  }

  /**
   * The hash of one byte and two parts: the shape of a Merkle node, without an array for the parts.
   */
  static Hash prefixed(byte prefix, Bytes first, Bytes second) {
    MessageDigest digest = DIGEST.get();
    digest.update(prefix);
    first.update(digest);
    second.update(digest);
    return new Hash(Bytes.wrap(digest.digest()));
  }

  /**
   * The same over one stretch of an array, with the result written into that array, without an
   * object of its own: trees hash many nodes.
   */
  static void prefixed(byte prefix, byte[] array, int offset, int length, int target) {
    Objects.checkFromIndexSize(offset, length, array.length);
    Objects.checkFromIndexSize(target, Hash.SIZE, array.length);
    MessageDigest digest = DIGEST.get();
    digest.update(prefix);
    digest.update(array, offset, length);
    try {
      digest.digest(array, target, Hash.SIZE);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 digest has 32 bytes, the provider disagrees", e);
    }
  }

  private static Hash finish(MessageDigest digest, Bytes[] parts) {
    for (Bytes part : parts) {
      part.update(digest);
    }
    return new Hash(Bytes.wrap(digest.digest()));
  }

  /**
   * Checked before the shared digest is touched, so that a refused tag leaves nothing behind in it.
   */
  private static void checkTag(String tag) {
    if (tag.isEmpty() || tag.length() > MAX_TAG) {
      throw new IllegalArgumentException(
          "a domain tag has 1 to 255 characters, not " + tag.length());
    }
    for (int i = 0; i < tag.length(); i++) {
      if (tag.charAt(i) >= 0x80) {
        throw new IllegalArgumentException("a domain tag is ASCII: " + tag);
      }
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }
}
