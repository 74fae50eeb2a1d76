package io.quorate.consensus;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;

/**
 * What a block's hash covers. The parent hash makes the log a hash chain under every engine.
 *
 * @param chain the chain's id ({@link Hash#ZERO} in the genesis block alone)
 * @param epoch the epoch
 * @param height position in the log; the genesis block has 0
 * @param view the view in which it was first proposed
 * @param parent hash of the block at {@code height - 1}
 * @param proposer index of the proposing validator
 * @param timeMillis block time, milliseconds since 1970, not below the parent's
 * @param payloadRoot {@link Payload#root()}
 */
public record BlockHeader(
    Hash chain,
    long epoch,
    long height,
    long view,
    Hash parent,
    int proposer,
    long timeMillis,
    Hash payloadRoot) {
  /** Bytes of the encoding. */
  public static final int SIZE = 32 + 8 + 8 + 8 + 32 + 4 + 8 + 32;

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.hash(chain)
        .u64(epoch)
        .u64(height)
        .u64(view)
        .hash(parent)
        .u32(proposer)
        .u64(timeMillis)
        .hash(payloadRoot);
  }

  /** Reads the canonical form. */
  public static BlockHeader decode(Decoder in) throws MalformedInput {
    return new BlockHeader(
        in.hash(), in.u64(), in.u64(), in.u64(), in.hash(), in.u32(), in.u64(), in.hash());
  }

  /** The block's hash. */
  public Hash hash() {
    Encoder out = new Encoder(SIZE);
    encode(out);
    return Sha256.tagged("quorate/block/1", out.toBytes());
  }
}
