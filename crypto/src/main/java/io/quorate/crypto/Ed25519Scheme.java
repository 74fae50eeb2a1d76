package io.quorate.crypto;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 (RFC 8032) with one predicate, whichever library computes it: the public key is
 * canonical, in the prime-order group and not the identity; R is not the identity; s is below L;
 * the encoding of [s]B - [k]A equals R byte for byte.
 *
 * <p>RFC 8032 leaves the small-order components of keys and signatures to the implementation
 * (eprint 2020/1244), and libraries differ in them. With such a key none is left: R, being [s]B -
 * [k]A, is in the prime-order group as well.
 */
final class Ed25519Scheme implements SignatureScheme {
  private static final int KEY_SIZE = SchemeId.ED25519.publicKeySize();
  private static final int SIGNATURE_SIZE = SchemeId.ED25519.signatureSize();

  /**
   * Starts every proof of possession, so that none of them can pass for a signature of something
   * else.
   */
  private static final Bytes POSSESSION = Bytes.utf8("quorate/ed25519/possession/1:");

  /** Room for the validators and for thousands of busy clients, at about half a kilobyte each. */
  private static final int REMEMBERED_KEYS = 8_192;

  /**
   * The encoding of the identity point: y = 1, x = 0. Any other encoding of it is not canonical and
   * equals no R.
   */
  private static final Bytes IDENTITY = identity();

  private final Ed25519Library library;
  private final LruCache<Bytes, Ed25519Library.Verifier> verifiers =
      new LruCache<>(REMEMBERED_KEYS);

  Ed25519Scheme(Ed25519Library library) {
    this.library = library;
  }

  @Override
  public SchemeId id() {
    return SchemeId.ED25519;
  }

  @Override
  public PrivateKey privateKey(Bytes seed32) {
    return library.privateKey(seed32);
  }

  @Override
  public boolean isValidPublicKey(PublicKey key) {
    return verifier(key).isPresent();
  }

  @Override
  public boolean verify(PublicKey key, Bytes message, Signature signature) {
    return verify(key, message, signature.bytes());
  }

  private boolean verify(PublicKey key, Bytes message, Bytes signature) {
    if (signature.size() != SIGNATURE_SIZE || signature.startsWith(IDENTITY)) {
      return false;
    }
    Optional<Ed25519Library.Verifier> valid = verifier(key);
    return valid.isPresent() && valid.get().verify(message, signature);
  }

  @Override
  public boolean verifyPossession(PublicKey key, Signature proof) {
    return verify(key, possessionMessage(key.bytes()), proof);
  }

  /** What a proof of possession signs. */
  static Bytes possessionMessage(Bytes key) {
    return Bytes.concat(POSSESSION, key);
  }

  @Override
  public Optional<Bytes> aggregate(List<Signature> signatures) {
    if (signatures.isEmpty()
        || signatures.stream().anyMatch(each -> each.bytes().size() != SIGNATURE_SIZE)) {
      return Optional.empty();
    }
    return Optional.of(
        Bytes.concat(signatures.stream().map(Signature::bytes).toArray(Bytes[]::new)));
  }

  @Override
  public boolean verifyAggregate(List<PublicKey> keys, Bytes message, Bytes aggregate) {
    return verifyParts(keys, i -> message, aggregate);
  }

  @Override
  public boolean verifyAggregate(List<PublicKey> keys, List<Bytes> messages, Bytes aggregate) {
    return keys.size() == messages.size() && verifyParts(keys, messages::get, aggregate);
  }

  private boolean verifyParts(List<PublicKey> keys, IntFunction<Bytes> message, Bytes aggregate) {
    if (keys.isEmpty() || aggregate.size() != (long) keys.size() * SIGNATURE_SIZE) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      Bytes part = aggregate.slice(i * SIGNATURE_SIZE, (i + 1) * SIGNATURE_SIZE);
      if (!verify(keys.get(i), message.apply(i), part)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int aggregateSize(int signers) {
    return Math.multiplyExact(signers, SIGNATURE_SIZE);
  }

  /**
   * The validity of a key costs about as much as a signature, so that valid keys are remembered.
   */
  private Optional<Ed25519Library.Verifier> verifier(PublicKey key) {
    if (key.scheme() != SchemeId.ED25519) {
      return Optional.empty();
    }
    Bytes encoded = key.bytes();
    Optional<Ed25519Library.Verifier> known = verifiers.get(encoded);
    if (known.isPresent()) {
      return known;
    }
    if (!Ed25519.validatePublicKeyFull(encoded.sharedArray(), encoded.sharedOffset())) {
      return Optional.empty();
    }
    // A copy, as the remembered key must not keep the message in memory that it was cut from.
    Bytes own = Bytes.wrap(encoded.toArray());
    Ed25519Library.Verifier verifier = library.verifier(own);
    verifiers.put(own, verifier);
    return Optional.of(verifier);
  }

  private static Bytes identity() {
    byte[] encoding = new byte[KEY_SIZE];
    encoding[0] = 1;
    return Bytes.wrap(encoding);
  }
}
