package io.quorate.crypto;

import java.util.Comparator;
import java.util.Optional;

/**
 * A public key: a scheme and as many bytes as the scheme's keys have. Whether the bytes are a point
 * that the scheme accepts is for {@link SignatureScheme#isValidPublicKey} to say.
 *
 * @param scheme the scheme it belongs to
 * @param bytes the encoded point
 */
public record PublicKey(SchemeId scheme, Bytes bytes) implements Comparable<PublicKey> {
  private static final Comparator<PublicKey> ORDER =
      Comparator.comparing(PublicKey::scheme).thenComparing(PublicKey::bytes);

  /**
   * @throws IllegalArgumentException when the number of bytes is not the scheme's
   */
  public PublicKey {
    if (bytes.size() != scheme.publicKeySize()) {
      throw new IllegalArgumentException(
          "a public key of "
              + scheme.label()
              + " has "
              + scheme.publicKeySize()
              + " bytes, not "
              + bytes.size());
    }
  }

  /** The scheme's code in one byte, then the key. */
  public Bytes encode() {
    return Bytes.concat(Bytes.wrap(new byte[] {scheme.code()}), bytes);
  }

  /** The key that {@code encoded} spells, or empty when it is not exactly the encoding of one. */
  public static Optional<PublicKey> decode(Bytes encoded) {
    if (encoded.isEmpty()) {
      return Optional.empty();
    }
    return SchemeId.ofCode(encoded.at(0))
        .filter(scheme -> encoded.size() == 1 + scheme.publicKeySize())
        .map(scheme -> new PublicKey(scheme, encoded.slice(1, encoded.size())));
  }

  @Override
  public int compareTo(PublicKey that) {
    return ORDER.compare(this, that);
  }

  // Written out: maps compare keys all the time, and the generated method costs several calls each.
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof PublicKey that && scheme == that.scheme && bytes.equals(that.bytes));
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return scheme.label() + ":" + bytes.toHex();
  }
}
