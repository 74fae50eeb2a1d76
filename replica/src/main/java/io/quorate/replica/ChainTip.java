package io.quorate.replica;

import io.quorate.consensus.Block;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Hash;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.ledger.Ledger.BlockId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The end of the log in memory: the last committed block, the executed height, and which blocks
 * above are stored.
 */
final class ChainTip {
  private final SortedMap<Long, Set<Hash>> stored = new TreeMap<>();
  private Block committed;
  private long executed;

  private ChainTip(Block committed, long executed) {
    this.committed = committed;
    this.executed = executed;
  }

  static ChainTip read(Ledger ledger) {
    long height = ledger.committedHeight();
    Block committed =
        ledger
            .block(height)
            .orElseThrow(
                () -> new IllegalStateException("committed block " + height + " is missing"));
    ChainTip tip = new ChainTip(committed, ledger.executedHeight());
    ledger.uncommitted().forEach(id -> tip.remember(id.height(), id.hash()));
    return tip;
  }

  Block committed() {
    return committed;
  }

  long executed() {
    return executed;
  }

  void executed(long height) {
    if (height != executed + 1) {
      throw new IllegalStateException("height " + height + " executed after " + executed);
    }
    executed = height;
  }

  /**
   * Stored blocks of an epoch above the committed height. Those that an epoch left behind above its
   * last height are nobody's any more.
   */
  List<Block> uncommitted(Ledger ledger, long epoch) {
    List<Block> blocks = new ArrayList<>();
    stored
        .tailMap(committed.height() + 1)
        .values()
        .forEach(hashes -> hashes.forEach(h -> ledger.block(h).ifPresent(blocks::add)));
    blocks.removeIf(block -> block.header().epoch() != epoch);
    return blocks;
  }

  void store(Block block, Ledger ledger, WriteBatch batch) {
    if (block.height() > committed.height() && remember(block.height(), block.hash())) {
      ledger.storeUncommitted(block, batch);
    }
  }

  void commit(Block block, Ledger ledger, ReplicaEffects out) {
    List<BlockId> overtaken = new ArrayList<>();
    SortedMap<Long, Set<Hash>> past = stored.headMap(block.height() + 1);
    past.forEach(
        (height, hashes) -> hashes.forEach(hash -> overtaken.add(new BlockId(height, hash))));
    past.clear();
    WriteBatch batch = new WriteBatch();
    ledger.commit(block, overtaken, batch);
    out.emit(new ReplicaEffect.Write(batch));
    committed = block;
  }

  private boolean remember(long height, Hash hash) {
    return stored.computeIfAbsent(height, h -> new LinkedHashSet<>()).add(hash);
  }
}
