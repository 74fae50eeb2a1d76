package io.quorate.consensus;

import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;

/**
 * A header and the payload it commits to. A decoded block's payload matches its header. Immutable.
 */
public final class Block {
  private final BlockHeader header;
  private final Payload payload;
  private final Hash hash;
  private final Bytes encoded;

  private Block(BlockHeader header, Payload payload, Bytes encoded) {
    this.header = header;
    this.payload = payload;
    this.hash = header.hash();
    this.encoded = encoded;
  }

  /** A block over {@code parent}. */
  public static Block of(
      Block parent,
      Hash chain,
      long epoch,
      long view,
      int proposer,
      long timeMillis,
      Payload payload) {
    return of(
        new BlockHeader(
            chain,
            epoch,
            parent.height() + 1,
            view,
            parent.hash(),
            proposer,
            timeMillis,
            payload.root()),
        payload);
  }

  /**
   * The block of height 0 that every log of {@code genesis} starts from; its hash names the chain.
   */
  public static Block genesis(Hash chain, long timeMillis) {
    return of(
        new BlockHeader(chain, 0, 0, 0, Hash.ZERO, 0, timeMillis, Payload.EMPTY.root()),
        Payload.EMPTY);
  }

  private static Block of(BlockHeader header, Payload payload) {
    Encoder out = new Encoder(BlockHeader.SIZE + 64);
    header.encode(out);
    payload.encode(out);
    return new Block(header, payload, out.toBytes());
  }

  /** Reads the canonical form of one block. */
  public static Decoded<Block> decode(Bytes input) {
    return Decoder.decode(input, Limits.BLOCK_BYTES, Block::decode);
  }

  /**
   * Reads the canonical form inside a larger message; refuses a payload that the header does not
   * commit to.
   */
  public static Block decode(Decoder in) throws MalformedInput {
    int start = in.position();
    BlockHeader header = BlockHeader.decode(in);
    Payload payload = Payload.decode(in);
    if (!payload.root().equals(header.payloadRoot())) {
      throw new MalformedInput("payload does not match the header of height " + header.height());
    }
    return new Block(header, payload, in.consumedSince(start));
  }

  /** The header. */
  public BlockHeader header() {
    return header;
  }

  /** The payload. */
  public Payload payload() {
    return payload;
  }

  /** The header's hash, computed once. */
  public Hash hash() {
    return hash;
  }

  /** Position in the log. */
  public long height() {
    return header.height();
  }

  /** The view of its first proposal. */
  public long view() {
    return header.view();
  }

  /** The parent's hash. */
  public Hash parent() {
    return header.parent();
  }

  /** The canonical form. */
  public Bytes encoded() {
    return encoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Block that && hash.equals(that.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "block " + hash.shortHex() + " h" + height() + " v" + view();
  }
}
