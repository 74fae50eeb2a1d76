package io.quorate.crypto;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which of n validators signed: a bitmap, so nobody can be in it twice. Immutable.
 *
 * <p>Validator i is bit i % 8, counted from the least significant, of byte i / 8. The encoding is
 * exactly as long as n needs, and the bits past n are zero, so each set has one encoding.
 */
public final class SignerSet {
  /**
   * The most validators a set can be over; far above any validator set, and low enough to allocate
   * without fear.
   */
  public static final int MAX_VALIDATORS = 65_536;

  private final int validators;
  private final Bytes bits;

  private SignerSet(int validators, Bytes bits) {
    this.validators = validators;
    this.bits = bits;
  }

  /**
   * The set of these validators; an index that is named twice is in it once.
   *
   * @throws IllegalArgumentException when n is not 1 to 65536, or an index not 0 to n - 1
   */
  public static SignerSet of(int n, Collection<Integer> indexes) {
    checkValidators(n);
    byte[] bits = new byte[encodedSize(n)];
    for (int index : indexes) {
      if (index < 0 || index >= n) {
        throw new IllegalArgumentException("no validator " + index + " among " + n);
      }
      bits[index / 8] |= (byte) (1 << (index % 8));
    }
    return new SignerSet(n, Bytes.wrap(bits));
  }

  /**
   * Nobody among n validators.
   *
   * @throws IllegalArgumentException when n is not 1 to 65536
   */
  public static SignerSet empty(int n) {
    return of(n, List.of());
  }

  /** How many validators there are, signers or not. */
  public int validators() {
    return validators;
  }

  /** How many of them are in the set. */
  public int count() {
    int count = 0;
    for (int i = 0; i < bits.size(); i++) {
      count += Integer.bitCount(Byte.toUnsignedInt(bits.at(i)));
    }
    return count;
  }

  /** Whether the validator is in the set; false for an index that no validator has. */
  public boolean contains(int index) {
    return index >= 0 && index < validators && (bits.at(index / 8) >> (index % 8) & 1) == 1;
  }

  /** The validators in the set, ascending. */
  public List<Integer> indexes() {
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < validators; i++) {
      if (contains(i)) {
        indexes.add(i);
      }
    }
    return List.copyOf(indexes);
  }

  /** The one encoding of this set, (n + 7) / 8 bytes; n is not part of it. */
  public Bytes encode() {
    return bits;
  }

  /**
   * The set over n validators that {@code encoded} spells, or empty when it is too short, too long,
   * or has a bit past n.
   */
  public static Optional<SignerSet> decode(int n, Bytes encoded) {
    if (n < 1 || n > MAX_VALIDATORS || encoded.size() != encodedSize(n)) {
      return Optional.empty();
    }
    int used = n % 8;
    int last = Byte.toUnsignedInt(encoded.at(encoded.size() - 1));
    if (used != 0 && last >> used != 0) {
      return Optional.empty();
    }
    return Optional.of(new SignerSet(n, Bytes.wrap(encoded.toArray())));
  }

  private static int encodedSize(int n) {
    return (n + 7) / 8;
  }

  private static void checkValidators(int n) {
    if (n < 1 || n > MAX_VALIDATORS) {
      throw new IllegalArgumentException("a signer set is over 1 to 65536 validators, not " + n);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignerSet that
        && validators == that.validators
        && bits.equals(that.bits);
  }

  @Override
  public int hashCode() {
    return 31 * validators + bits.hashCode();
  }

  @Override
  public String toString() {
    return indexes() + " of " + validators;
  }
}
