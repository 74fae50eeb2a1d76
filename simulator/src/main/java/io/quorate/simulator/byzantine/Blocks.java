package io.quorate.simulator.byzantine;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.Payload;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.function.UnaryOperator;

/** Blocks that no honest leader would make. */
final class Blocks {
  private Blocks() {}

  /** The same block a millisecond later: as good as the first one, and not it. */
  static Block later(Block block) {
    return with(block, h -> timed(h, h.timeMillis() + 1));
  }

  /** The same place with another payload, to which the header commits. */
  static Block carrying(Block block, Payload payload) {
    return encoded(header(block.header(), h -> h, payload.root()), payload);
  }

  /** The same payload under a changed header. */
  static Block with(Block block, UnaryOperator<BlockHeader> change) {
    return encoded(header(block.header(), change, block.payload().root()), block.payload());
  }

  static BlockHeader timed(BlockHeader h, long timeMillis) {
    return new BlockHeader(
        h.chain(),
        h.epoch(),
        h.height(),
        h.view(),
        h.parent(),
        h.proposer(),
        timeMillis,
        h.payloadRoot());
  }

  static BlockHeader placed(BlockHeader h, long height, long view) {
    return new BlockHeader(
        h.chain(),
        h.epoch(),
        height,
        view,
        h.parent(),
        h.proposer(),
        h.timeMillis(),
        h.payloadRoot());
  }

  static BlockHeader over(BlockHeader h, Hash parent, long height) {
    return new BlockHeader(
        h.chain(),
        h.epoch(),
        height,
        h.view(),
        parent,
        h.proposer(),
        h.timeMillis(),
        h.payloadRoot());
  }

  private static BlockHeader header(
      BlockHeader header, UnaryOperator<BlockHeader> change, Hash root) {
    BlockHeader h = change.apply(header);
    return new BlockHeader(
        h.chain(), h.epoch(), h.height(), h.view(), h.parent(), h.proposer(), h.timeMillis(), root);
  }

  private static Block encoded(BlockHeader header, Payload payload) {
    Encoder out = new Encoder();
    header.encode(out);
    payload.encode(out);
    return Block.decode(out.toBytes()).orThrow();
  }
}
