package io.quorate.replica.ledger;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Limits;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleTree;
import io.quorate.replica.message.PeerCodec;
import io.quorate.replica.message.PeerMessage.BlockRequest;
import io.quorate.replica.message.PeerMessage.Blocks;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.Log;
import io.quorate.replica.message.PeerMessage.LogRequest;
import io.quorate.replica.message.StoredLog;
import io.quorate.replica.message.StoredLog.StoredBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the block log, receipts and certificates, and shapes the batches that write them. Stateless
 * over a thread-safe store, so thread-safe itself: API threads and peers' requests read while the
 * replica writes.
 */
public final class Ledger {
  /** Bytes after which an answer to a peer ends, though never before its first block. */
  private static final long ANSWER_BYTES = 4 << 20;

  private final KeyValueStore store;
  private final Block genesis;

  /**
   * A ledger over {@code store}.
   *
   * @param genesis the block of height 0, which is not stored
   */
  public Ledger(KeyValueStore store, Block genesis) {
    this.store = store;
    this.genesis = genesis;
  }

  /** Names a block. */
  public record BlockId(long height, Hash hash) {}

  /**
   * What the execution of a height came to, as it is attested.
   *
   * @param block the block's hash
   * @param stateRoot root of the state after it
   * @param receiptsRoot root over its receipts
   */
  public record Outcome(Hash block, Hash stateRoot, Hash receiptsRoot) {}

  /** Where a transaction was executed. */
  public record Location(long height, int index) {}

  /** The highest ordered height; 0 on a fresh chain. */
  public long committedHeight() {
    return height(LedgerKeys.COMMITTED_HEIGHT);
  }

  /** The highest executed height; 0 on a fresh chain. */
  public long executedHeight() {
    return height(LedgerKeys.EXECUTED_HEIGHT);
  }

  /** The highest height up to which every finality certificate is stored. */
  public long finalizedHeight() {
    return height(LedgerKeys.FINALIZED_HEIGHT);
  }

  /** The block with that hash, committed or not. */
  public Optional<Block> block(Hash hash) {
    if (hash.equals(genesis.hash())) {
      return Optional.of(genesis);
    }
    return store.get(LedgerKeys.block(hash)).map(encoded -> Block.decode(encoded).orThrow());
  }

  /** The committed block of that height. */
  public Optional<Block> block(long height) {
    if (height == 0) {
      return Optional.of(genesis);
    }
    return store.get(LedgerKeys.committed(height)).flatMap(hash -> block(new Hash(hash)));
  }

  /** The finality certificate of that height. */
  public Optional<FinalityCertificate> certificate(long height) {
    return store
        .get(LedgerKeys.certificate(height))
        .map(e -> FinalityCertificate.decode(e).orThrow());
  }

  /** The receipts of an executed height, in order. */
  public Optional<List<Receipt>> receipts(long height) {
    return store.get(LedgerKeys.receipts(height)).map(Ledger::decodeReceipts);
  }

  /** What the execution of a height came to. */
  public Optional<Outcome> outcome(long height) {
    return store
        .get(LedgerKeys.outcome(height))
        .map(e ->
            Decoder.decode(e, 96, in -> new Outcome(in.hash(), in.hash(), in.hash())).orThrow());
  }

  /** Where the first execution of a transaction is. */
  public Optional<Location> locate(Hash transaction) {
    return store
        .get(LedgerKeys.transaction(transaction))
        .map(e -> Decoder.decode(e, 16, in -> new Location(in.u64(), in.u32())).orThrow());
  }

  /** The proved receipt of a transaction's first execution, once its height is final. */
  public Optional<ProvedReceipt> prove(Hash transaction) {
    return locate(transaction)
        .flatMap(at ->
            certificate(at.height())
                .flatMap(certificate ->
                    receipts(at.height()).map(all -> prove(all, at.index(), certificate))));
  }

  /** Blocks stored but not committed, in height order. */
  public List<BlockId> uncommitted() {
    return store
        .scan(LedgerKeys.uncommittedFrom(0), LedgerKeys.uncommittedEnd(), Integer.MAX_VALUE)
        .stream()
        .map(entry ->
            new BlockId(
                LedgerKeys.heightOfUncommitted(entry.key()),
                LedgerKeys.hashOfUncommitted(entry.key())))
        .toList();
  }

  /** Whether this replica lost what it signed before and may sign nothing yet. */
  public boolean observing() {
    return store.get(LedgerKeys.OBSERVING).isPresent();
  }

  /**
   * The key of this replica was used before, and the memory of that is lost: it observes. To be
   * durable before the replica starts.
   */
  public static void observe(WriteBatch batch) {
    batch.put(LedgerKeys.OBSERVING, Bytes.EMPTY);
  }

  /** Nothing that was signed before can contradict what is signed from now on. */
  public void endObserving(WriteBatch batch) {
    batch.delete(LedgerKeys.OBSERVING);
  }

  /** The last durable state of that epoch's engine; empty if that is of an earlier epoch. */
  public Optional<Bytes> safetyState(long epoch) {
    return store
        .get(LedgerKeys.SAFETY_STATE)
        .filter(record -> epochOf(record) == epoch)
        .map(record -> record.slice(8, record.size()));
  }

