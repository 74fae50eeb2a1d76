package io.quorate.replica;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Effect.FetchBlock;
import io.quorate.crypto.Hash;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.message.PeerMessage.BlockRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Fetches the uncommitted blocks that the engine misses, from the signers of their certificates in
 * turn. An answer counts only if its hashes chain back from the block that was asked for, so a liar
 * can delay but not deceive. Not thread-safe.
 */
final class BlockFetcher {
  private static final int OUTSTANDING = 16;

  private final int self;
  private final SequencedMap<Hash, Fetch> fetches = new LinkedHashMap<>();

  private record Fetch(FetchBlock wanted, int tries) {}

  BlockFetcher(int self) {
    this.self = self;
  }

  void fetch(FetchBlock wanted, ReplicaEffects out) {
    // What is under way is repeated by the ticks alone: views can change every few milliseconds,
    // and an
    // answer is megabytes.
    if (fetches.containsKey(wanted.block())
        || wanted.from().stream().allMatch(peer -> peer == self)) {
      return;
    }
    if (fetches.size() >= OUTSTANDING) {
      fetches.pollFirstEntry();
    }
    Fetch fetch = new Fetch(wanted, 0);
    fetches.put(wanted.block(), fetch);
    ask(fetch, out);
  }

  /**
   * The blocks of an answer that was asked for, oldest first, down to the height it was asked for;
   * empty when it is none or does not chain.
   */
  List<Block> answered(List<Block> blocks) {
    if (blocks.isEmpty()) {
      return List.of();
    }
    Hash expected = blocks.getFirst().hash();
    Fetch fetch = fetches.remove(expected);
    if (fetch == null) {
      return List.of();
    }
    List<Block> chained = new ArrayList<>();
    for (Block block : blocks) {
      if (!block.hash().equals(expected) || block.height() <= fetch.wanted().aboveHeight()) {
        break;
      }
      chained.addFirst(block);
      expected = block.parent();
    }
    return chained;
  }

  /** Asks the next peer for everything still missing above the committed height. */
  void tick(ReplicaEffects out) {
    for (Fetch fetch : List.copyOf(fetches.values())) {
      Fetch next = new Fetch(fetch.wanted(), fetch.tries() + 1);
      if (next.tries() > 2 * fetch.wanted().from().size()) {
        fetches.remove(fetch.wanted().block());
      } else {
        fetches.put(fetch.wanted().block(), next);
        ask(next, out);
      }
    }
  }

  private void ask(Fetch fetch, ReplicaEffects out) {
    List<Integer> from = fetch.wanted().from().stream().filter(peer -> peer != self).toList();
    int peer = from.get(fetch.tries() % from.size());
    out.emit(
        new Send(
            new One(peer), new BlockRequest(fetch.wanted().block(), fetch.wanted().aboveHeight())));
  }
}
