package io.quorate.consensus;

import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignerSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The validators of an epoch, by index. A quorum is voting power strictly above two thirds of the
 * total, a weak quorum strictly above one third (DESIGN section 3); with equal powers and n = 3f +
 * 1 that is 2f + 1 and f + 1. Immutable.
 */
public final class ValidatorSet {
  /**
   * Largest power of one validator: sums and triples of {@link Limits#VALIDATORS} of them stay in
   * 63 bits.
   */
  public static final long MAX_POWER = 1L << 50;

  private final List<Validator> validators;
  private final List<PublicKey> keys;
  private final long totalPower;

  /**
   * Checks counts and powers, not keys (that is {@link Genesis#check}'s part).
   *
   * @throws IllegalArgumentException if the set is empty or too large, or a power is out of range
   */
  public ValidatorSet(List<Validator> validators) {
    if (validators.isEmpty() || validators.size() > Limits.VALIDATORS) {
      throw new IllegalArgumentException(
          validators.size() + " validators; a set has 1 to " + Limits.VALIDATORS);
    }
    long total = 0;
    for (Validator validator : validators) {
      if (validator.power() < 1 || validator.power() > MAX_POWER) {
        throw new IllegalArgumentException(
            "power of "
                + validator.name()
                + " is "
                + validator.power()
                + "; it must be 1 to "
                + MAX_POWER);
      }
      total += validator.power();
    }
    this.validators = List.copyOf(validators);
    this.keys = validators.stream().map(Validator::key).toList();
    this.totalPower = total;
  }

  /** How many validators there are. */
  public int size() {
    return validators.size();
  }

  /** Whether {@code index} names a validator. */
  public boolean contains(int index) {
    return index >= 0 && index < validators.size();
  }

  /** The validator at {@code index}. */
  public Validator get(int index) {
    return validators.get(index);
  }

  /** All validators in index order. */
  public List<Validator> all() {
    return validators;
  }

  /** All vote keys in index order. */
  public List<PublicKey> keys() {
    return keys;
  }

  /** The sum of all powers. */
  public long totalPower() {
    return totalPower;
  }

  /** The power of the named validators, each counted once. */
  public long powerOf(Collection<Integer> indexes) {
    boolean[] counted = new boolean[validators.size()];
    long power = 0;
    for (int index : indexes) {
      power += counted[index] ? 0 : get(index).power();
      counted[index] = true;
    }
    return power;
  }

  /** The power of a signer bitmap over this set. */
  public long powerOf(SignerSet signers) {
    return powerOf(signers.indexes());
  }

  /** Whether {@code power} is strictly above two thirds. */
  public boolean isQuorum(long power) {
    return power * 3 > totalPower * 2;
  }

  /**
   * Whether {@code power} is strictly above one third: at least one honest validator is among them.
   */
  public boolean isWeakQuorum(long power) {
    return power * 3 > totalPower;
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.list(validators, (o, v) -> v.encode(o));
  }

  /** Digest of the whole set; any change of any validator alters it (scenario S74). */
  public Hash digest() {
    Encoder out = new Encoder();
    encode(out);
    return Sha256.tagged("quorate/validators/1", out.toBytes());
  }

  /** A copy of the indexes 0 to n - 1. */
  public List<Integer> indexes() {
    List<Integer> all = new ArrayList<>(validators.size());
    for (int i = 0; i < validators.size(); i++) {
      all.add(i);
    }
    return all;
  }
}
