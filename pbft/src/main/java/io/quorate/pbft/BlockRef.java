package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Hash;

/** A block's place and name: the paper's sequence number and digest. */
record BlockRef(long height, Hash hash) {

  static BlockRef of(Block block) {
    return new BlockRef(block.height(), block.hash());
  }

  /** The block that a vote is for. */
  static BlockRef of(VoteContent content) {
    return new BlockRef(content.height(), content.subject());
  }

  void encode(Encoder out) {
    out.u64(height).hash(hash);
  }

  static BlockRef decode(Decoder in) throws MalformedInput {
    return new BlockRef(in.u64(), in.hash());
  }

  @Override
  public String toString() {
    return hash.shortHex() + " (height " + height + ")";
  }
}
