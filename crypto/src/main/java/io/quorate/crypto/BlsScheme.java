package io.quorate.crypto;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.Pairing;

/**
 * BLS signatures over BLS12-381 with public keys in G1 and signatures in G2: the
 * proof-of-possession scheme of draft-irtf-cfrg-bls-signature-05 section 3.3, hashing to the curve
 * as RFC 9380 section 8.8.2 does, computed by blst.
 */
final class BlsScheme implements SignatureScheme {
  static final String SIGNATURE_DOMAIN = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
  static final String POSSESSION_DOMAIN = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

  private static final int REMEMBERED_KEYS = 8_192;
  private static final boolean HASH_TO_CURVE = true;

  private final LruCache<Bytes, P1_Affine> validKeys = new LruCache<>(REMEMBERED_KEYS);

  @Override
  public SchemeId id() {
    return SchemeId.BLS12_381;
  }

  @Override
  public PrivateKey privateKey(Bytes seed32) {
    return BlsPrivateKey.ofSeed(seed32);
  }

  @Override
  public boolean isValidPublicKey(PublicKey key) {
    return validKey(key).isPresent();
  }

  @Override
  public boolean verify(PublicKey key, Bytes message, Signature signature) {
    return verifyPoint(key, message, signature, SIGNATURE_DOMAIN);
  }

  @Override
  public boolean verifyPossession(PublicKey key, Signature proof) {
    return verifyPoint(key, key.bytes(), proof, POSSESSION_DOMAIN);
  }

  private boolean verifyPoint(PublicKey key, Bytes message, Signature signature, String domain) {
    Optional<P1_Affine> point = validKey(key);
    Optional<P2_Affine> signed = BlsPoints.signature(signature.bytes());
    return point.isPresent()
        && signed.isPresent()
        && pairs(point.get(), message, signed.get(), domain);
  }

  @Override
  public Optional<Bytes> aggregate(List<Signature> signatures) {
    if (signatures.isEmpty()) {
      return Optional.empty();
    }
    P2 sum = new P2();
    for (Signature signature : signatures) {
      Optional<P2_Affine> point = BlsPoints.signature(signature.bytes());
      if (point.isEmpty()) {
        return Optional.empty();
      }
      sum.add(point.get());
    }
    return sum.is_inf() ? Optional.empty() : Optional.of(Bytes.wrap(sum.compress()));
  }

  @Override
  public boolean verifyAggregate(List<PublicKey> keys, Bytes message, Bytes aggregate) {
    Optional<P2_Affine> signed = BlsPoints.signature(aggregate);
    if (keys.isEmpty() || signed.isEmpty()) {
      return false;
    }
    P1 sum = new P1();
    for (PublicKey key : keys) {
      Optional<P1_Affine> point = validKey(key);
      if (point.isEmpty()) {
        return false;
      }
      sum.add(point.get());
    }
    return !sum.is_inf() && pairs(sum.to_affine(), message, signed.get(), SIGNATURE_DOMAIN);
  }

  @Override
  public boolean verifyAggregate(List<PublicKey> keys, List<Bytes> messages, Bytes aggregate) {
    Optional<P2_Affine> signed = BlsPoints.signature(aggregate);
    if (keys.isEmpty() || keys.size() != messages.size() || signed.isEmpty()) {
      return false;
    }
    return keysByMessage(keys, messages).map(groups -> pairs(groups, signed.get())).orElse(false);
  }

  @Override
  public int aggregateSize(int signers) {
    return SchemeId.BLS12_381.signatureSize();
  }

  /**
   * The sum of the keys of each message, as a pairing is needed per message only; empty when a key
   * is not valid.
   */
  private Optional<Map<Bytes, P1>> keysByMessage(List<PublicKey> keys, List<Bytes> messages) {
    Map<Bytes, P1> groups = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Optional<P1_Affine> point = validKey(keys.get(i));
      if (point.isEmpty()) {
        return Optional.empty();
      }
      groups.computeIfAbsent(messages.get(i), message -> new P1()).add(point.get());
    }
    return groups.values().stream().anyMatch(P1::is_inf) ? Optional.empty() : Optional.of(groups);
  }

  /** CoreAggregateVerify (section 2.9) on points that are already checked. */
  private static boolean pairs(Map<Bytes, P1> groups, P2_Affine signature) {
    Pairing pairing = new Pairing(HASH_TO_CURVE, SIGNATURE_DOMAIN);
    // The signature enters once, with the first message; a null stands for none in the library's
    // interface.
    P2_Affine remaining = signature;
    for (Map.Entry<Bytes, P1> group : groups.entrySet()) {
      BLST_ERROR outcome =
          pairing.aggregate(
              group.getValue().to_affine(), remaining, group.getKey().readOnlyArray());
      if (outcome != BLST_ERROR.BLST_SUCCESS) {
        return false;
      }
      remaining = null;
    }
    pairing.commit();
    return pairing.finalverify();
  }

  /** CoreVerify (section 2.7) on points that are already checked. */
  private static boolean pairs(P1_Affine key, Bytes message, P2_Affine signature, String domain) {
    return signature.core_verify(key, HASH_TO_CURVE, message.readOnlyArray(), domain)
        == BLST_ERROR.BLST_SUCCESS;
  }

  /**
   * Decoding a key and checking its subgroup is remembered, as the keys of a validator set come
   * again and again.
   */
  private Optional<P1_Affine> validKey(PublicKey key) {
    if (key.scheme() != SchemeId.BLS12_381) {
      return Optional.empty();
    }
    Optional<P1_Affine> known = validKeys.get(key.bytes());
    if (known.isPresent()) {
      return known;
    }
    Optional<P1_Affine> valid = BlsPoints.key(key.bytes());
    valid.ifPresent(point -> validKeys.put(Bytes.wrap(key.bytes().toArray()), point));
    return valid;
  }
}
