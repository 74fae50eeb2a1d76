package io.quorate.replica.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Hash;
import io.quorate.replica.Network;
import io.quorate.replica.message.PeerMessage.BlockRequest;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.LogRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final int HEIGHTS = 6;

  private final Network network = new Network();
  private final Block genesis = network.genesis().block();
  private final MemoryStore store = new MemoryStore();
  private final Ledger ledger = new Ledger(store, genesis);
  private final List<Block> blocks = network.blocks(genesis, HEIGHTS);

  /** Heights 1 to 4 are committed and certified, 5 and 6 only stored. */
  @BeforeEach
  void fill() {
    WriteBatch batch = new WriteBatch();
    for (Block block : blocks) {
      if (block.height() <= 4) {
        ledger.commit(block, List.of(), batch);
        ledger.storeCertificate(
            network.certificate(
                network.attestation(
                    block.height(), new Ledger.Outcome(block.hash(), Hash.ZERO, Hash.ZERO)),
                0,
                1,
                2),
            batch);
      } else {
        ledger.storeUncommitted(block, batch);
      }
    }
    store.write(batch);
  }

  private List<Long> certified(long from, int limit) {
    return ledger.answer(new LogRequest(from, limit)).blocks().stream()
        .map(CertifiedBlock::block)
        .map(Block::height)
        .toList();
  }

  @Test
  @DisplayName("blocks are found by hash and, once committed, by height")
  void lookup() {
    assertEquals(4, ledger.committedHeight());
    assertEquals(genesis, ledger.block(0).orElseThrow());
    assertEquals(genesis, ledger.block(genesis.hash()).orElseThrow());
    assertEquals(blocks.get(3), ledger.block(4).orElseThrow());
    assertTrue(ledger.block(5).isEmpty());
    assertEquals(blocks.get(4), ledger.block(blocks.get(4).hash()).orElseThrow());
    assertEquals(
        List.of(5L, 6L), ledger.uncommitted().stream().map(Ledger.BlockId::height).toList());
  }

  @Test
  @DisplayName("a peer gets certified blocks from where it asks, as many as it asks, and no gap")
  void logs() {
    assertEquals(List.of(1L, 2L, 3L, 4L), certified(1, 128));
    assertEquals(List.of(3L, 4L), certified(3, 128));
    assertEquals(List.of(2L), certified(2, 1));
    assertEquals(List.of(), certified(2, 0));
    assertEquals(List.of(), certified(5, 128));
    assertEquals(List.of(), certified(Long.MAX_VALUE, Integer.MAX_VALUE));
    assertEquals(List.of(1L, 2L, 3L, 4L), certified(0, 128), "height 0 is nobody's to send");
  }

  @Test
  @DisplayName("a peer gets a block and its ancestors above a height, newest first")
  void ancestors() {
    Hash last = blocks.getLast().hash();
    assertEquals(blocks.reversed(), ledger.answer(new BlockRequest(last, 0)).blocks());
    assertEquals(
        List.of(blocks.get(5), blocks.get(4)), ledger.answer(new BlockRequest(last, 4)).blocks());
    assertEquals(List.of(), ledger.answer(new BlockRequest(Network.hash("unknown"), 0)).blocks());
    assertEquals(List.of(), ledger.answer(new BlockRequest(genesis.hash(), 0)).blocks());
  }

  @Test
  @DisplayName("an answer stays under its limit of bytes, however much is asked for")
  void bounded() {
    Block parent = blocks.getLast();
    WriteBatch batch = new WriteBatch();
    for (int i = 1; i <= 10; i++) {
      parent = network.block(parent, network.transaction(1, i, "x".repeat(1_000_000)));
      ledger.storeUncommitted(parent, batch);
    }
    store.write(batch);
    assertEquals(5, ledger.answer(new BlockRequest(parent.hash(), 0)).blocks().size());
  }

  @Test
  @DisplayName("committing a height deletes what it overtook and keeps what lies above")
  void overtaken() {
    Block rival = network.block(blocks.get(3), network.transaction(1, 1, "rival"));
    WriteBatch batch = new WriteBatch();
    ledger.storeUncommitted(rival, batch);
    List<Ledger.BlockId> overtaken =
        List.of(new Ledger.BlockId(5, rival.hash()), new Ledger.BlockId(5, blocks.get(4).hash()));
    ledger.commit(blocks.get(4), overtaken, batch);
    store.write(batch);
    assertTrue(ledger.block(rival.hash()).isEmpty());
    assertEquals(blocks.get(4), ledger.block(5).orElseThrow());
    assertEquals(List.of(new Ledger.BlockId(6, blocks.get(5).hash())), ledger.uncommitted());
  }
}
