package io.quorate.mempool;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;

/** Transactions of made-up senders. Admission leaves signatures to others, so these are blank. */
final class Senders {
  static final Hash CHAIN = Sha256.tagged("test", Bytes.utf8("chain"));
  static final Hash OTHER_CHAIN = Sha256.tagged("test", Bytes.utf8("other chain"));
  static final int MAX_TRANSACTION_BYTES = 1_000;
  static final long MAX_EXPIRY_HEIGHTS = 100;

  static final ChainParameters PARAMETERS =
      new ChainParameters(
          MAX_TRANSACTION_BYTES, 100_000, 500, MAX_EXPIRY_HEIGHTS, 32, 1_000, 8_000, 10_000);

  private Senders() {}

  /**
   * A key that signs with zeros.
   *
   * @param publicKey any 32 bytes
   */
  private record BlankKey(PublicKey publicKey) implements PrivateKey {
    @Override
    public Signature sign(Bytes message) {
      return new Signature(Bytes.wrap(new byte[64]));
    }

    @Override
    public Signature provePossession() {
      return sign(Bytes.EMPTY);
    }
  }

  static PublicKey key(int sender) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) sender;
    bytes[1] = (byte) (sender >>> 8);
    bytes[2] = (byte) (sender >>> 16);
    return new PublicKey(SchemeId.ED25519, Bytes.wrap(bytes));
  }

  /** Of 150 bytes, expiring at height 50. */
  static Transaction tx(int sender, long sequence) {
    return tx(sender, sequence, 50, 0, Transaction.OVERHEAD + 2);
  }

  static Transaction expiring(int sender, long sequence, long expiryHeight) {
    return tx(sender, sequence, expiryHeight, 0, Transaction.OVERHEAD + 2);
  }

  /** Two transactions that differ in nothing but the variant differ in their payload. */
  static Transaction variant(int sender, long sequence, int variant) {
    return tx(sender, sequence, 50, variant, Transaction.OVERHEAD + 2);
  }

  static Transaction sized(int sender, long sequence, int encodedBytes) {
    return tx(sender, sequence, 50, 0, encodedBytes);
  }

  static Transaction tx(
      int sender, long sequence, long expiryHeight, int variant, int encodedBytes) {
    return on(CHAIN, sender, sequence, expiryHeight, variant, encodedBytes);
  }

  static Transaction on(
      Hash chain, int sender, long sequence, long expiryHeight, int variant, int encodedBytes) {
    byte[] payload = new byte[encodedBytes - Transaction.OVERHEAD];
    if (payload.length > 0) {
      payload[0] = (byte) variant;
    }
    return Transaction.sign(
        chain, new BlankKey(key(sender)), sequence, expiryHeight, Bytes.wrap(payload));
  }
}
