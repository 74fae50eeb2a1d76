package io.quorate.consensus;

import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;

/**
 * A signed request to the replicated application. Its id is a hash of everything but the signature,
 * so it does not change when somebody re-signs or malleates it; exactly-once execution is per
 * (sender, sequence). Immutable.
 */
public final class Transaction {
  /** Bytes beside the payload: chain, sender, sequence, expiry, payload length, signature. */
  public static final int OVERHEAD = 32 + 32 + 8 + 8 + 4 + 64;

  private static final Bytes TAG = Bytes.utf8("quorate/transaction/1\n");

  private final Hash chain;
  private final PublicKey sender;
  private final long sequence;
  private final long expiryHeight;
  private final Bytes payload;
  private final Signature signature;
  private final Bytes encoded;
  private final Hash id;

  private Transaction(
      Hash chain,
      PublicKey sender,
      long sequence,
      long expiryHeight,
      Bytes payload,
      Signature signature,
      Bytes encoded,
      Hash id) {
    this.chain = chain;
    this.sender = sender;
    this.sequence = sequence;
    this.expiryHeight = expiryHeight;
    this.payload = payload;
    this.signature = signature;
    this.encoded = encoded;
    this.id = id;
  }

  /**
   * Builds and signs a transaction.
   *
   * @param chain the chain's id
   * @param key the sender's Ed25519 key
   * @param sequence the sender's sequence number, from 1
   * @param expiryHeight the last height at which it may be executed
   * @param payload what the application reads
   * @throws IllegalArgumentException if a number is out of range, the key is not Ed25519 or the
   *     payload is too long
   */
  public static Transaction sign(
      Hash chain, PrivateKey key, long sequence, long expiryHeight, Bytes payload) {
    PublicKey sender = key.publicKey();
    if (sender.scheme() != SchemeId.ED25519) {
      throw new IllegalArgumentException(
          "transactions are signed with Ed25519 keys, not " + sender.scheme().label());
    }
    if (sequence < 1 || expiryHeight < 0) {
      throw new IllegalArgumentException("sequence starts at 1 and expiry height at 0");
    }
    if (payload.size() > Limits.TRANSACTION_BYTES - OVERHEAD) {
      throw new IllegalArgumentException(
          "payload of "
              + payload.size()
              + " bytes, limit "
              + (Limits.TRANSACTION_BYTES - OVERHEAD));
    }
    Bytes unsigned = unsigned(chain, sender, sequence, expiryHeight, payload);
    Hash id = idOf(unsigned);
    Signature signature = key.sign(signingBytes(id));
    Bytes encoded = Bytes.concat(unsigned, signature.bytes());
    return new Transaction(chain, sender, sequence, expiryHeight, payload, signature, encoded, id);
  }

  /** The bytes under the signature of the transaction with that id. */
  public static Bytes signingBytes(Hash id) {
    return Bytes.concat(TAG, id.bytes());
  }

  /** Reads the canonical form of one transaction. */
  public static Decoded<Transaction> decode(Bytes input) {
    return Decoder.decode(input, Limits.TRANSACTION_BYTES, Transaction::decode);
  }

  /** Reads the canonical form inside a larger message. */
  public static Transaction decode(Decoder in) throws MalformedInput {
    int start = in.position();
    Hash chain = in.hash();
    PublicKey sender = new PublicKey(SchemeId.ED25519, in.fixed(32));
    long sequence = in.u64();
    if (sequence == 0) {
      throw new MalformedInput("transaction sequence 0; sequences start at 1");
    }
    long expiryHeight = in.u64();
    Bytes payload = in.bytes(Limits.TRANSACTION_BYTES - OVERHEAD);
    Bytes unsigned = in.consumedSince(start);
    Signature signature = new Signature(in.fixed(64));
    Bytes encoded = in.consumedSince(start);
    return new Transaction(
        chain, sender, sequence, expiryHeight, payload, signature, encoded, idOf(unsigned));
  }

  /**
   * Whether the sender's signature holds under the one Ed25519 predicate. Costly: once per
   * transaction.
   */
  public boolean verify(SignatureScheme ed25519) {
    return ed25519.verify(sender, signingBytes(id), signature);
  }

  /**
   * An equal transaction in memory of its own. A decoded one shares the memory of the whole message
   * it came in, which would stay for as long as the transaction does: whoever keeps one for long
   * keeps this.
   */
  public Transaction compact() {
    Bytes own = Bytes.wrap(encoded.toArray());
    int end = own.size() - 64;
    return new Transaction(
        new Hash(own.slice(0, 32)),
        new PublicKey(sender.scheme(), own.slice(32, 64)),
        sequence,
        expiryHeight,
        own.slice(end - payload.size(), end),
        new Signature(own.slice(end, own.size())),
        own,
        id);
  }

  /** The chain it is meant for. */
  public Hash chain() {
    return chain;
  }

  /** The sender's Ed25519 key. */
  public PublicKey sender() {
    return sender;
  }

  /** The sender's sequence number, from 1. */
  public long sequence() {
    return sequence;
  }

  /** The last height at which it may be executed. */
  public long expiryHeight() {
    return expiryHeight;
  }

  /** What the application reads. */
  public Bytes payload() {
    return payload;
  }

  /** The sender's signature. */
  public Signature signature() {
    return signature;
  }

  /** The hash of everything but the signature. */
  public Hash id() {
    return id;
  }

  /** The canonical form, signature included. */
  public Bytes encoded() {
    return encoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Transaction that
        && id.equals(that.id)
        && signature.equals(that.signature);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "tx " + id.shortHex() + " seq " + sequence;
  }

  private static Bytes unsigned(
      Hash chain, PublicKey sender, long sequence, long expiry, Bytes payload) {
    return new Encoder(OVERHEAD + payload.size())
        .hash(chain)
        .fixed(sender.bytes())
        .u64(sequence)
        .u64(expiry)
        .bytes(payload)
        .toBytes();
  }

  private static Hash idOf(Bytes unsigned) {
    return Sha256.tagged("quorate/transaction-id/1", unsigned);
  }
}
