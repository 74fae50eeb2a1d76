package io.quorate.consensus.testkit;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Hashes instead of signatures: cheap, deterministic, and wrong for any other key or message. */
public final class FakeScheme implements SignatureScheme {
  private static final int SIZE = 64;

  /** Needs nothing. */
  public FakeScheme() {}

  @Override
  public SchemeId id() {
    return SchemeId.ED25519;
  }

  @Override
  public PrivateKey privateKey(Bytes seed32) {
    PublicKey key = new PublicKey(SchemeId.ED25519, Sha256.hash(seed32).bytes());
    return new PrivateKey() {
      @Override
      public PublicKey publicKey() {
        return key;
      }

      @Override
      public Signature sign(Bytes message) {
        return signature(key, message);
      }

      @Override
      public Signature provePossession() {
        return signature(key, key.bytes());
      }
    };
  }

  @Override
  public boolean isValidPublicKey(PublicKey key) {
    return true;
  }

  @Override
  public boolean verify(PublicKey key, Bytes message, Signature signature) {
    return signature(key, message).equals(signature);
  }

  @Override
  public boolean verifyPossession(PublicKey key, Signature proof) {
    return verify(key, key.bytes(), proof);
  }

  @Override
  public Optional<Bytes> aggregate(List<Signature> signatures) {
    boolean malformed = signatures.stream().anyMatch(s -> s.bytes().size() != SIZE);
    return signatures.isEmpty() || malformed
        ? Optional.empty()
        : Optional.of(
            Bytes.concat(signatures.stream().map(Signature::bytes).toArray(Bytes[]::new)));
  }

  @Override
  public boolean verifyAggregate(List<PublicKey> keys, Bytes message, Bytes aggregate) {
    return verifyAggregate(keys, Collections.nCopies(keys.size(), message), aggregate);
  }

  @Override
  public boolean verifyAggregate(List<PublicKey> keys, List<Bytes> messages, Bytes aggregate) {
    if (keys.isEmpty()
        || keys.size() != messages.size()
        || aggregate.size() != keys.size() * SIZE) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      Signature part = new Signature(aggregate.slice(i * SIZE, (i + 1) * SIZE));
      if (!verify(keys.get(i), messages.get(i), part)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int aggregateSize(int signers) {
    return signers * SIZE;
  }

  private static Signature signature(PublicKey key, Bytes message) {
    Bytes half = Sha256.hash(key.bytes(), message).bytes();
    return new Signature(Bytes.concat(half, half));
  }
}
