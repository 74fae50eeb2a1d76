package io.quorate.simulator;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keyed hashes in the place of Ed25519, with its sizes: some fifty times faster. Whoever verifies
 * looks the secret up, so it holds only inside one simulation, where nobody reads another's secret.
 * Not thread-safe.
 */
final class SimulatedSignatures implements SignatureScheme {
  private static final Bytes POSSESSION = Bytes.utf8("possession");

  private final Map<PublicKey, Bytes> secrets = new LinkedHashMap<>();

  @Override
  public SchemeId id() {
    return SchemeId.ED25519;
  }

  @Override
  public PrivateKey privateKey(Bytes seed32) {
    if (seed32.size() != 32) {
      throw new IllegalArgumentException("a seed has 32 bytes, not " + seed32.size());
    }
    PublicKey key = new PublicKey(id(), Sha256.tagged("quorate/simulated-key/1", seed32).bytes());
    secrets.put(key, seed32);
    return new SimulatedKey(key, seed32);
  }

  @Override
  public boolean isValidPublicKey(PublicKey key) {
    return secrets.containsKey(key);
  }

  @Override
  public boolean verify(PublicKey key, Bytes message, Signature signature) {
    Bytes secret = secrets.get(key);
    return secret != null && holds(secret, message, signature.bytes());
  }

  @Override
  public boolean verifyPossession(PublicKey key, Signature proof) {
    return verify(key, POSSESSION, proof);
  }

  @Override
  public Optional<Bytes> aggregate(List<Signature> signatures) {
    Bytes[] parts = new Bytes[signatures.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = signatures.get(i).bytes();
      if (parts[i].size() != id().signatureSize()) {
        return Optional.empty();
      }
    }
    return signatures.isEmpty() ? Optional.empty() : Optional.of(Bytes.concat(parts));
  }

  @Override
  public boolean verifyAggregate(List<PublicKey> keys, Bytes message, Bytes aggregate) {
    List<Bytes> messages = new ArrayList<>();
    keys.forEach(key -> messages.add(message));
    return verifyAggregate(keys, messages, aggregate);
  }

  @Override
  public boolean verifyAggregate(List<PublicKey> keys, List<Bytes> messages, Bytes aggregate) {
    if (keys.isEmpty()
        || keys.size() != messages.size()
        || aggregate.size() != aggregateSize(keys.size())) {
      return false;
    }
    int size = id().signatureSize();
    for (int i = 0; i < keys.size(); i++) {
      Signature each = new Signature(aggregate.slice(i * size, (i + 1) * size));
      if (!verify(keys.get(i), messages.get(i), each)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int aggregateSize(int signers) {
    return signers * id().signatureSize();
  }

  private static boolean holds(Bytes secret, Bytes message, Bytes signature) {
    Bytes half = Sha256.hash(secret, message).bytes();
    return signature.size() == 2 * Hash.SIZE
        && signature.startsWith(half)
        && signature.slice(Hash.SIZE, 2 * Hash.SIZE).equals(half);
  }

  private static Bytes sign(Bytes secret, Bytes message) {
    Bytes half = Sha256.hash(secret, message).bytes();
    return Bytes.concat(half, half);
  }

  private record SimulatedKey(PublicKey publicKey, Bytes secret) implements PrivateKey {
    @Override
    public Signature sign(Bytes message) {
      return new Signature(SimulatedSignatures.sign(secret, message));
    }

    @Override
    public Signature provePossession() {
      return sign(POSSESSION);
    }

    @Override
    public String toString() {
      return "private key of " + publicKey;
    }
  }
}
