package io.quorate.simulator.seed;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Sha256;
import java.util.List;

/**
 * The seeded generator every random choice comes from: SplitMix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", 2014), written out so that a seed means the same on
 * every JVM. Not thread-safe.
 */
public final class Draw {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private final long seed;
  private long state;

  /** A generator whose every answer follows from {@code seed}. */
  public Draw(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  /**
   * A generator of its own for one purpose, so that one more draw here does not change all that is
   * drawn there. It depends on the seed and the name alone.
   */
  public Draw of(String purpose) {
    long mixed = seed;
    for (int i = 0; i < purpose.length(); i++) {
      mixed = mix(mixed + GAMMA + purpose.charAt(i));
    }
    return new Draw(mixed);
  }

  /** Any 64 bits. */
  public long next() {
    state += GAMMA;
    return mix(state);
  }

  /** 0 to {@code bound - 1}. */
  public int below(int bound) {
    return (int) ((next() >>> 33) % bound);
  }

  /** Both ends included. */
  public long between(long low, long high) {
    return low + (next() >>> 1) % (high - low + 1);
  }

  /** Both ends included, small values much likelier: the distribution of delays. */
  public long skewed(long low, long high) {
    long unit = next() >>> 44;
    long squared = (unit * unit) >>> 20;
    long cubed = (squared * unit) >>> 20;
    return low + (high - low) * cubed / (1 << 20);
  }

  /** True in that many of a thousand draws. */
  public boolean chance(int perMille) {
    return below(1000) < perMille;
  }

  /** One of the items, which are not empty. */
  public <T> T pick(List<T> items) {
    return items.get(below(items.size()));
  }

  /** 32 bytes for a key. */
  public Bytes seed32() {
    byte[] raw = new byte[8];
    long value = next();
    for (int i = 0; i < 8; i++) {
      raw[i] = (byte) (value >>> (8 * i));
    }
    return Sha256.hash(raw).bytes();
  }

  /** Spreads every bit of the input over all bits of the output; one to one, and 0 to 0. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
