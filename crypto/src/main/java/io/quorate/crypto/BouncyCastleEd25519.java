package io.quorate.crypto;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/**
 * Ed25519 by BouncyCastle, in Java alone.
 *
 * <p>Its equation is multiplied by the cofactor, which hides small-order components. So R gets the
 * full check of a point here, as keys do: then nothing is left that the cofactor could hide.
 */
final class BouncyCastleEd25519 implements Ed25519Library {
  @Override
  public Verifier verifier(Bytes key) {
    PublicPoint point =
        Ed25519.validatePublicKeyPartialExport(key.sharedArray(), key.sharedOffset());
    if (point == null) {
      throw new IllegalArgumentException("not a point: " + key);
    }
    return new PointVerifier(point);
  }

  @Override
  public PrivateKey privateKey(Bytes seed) {
    return new BouncyCastlePrivateKey(seed);
  }

  private record PointVerifier(PublicPoint point) implements Verifier {
    @Override
    public boolean verify(Bytes message, Bytes signature) {
      byte[] encoded = signature.sharedArray();
      int offset = signature.sharedOffset();
      // The equation first: alone it refuses nearly everything that is wrong.
      return Ed25519.verify(
              encoded, offset, point, message.sharedArray(), message.sharedOffset(), message.size())
          && Ed25519.validatePublicKeyFull(encoded, offset);
    }
  }
}