  /** Answers a peer: the block and its ancestors above a height, newest first. */
  public Blocks answer(BlockRequest request) {
    List<Block> found = new ArrayList<>();
    long bytes = 0;
    Optional<Block> next = block(request.block());
    while (next.isPresent()
        && next.get().height() > Math.max(0, request.aboveHeight())
        && found.size() < PeerCodec.BLOCKS
        && bytes < ANSWER_BYTES) {
      found.add(next.get());
      bytes += next.get().encoded().size();
      next = block(next.get().parent());
    }
    return new Blocks(found);
  }

  /** Answers a peer: certified blocks from a height on, ascending. */
  public Log answer(LogRequest request) {
    StoredLog stored = stored(request);
    List<CertifiedBlock> blocks =
        stored.blocks().stream()
            .map(each ->
                new CertifiedBlock(
                    Block.decode(each.block()).orThrow(),
                    FinalityCertificate.decode(each.certificate()).orThrow()))
            .toList();
    return new Log(blocks, stored.finalized());
  }

  /** The same as it is stored: who serves others has no need to read it. */
  public StoredLog stored(LogRequest request) {
    List<StoredBlock> found = new ArrayList<>();
    long bytes = 0;
    long height = Math.max(1, request.from());
    int limit = Math.min(request.limit(), PeerCodec.BLOCKS);
    while (found.size() < limit && bytes < ANSWER_BYTES) {
      Optional<Bytes> certificate = store.get(LedgerKeys.certificate(height));
      Optional<Bytes> block =
          certificate.isEmpty()
              ? Optional.empty()
              : store
                  .get(LedgerKeys.committed(height))
                  .flatMap(hash -> store.get(LedgerKeys.block(new Hash(hash))));
      if (certificate.isEmpty() || block.isEmpty()) {
        break;
      }
      found.add(new StoredBlock(block.get(), certificate.get()));
      bytes += block.get().size();
      height++;
    }
    return new StoredLog(found, finalizedHeight());
  }

  /** Stores a block that is not committed yet. */
  public void storeUncommitted(Block block, WriteBatch batch) {
    batch.put(LedgerKeys.block(block.hash()), block.encoded());
    batch.put(LedgerKeys.uncommitted(block.height(), block.hash()), Bytes.EMPTY);
  }

  /**
   * Commits a block: its body, unless that is stored, its place, and the end of the uncommitted
   * ones at or below its height.
   *
   * @param overtaken what {@link #storeUncommitted} stored at or below that height
   */
  public void commit(Block block, List<BlockId> overtaken, WriteBatch batch) {
    boolean stored = false;
    for (BlockId id : overtaken) {
      batch.delete(LedgerKeys.uncommitted(id.height(), id.hash()));
      if (id.hash().equals(block.hash())) {
        stored = true;
      } else {
        batch.delete(LedgerKeys.block(id.hash()));
      }
    }
    if (!stored) {
      batch.put(LedgerKeys.block(block.hash()), block.encoded());
    }
    batch.put(LedgerKeys.committed(block.height()), block.hash().bytes());
    batch.put(LedgerKeys.COMMITTED_HEIGHT, encodeHeight(block.height()));
  }

  /** Stores the state of an epoch's engine in place of what was stored before. */
  public void storeSafetyState(long epoch, Bytes state, WriteBatch batch) {
    batch.put(
        LedgerKeys.SAFETY_STATE, new Encoder(8 + state.size()).u64(epoch).fixed(state).toBytes());
  }

  /** Stores a certificate. */
  public void storeCertificate(FinalityCertificate certificate, WriteBatch batch) {
    batch.put(LedgerKeys.certificate(certificate.attestation().height()), certificate.encoded());
  }

  /** Stores how far certificates reach without a gap. */
  public void storeFinalizedHeight(long height, WriteBatch batch) {
    batch.put(LedgerKeys.FINALIZED_HEIGHT, encodeHeight(height));
  }

  /** The receipt at {@code index} with its path and certificate. */
  public static ProvedReceipt prove(
      List<Receipt> receipts, int index, FinalityCertificate certificate) {
    List<Bytes> leaves = receipts.stream().map(Receipt::encoded).toList();
    return new ProvedReceipt(receipts.get(index), MerkleTree.prove(leaves, index), certificate);
  }

  static Bytes encode(Outcome outcome) {
    return new Encoder(96)
        .hash(outcome.block())
        .hash(outcome.stateRoot())
        .hash(outcome.receiptsRoot())
        .toBytes();
  }

  /** The stored form of a block's receipts, from those of each. */
  static Bytes encodeReceipts(List<Bytes> receipts) {
    int size = Integer.BYTES + receipts.stream().mapToInt(Bytes::size).sum();
    return new Encoder(size).list(receipts, Encoder::fixed).toBytes();
  }

  static Bytes encodeHeight(long height) {
    return new Encoder(8).u64(height).toBytes();
  }

  private static List<Receipt> decodeReceipts(Bytes encoded) {
    Decoded<List<Receipt>> decoded =
        Decoder.decode(
            encoded,
            Integer.MAX_VALUE,
            in -> in.list(Limits.BLOCK_TRANSACTIONS, 49, Receipt::decode));
    return decoded.orThrow();
  }

  private static long epochOf(Bytes record) {
    return Decoder.decode(record.slice(0, 8), 8, Decoder::u64).orThrow();
  }

  private long height(Bytes key) {
    return store.get(key).map(e -> Decoder.decode(e, 8, Decoder::u64).orThrow()).orElse(0L);
  }
}
