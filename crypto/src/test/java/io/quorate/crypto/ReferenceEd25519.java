package io.quorate.crypto;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Edwards25519 (RFC 8032 section 5.1) with big integers, straight from the formulas: the yardstick
 * of the tests, and the forge of signatures that no library makes. Slow, and not constant in time.
 */
final class ReferenceEd25519 {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger ROOT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
  static final Point IDENTITY =
      new Point(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);
  static final Point BASE = base();

  private ReferenceEd25519() {}

  /** A point in extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. */
  record Point(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    Point plus(Point that) {
      BigInteger a = y.subtract(x).multiply(that.y.subtract(that.x)).mod(P);
      BigInteger b = y.add(x).multiply(that.y.add(that.x)).mod(P);
      BigInteger c = t.multiply(that.t).shiftLeft(1).multiply(D).mod(P);
      BigInteger d = z.multiply(that.z).shiftLeft(1).mod(P);
      BigInteger e = b.subtract(a);
      BigInteger f = d.subtract(c);
      BigInteger g = d.add(c);
      BigInteger h = b.add(a);
      return new Point(
          e.multiply(f).mod(P), g.multiply(h).mod(P), f.multiply(g).mod(P), e.multiply(h).mod(P));
    }

    Point negated() {
      return new Point(P.subtract(x).mod(P), y, z, P.subtract(t).mod(P));
    }

    Point times(BigInteger scalar) {
      Point sum = IDENTITY;
      for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
        sum = sum.plus(sum);
        if (scalar.testBit(bit)) {
          sum = sum.plus(this);
        }
      }
      return sum;
    }

    boolean isIdentity() {
      return x.signum() == 0 && y.equals(z);
    }

    /** The one canonical encoding. */
    Bytes encode() {
      BigInteger inverse = z.modInverse(P);
      byte[] bytes = littleEndian(y.multiply(inverse).mod(P)).toArray();
      if (x.multiply(inverse).mod(P).testBit(0)) {
        bytes[31] |= (byte) 0x80;
      }
      return Bytes.wrap(bytes);
    }
  }

  /** The point of a canonical encoding. */
  static Optional<Point> decode(Bytes encoding) {
    byte[] bytes = encoding.toArray();
    boolean odd = (bytes[31] & 0x80) != 0;
    bytes[31] &= 0x7f;
    BigInteger y = number(Bytes.wrap(bytes));
    if (y.compareTo(P) >= 0) {
      return Optional.empty();
    }
    BigInteger y2 = y.multiply(y).mod(P);
    BigInteger x2 =
        y2.subtract(BigInteger.ONE)
            .multiply(D.multiply(y2).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    return root(x2)
        .filter(x -> x.signum() != 0 || !odd)
        .map(x -> x.testBit(0) == odd ? x : P.subtract(x))
        .map(x -> new Point(x, y, BigInteger.ONE, x.multiply(y).mod(P)));
  }

  private static Optional<BigInteger> root(BigInteger square) {
    BigInteger candidate = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    for (BigInteger x :
        new BigInteger[] {candidate, candidate.multiply(ROOT_OF_MINUS_ONE).mod(P)}) {
      if (x.multiply(x).mod(P).equals(square)) {
        return Optional.of(x);
      }
    }
    return Optional.empty();
  }

  /** The predicate of the platform, word for word. */
  static boolean verify(Bytes key, Bytes message, Bytes signature) {
    if (signature.size() != 64) {
      return false;
    }
    Bytes r = signature.slice(0, 32);
    BigInteger s = number(signature.slice(32, 64));
    Optional<Point> a = decode(key);
    if (a.isEmpty()
        || a.get().isIdentity()
        || !a.get().times(L).isIdentity()
        || r.equals(IDENTITY.encode())
        || s.compareTo(L) >= 0) {
      return false;
    }
    BigInteger k = challenge(r, key, message);
    return BASE.times(s).plus(a.get().times(k).negated()).encode().equals(r);
  }

  /** SHA-512(R || A || M) mod L. */
  static BigInteger challenge(Bytes r, Bytes key, Bytes message) {
    return number(sha512(Bytes.concat(r, key, message))).mod(L);
  }

  /** The secret scalar of a seed. */
  static BigInteger secret(Bytes seed) {
    byte[] half = sha512(seed).slice(0, 32).toArray();
    half[0] &= (byte) 0xf8;
    half[31] &= 0x7f;
    half[31] |= 0x40;
    return number(Bytes.wrap(half));
  }

  /** A point of order eight. */
  static Point torsion() {
    for (int y = 2; ; y++) {
      Optional<Point> torsion =
          decode(littleEndian(BigInteger.valueOf(y))).map(point -> point.times(L));
      if (torsion.isPresent() && !torsion.get().times(BigInteger.valueOf(4)).isIdentity()) {
        return torsion.get();
      }
    }
  }

  static BigInteger number(Bytes littleEndian) {
    byte[] reversed = new byte[littleEndian.size()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = littleEndian.at(reversed.length - 1 - i);
    }
    return new BigInteger(1, reversed);
  }

  /** 32 bytes. */
  static Bytes littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return Bytes.wrap(bytes);
  }

  private static Bytes sha512(Bytes data) {
    try {
      return Bytes.wrap(java.security.MessageDigest.getInstance("SHA-512").digest(data.toArray()));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Point base() {
    BigInteger y = BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P);
    return decode(littleEndian(y)).orElseThrow();
  }
}
