package io.quorate.crypto;

import static io.quorate.crypto.ReferenceEd25519.littleEndian;
import static io.quorate.crypto.ReferenceEd25519.number;

import io.quorate.crypto.ReferenceEd25519.Point;
import java.math.BigInteger;
import java.util.Random;

/**
 * Honest Ed25519 signatures, most of them spoilt in one of the ways that matter. The same seed
 * gives the same ones.
 */
final class MutatedSignatures {
  /** What to verify, and how it was made. */
  record Case(String mutation, Bytes key, Bytes message, Bytes signature) {}

  private final Random random;
  private final Point torsion;

  MutatedSignatures(Random random, Point torsion) {
    this.random = random;
    this.torsion = torsion;
  }

  Case next() {
    PrivateKey signer = SignatureSchemes.bouncyCastleEd25519().privateKey(bytes(32));
    Bytes key = signer.publicKey().bytes();
    Bytes message = bytes(random.nextInt(200));
    Bytes signature = signer.sign(message).bytes();
    Bytes r = signature.slice(0, 32);
    BigInteger s = number(signature.slice(32, 64));
    return switch (random.nextInt(12)) {
      case 0, 1 -> new Case("honest", key, message, signature);
      case 2 -> new Case("bit of the signature", key, message, flip(signature));
      case 3 -> new Case("bit of the key", flip(key), message, signature);
      case 4 -> new Case("other message", key, bytes(20), signature);
      case 5 -> new Case("s + L", key, message, join(r, s.add(ReferenceEd25519.L)));
      case 6 -> new Case("small order in R", key, message, join(plusTorsion(r), s));
      case 7 -> new Case("small order in A", plusTorsion(key), message, signature);
      case 8 -> new Case("R of small order", key, message, join(small().encode(), s));
      case 9 -> new Case("random signature", key, message, bytes(64));
      case 10 -> new Case("other length", key, message, bytes(random.nextInt(130)));
      default -> new Case("top bits of s", key, message, topBits(signature));
    };
  }

  private Point small() {
    return torsion.times(BigInteger.valueOf(random.nextInt(8)));
  }

  private Bytes plusTorsion(Bytes encoding) {
    return ReferenceEd25519.decode(encoding).orElseThrow().plus(small()).encode();
  }

  private Bytes topBits(Bytes signature) {
    byte[] changed = signature.toArray();
    changed[63] |= (byte) (1 << (4 + random.nextInt(4)));
    return Bytes.wrap(changed);
  }

  private Bytes flip(Bytes source) {
    byte[] changed = source.toArray();
    int bit = random.nextInt(8 * changed.length);
    changed[bit / 8] ^= (byte) (1 << (bit % 8));
    return Bytes.wrap(changed);
  }

  private Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static Bytes join(Bytes r, BigInteger s) {
    return Bytes.concat(r, littleEndian(s));
  }
}
