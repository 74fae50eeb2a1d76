package io.quorate.crypto;

import java.util.List;
import java.util.Optional;

/**
 * One signature scheme. Every implementation of a scheme decides every question alike, to the last
 * malformed byte, or honest replicas could disagree about a block.
 *
 * <p>Thread-safe. Keys, signatures, aggregates and messages come from outside: whatever they hold,
 * the answer is {@code false} or empty, never an exception.
 */
public interface SignatureScheme {
  /** Which scheme this is. */
  SchemeId id();

  /**
   * The private key that a seed determines, the same on every implementation.
   *
   * @param seed32 32 secret bytes of full entropy
   * @throws IllegalArgumentException when there are not exactly 32
   */
  PrivateKey privateKey(Bytes seed32);

  /**
   * Whether the key is the canonical encoding of a point of the prime-order group other than the
   * identity.
   */
  boolean isValidPublicKey(PublicKey key);

  /** Whether {@code key} is valid and {@code signature} is its signature of {@code message}. */
  boolean verify(PublicKey key, Bytes message, Signature signature);

  /** Whether {@code key} is valid and {@code proof} shows that somebody knows its secret. */
  boolean verifyPossession(PublicKey key, Signature proof);

  /**
   * One aggregate of several signatures, in the order in which verification names the keys. Only
   * their form is checked, so one wrong signature spoils the aggregate: verify them before.
   *
   * @return the aggregate, or empty when there is no signature or one is malformed
   */
  Optional<Bytes> aggregate(List<Signature> signatures);

  /**
   * Whether {@code aggregate} holds a signature of the one {@code message} under each of the keys.
   * For BLS12-381 the caller must have verified the possession of every key once, else a rogue key
   * forges. No keys at all: false.
   */
  boolean verifyAggregate(List<PublicKey> keys, Bytes message, Bytes aggregate);

  /**
   * Whether {@code aggregate} holds a signature of {@code messages.get(i)} under {@code
   * keys.get(i)} for every i. Equal messages are allowed, with the same duty to verify possession.
   * No keys at all, or another number of messages: false.
   */
  boolean verifyAggregate(List<PublicKey> keys, List<Bytes> messages, Bytes aggregate);

  /** The size in bytes of the aggregate of that many signatures, at least one. */
  int aggregateSize(int signers);
}
