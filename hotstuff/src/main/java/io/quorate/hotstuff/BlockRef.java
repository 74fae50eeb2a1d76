package io.quorate.hotstuff;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Hash;

/**
 * Names a block.
 *
 * @param view its view within the epoch
 * @param height its height
 * @param hash its hash
 */
record BlockRef(long view, long height, Hash hash) {
  void encode(Encoder out) {
    out.u64(view).u64(height).hash(hash);
  }

  static BlockRef decode(Decoder in) throws MalformedInput {
    return new BlockRef(in.u64(), in.u64(), in.hash());
  }

  @Override
  public String toString() {
    return hash.shortHex() + " (height " + height + ", view " + view + ")";
  }
}
