package io.quorate.replica.message;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Signature;
import io.quorate.replica.message.PeerMessage.Attested;
import io.quorate.replica.message.PeerMessage.BlockRequest;
import io.quorate.replica.message.PeerMessage.Blocks;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.EngineMessageOf;
import io.quorate.replica.message.PeerMessage.Evidence;
import io.quorate.replica.message.PeerMessage.HeightQuery;
import io.quorate.replica.message.PeerMessage.HeightReply;
import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.Log;
import io.quorate.replica.message.PeerMessage.LogRequest;
import io.quorate.replica.message.PeerMessage.Transactions;

/** The wire form of {@link PeerMessage}: one kind byte, then the body. Thread-safe. */
public final class PeerCodec {
  /** Transactions of one spreading batch. */
  public static final int TRANSACTIONS = 4_096;

  /** Blocks of one answer. */
  public static final int BLOCKS = 512;

  private static final int MINIMUM_BLOCK = BlockHeader.SIZE + 8;

  private final MessageCodec engine;

  /**
   * @param engine the wire form of the chain's engine
   */
  public PeerCodec(MessageCodec engine) {
    this.engine = engine;
  }

  /** Encodes any message. */
  public Bytes encode(PeerMessage message) {
    Encoder out = new Encoder(256);
    switch (message) {
      case EngineMessageOf m -> out.u8(1).u64(m.epoch()).bytes(engine.encode(m.message()));
      case Attested m -> {
        out.u8(2).u32(m.signer());
        m.attestation().encode(out);
        out.bytes(m.signature().bytes());
      }
      case Heights m -> out.u8(3).u64(m.finalized()).u64(m.committed()).bool(m.observing());
      case Evidence m -> m.equivocation().encode(out.u8(4));
      case Transactions m -> out.u8(5).list(m.transactions(), (o, t) -> o.fixed(t.encoded()));
      case BlockRequest m -> out.u8(6).hash(m.block()).u64(m.aboveHeight());
      case Blocks m -> out.u8(7).list(m.blocks(), (o, b) -> o.fixed(b.encoded()));
      case LogRequest m -> out.u8(8).u64(m.from()).u32(m.limit());
      case HeightQuery m -> out.u8(10).u64(m.nonce());
      case HeightReply m -> out.u8(11).u64(m.nonce()).u64(m.executed());
      case Log m ->
          out.u8(9)
              .list(
                  m.blocks(),
                  (o, c) -> {
                    o.fixed(c.block().encoded());
                    c.certificate().encode(o);
                  })
              .u64(m.finalized());
    }
    return out.toBytes();
  }

  /** Encodes a {@link Log} whose parts are encoded. */
  public Bytes encode(StoredLog log) {
    Encoder out = new Encoder(4096).u8(9);
    out.list(log.blocks(), (o, c) -> o.fixed(c.block()).fixed(c.certificate()));
    return out.u64(log.finalized()).toBytes();
  }

  /** Decodes one message; every limit is checked before allocation. */
  public Decoded<PeerMessage> decode(Bytes input) {
    return Decoder.decode(input, Limits.MESSAGE_BYTES, this::read);
  }

  private PeerMessage read(Decoder in) throws MalformedInput {
    int kind = in.u8();
    return switch (kind) {
      case 1 -> readEngine(in);
      case 2 -> new Attested(in.u32(), Attestation.decode(in), new Signature(in.bytes(96)));
      case 3 -> new Heights(in.u64(), in.u64(), in.bool());
      case 4 -> new Evidence(Equivocation.decode(in));
      case 5 -> new Transactions(in.list(TRANSACTIONS, Transaction.OVERHEAD, Transaction::decode));
      case 6 -> new BlockRequest(in.hash(), in.u64());
      case 7 -> new Blocks(in.list(BLOCKS, MINIMUM_BLOCK, Block::decode));
      case 8 -> new LogRequest(in.u64(), in.u32());
      case 9 -> new Log(in.list(BLOCKS, MINIMUM_BLOCK, PeerCodec::readCertified), in.u64());
      case 10 -> new HeightQuery(in.u64());
      case 11 -> new HeightReply(in.u64(), in.u64());
      default -> throw new MalformedInput("unknown message kind " + kind);
    };
  }

  private EngineMessageOf readEngine(Decoder in) throws MalformedInput {
    long epoch = in.u64();
    Decoded<SignedMessage> decoded = engine.decode(in.bytes(Limits.MESSAGE_BYTES));
    return switch (decoded) {
      case Decoded.Ok<SignedMessage> ok -> new EngineMessageOf(epoch, ok.value());
      case Decoded.Malformed<SignedMessage> bad -> throw new MalformedInput(bad.reason());
    };
  }

  private static CertifiedBlock readCertified(Decoder in) throws MalformedInput {
    return new CertifiedBlock(Block.decode(in), FinalityCertificate.decode(in));
  }
}
