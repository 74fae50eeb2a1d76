package io.quorate.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Who signed, and the aggregate of their signatures: the cryptographic half of a quorum
 * certificate. Whether the signers have the voting power of a quorum is for consensus to say.
 *
 * <p>Never use its bytes as an identifier: whoever holds the single signatures can make another
 * aggregate of the same content.
 *
 * @param signers the bitmap of the signers over their validator set
 * @param signature the aggregate, in the order of the signers' indexes
 */
public record AggregateSignature(SignerSet signers, Bytes signature) {

  /**
   * The aggregate of signatures of validators 0 to n - 1, keyed by index. Only the form of the
   * signatures is checked.
   *
   * @return the aggregate, or empty when there is no signature, one is malformed, or an index is
   *     not below n
   */
  public static Optional<AggregateSignature> assemble(
      SignatureScheme scheme, int n, SortedMap<Integer, Signature> signatures) {
    if (n < 1
        || n > SignerSet.MAX_VALIDATORS
        || signatures.isEmpty()
        || signatures.firstKey() < 0
        || signatures.lastKey() >= n) {
      return Optional.empty();
    }
    SignerSet signers = SignerSet.of(n, signatures.keySet());
    return scheme
        .aggregate(List.copyOf(signatures.values()))
        .map(aggregate -> new AggregateSignature(signers, aggregate));
  }

  /**
   * Whether every signer signed the one {@code message}. False when nobody did, or the bitmap is
   * not over these keys.
   *
   * @param allKeys the keys of the whole validator set, by index
   */
  public boolean verify(SignatureScheme scheme, List<PublicKey> allKeys, Bytes message) {
    return fits(scheme, allKeys)
        && scheme.verifyAggregate(signingKeys(allKeys), message, signature);
  }

  /**
   * Whether every signer signed the message that {@code messages} has for its index. False when
   * nobody signed, the bitmap is not over these keys, or {@code messages} is not about exactly the
   * signers.
   *
   * @param allKeys the keys of the whole validator set, by index
   */
  public boolean verifyEach(
      SignatureScheme scheme, List<PublicKey> allKeys, SortedMap<Integer, Bytes> messages) {
    return fits(scheme, allKeys)
        && List.copyOf(messages.keySet()).equals(signers.indexes())
        && scheme.verifyAggregate(signingKeys(allKeys), List.copyOf(messages.values()), signature);
  }

  private boolean fits(SignatureScheme scheme, List<PublicKey> allKeys) {
    int count = signers.count();
    return signers.validators() == allKeys.size()
        && count > 0
        && signature.size() == scheme.aggregateSize(count);
  }

  private List<PublicKey> signingKeys(List<PublicKey> allKeys) {
    List<PublicKey> keys = new ArrayList<>(signers.count());
    for (int index : signers.indexes()) {
      keys.add(allKeys.get(index));
    }
    return keys;
  }
}
