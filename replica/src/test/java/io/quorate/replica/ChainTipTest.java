package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.replica.ledger.Ledger;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChainTipTest {
  private final Network network = new Network();
  private final Block genesis = network.genesis().block();
  private final MemoryStore store = new MemoryStore();
  private final Ledger ledger = new Ledger(store, genesis);
  private final List<Block> blocks = network.blocks(genesis, 3);
  private final ChainTip tip = ChainTip.read(ledger);

  private void store(Block block) {
    WriteBatch batch = new WriteBatch();
    tip.store(block, ledger, batch);
    store.write(batch);
  }

  private void commit(Block block) {
    tip.commit(
        block,
        ledger,
        effect -> {
          if (effect instanceof ReplicaEffect.Write(WriteBatch batch)) {
            store.write(batch);
          }
        });
  }

  @Test
  @DisplayName("a committed block deletes its rivals; blocks above it stay for the engine")
  void overtakes() {
    Block rival = network.block(genesis, network.transaction(1, 1, "rival"));
    store(rival);
    blocks.forEach(this::store);
    commit(blocks.get(0));
    assertTrue(ledger.block(rival.hash()).isEmpty());
    assertEquals(List.of(blocks.get(1), blocks.get(2)), tip.uncommitted(ledger, 0));
    assertEquals(blocks.get(0), ChainTip.read(ledger).committed());
    assertEquals(
        List.of(blocks.get(1), blocks.get(2)), ChainTip.read(ledger).uncommitted(ledger, 0));
  }

  @Test
  @DisplayName("a block is stored once, and never at or below the committed height")
  void storesOnce() {
    store(blocks.get(0));
    commit(blocks.get(0));
    WriteBatch batch = new WriteBatch();
    tip.store(network.block(genesis, network.transaction(1, 1, "late")), ledger, batch);
    tip.store(blocks.get(1), ledger, batch);
    int changes = batch.changes().size();
    tip.store(blocks.get(1), ledger, batch);
    assertEquals(changes, batch.changes().size());
    assertTrue(
        batch.changes().stream()
            .anyMatch(change ->
                change instanceof WriteBatch.Put put
                    && put.value().equals(blocks.get(1).encoded())));
    store.write(batch);
    assertEquals(List.of(blocks.get(1)), tip.uncommitted(ledger, 0));
  }

  @Test
  @DisplayName("an execution out of order is a broken invariant")
  void executedInOrder() {
    tip.executed(1);
    assertThrows(IllegalStateException.class, () -> tip.executed(1));
    assertThrows(IllegalStateException.class, () -> tip.executed(3));
    tip.executed(2);
    assertEquals(2, tip.executed());
  }
}
