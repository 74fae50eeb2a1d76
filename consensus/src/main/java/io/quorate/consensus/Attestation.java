package io.quorate.consensus;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;

/**
 * What a validator says after executing a height; a quorum of equal ones is a {@link
 * FinalityCertificate}. The same shape whichever engine ordered the block (DESIGN section 3).
 *
 * @param chain the chain's id
 * @param epoch the epoch of the height
 * @param height the executed height
 * @param block the block's hash
 * @param stateRoot root of the authenticated state after the block
 * @param receiptsRoot Merkle root over the block's receipts in order
 * @param nextEpoch digest of the next epoch when this height is an epoch's last, otherwise {@link
 *     Hash#ZERO}
 */
public record Attestation(
    Hash chain,
    long epoch,
    long height,
    Hash block,
    Hash stateRoot,
    Hash receiptsRoot,
    Hash nextEpoch)
    implements SigningContent {
  /** Bytes of the encoding. */
  public static final int SIZE = 32 + 8 + 8 + 4 * 32;

  private static final Bytes TAG = Bytes.utf8("quorate/attestation/1\n");

  @Override
  public Bytes signingBytes() {
    Encoder out = new Encoder(TAG.size() + SIZE).fixed(TAG);
    encode(out);
    return out.toBytes();
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.hash(chain)
        .u64(epoch)
        .u64(height)
        .hash(block)
        .hash(stateRoot)
        .hash(receiptsRoot)
        .hash(nextEpoch);
  }

  /** Reads the canonical form. */
  public static Attestation decode(Decoder in) throws MalformedInput {
    return new Attestation(
        in.hash(), in.u64(), in.u64(), in.hash(), in.hash(), in.hash(), in.hash());
  }
}
