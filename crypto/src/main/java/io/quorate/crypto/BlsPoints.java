package io.quorate.crypto;

import java.util.Optional;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;

/**
 * Points of BLS12-381 from outside. A point is accepted in one form only: compressed, canonical, on
 * the curve, in the prime-order subgroup, not the identity (KeyValidate of
 * draft-irtf-cfrg-bls-signature-05 section 2.5; the same is asked of signatures).
 */
final class BlsPoints {
  private static final int COMPRESSED = 0x80;

  private BlsPoints() {}

  /** A public key, in G1. */
  static Optional<P1_Affine> key(Bytes encoded) {
    if (!isCompressed(encoded, SchemeId.BLS12_381.publicKeySize())) {
      return Optional.empty();
    }
    try {
      P1_Affine point = new P1_Affine(encoded.readOnlyArray());
      return point.in_group() && !point.is_inf() ? Optional.of(point) : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** A signature or an aggregate of signatures, in G2. */
  static Optional<P2_Affine> signature(Bytes encoded) {
    if (!isCompressed(encoded, SchemeId.BLS12_381.signatureSize())) {
      return Optional.empty();
    }
    try {
      P2_Affine point = new P2_Affine(encoded.readOnlyArray());
      return point.in_group() && !point.is_inf() ? Optional.of(point) : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Checked before the library sees the bytes: of the uncompressed form it would read twice as
   * many.
   */
  private static boolean isCompressed(Bytes encoded, int size) {
    return encoded.size() == size && (encoded.at(0) & COMPRESSED) != 0;
  }
}
