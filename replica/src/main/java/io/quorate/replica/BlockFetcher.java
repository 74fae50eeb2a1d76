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
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Fetches the uncommitted blocks that the engine misses, from the signers of their certificates in
 * turn. An answer counts only if its hashes chain back from the block that was asked for, so a liar
 * can delay but not deceive. A chain longer than one answer is put together here, from the top
 * down, before the engine sees its lowest block first: the engine would have to hold what has no
 * parent yet. Not thread-safe.
 */
final class BlockFetcher {
  private static final int OUTSTANDING = 16;

  /** What one chain may come to; a longer one is left to catch-up. */
  static final int BLOCKS = 1_024;

  private static final long BYTES = 64L << 20;

  private final int self;
  private final SequencedMap<Hash, Fetch> fetches = new LinkedHashMap<>();

  /**
   * A chain that is being fetched.
   *
   * @param next the block that is asked for now
   * @param got those above it, newest first
   * @param tries peers that were asked for {@code next} before
   */
  private record Fetch(FetchBlock wanted, Hash next, List<Block> got, int tries) {
    boolean tooLong() {
      return got.size() > BLOCKS
          || got.stream().mapToLong(block -> block.encoded().size()).sum() > BYTES;
    }

    boolean complete() {
      return !got.isEmpty() && got.getLast().height() <= wanted.aboveHeight() + 1;
    }

    Fetch triedAgain() {
      return new Fetch(wanted, next, got, tries + 1);
    }
  }

  BlockFetcher(int self) {
    this.self = self;
  }

  void fetch(FetchBlock wanted, ReplicaEffects out) {
    // What is under way is repeated by the ticks alone: views can change every few milliseconds,
    // and an answer is megabytes. While a long chain is put together the newer ends of the same
    // chain wait; the engine asks for them again.
    boolean assembling = fetches.values().stream().anyMatch(fetch -> !fetch.got().isEmpty());
    if (assembling
        || fetches.containsKey(wanted.block())
        || wanted.from().stream().allMatch(peer -> peer == self)) {
      return;
    }
    if (fetches.size() >= OUTSTANDING) {
      fetches.pollFirstEntry();
    }
    Fetch fetch = new Fetch(wanted, wanted.block(), List.of(), 0);
    fetches.put(wanted.block(), fetch);
    ask(fetch, out);
  }

  /**
   * Takes an answer.
   *
   * @return the whole chain that was asked for, oldest first, when this completed it; empty when it
   *     goes on, or when nobody asked for this
   */
  List<Block> answered(List<Block> blocks, ReplicaEffects out) {
    Optional<Fetch> asked =
        blocks.stream()
            .findFirst()
            .flatMap(first ->
                fetches.values().stream()
                    .filter(fetch -> fetch.next().equals(first.hash()))
                    .findFirst());
    if (asked.isEmpty()) {
      return List.of();
    }
    Fetch longer = extended(asked.get(), blocks);
    Hash target = longer.wanted().block();
    if (longer.tooLong()) {
      fetches.remove(target);
      return List.of();
    }
    if (longer.complete()) {
      fetches.remove(target);
      return longer.got().reversed();
    }
    fetches.put(target, longer);
    ask(longer, out);
    return List.of();
  }

  private static Fetch extended(Fetch fetch, List<Block> blocks) {
    List<Block> got = new ArrayList<>(fetch.got());
    Hash expected = fetch.next();
    for (Block block : blocks) {
      if (!block.hash().equals(expected) || block.height() <= fetch.wanted().aboveHeight()) {
        break;
      }
      got.add(block);
      expected = block.parent();
    }
    // Who answered goes on answering: the tries start anew from the same peer.
    int peers = fetch.wanted().from().size();
    return new Fetch(fetch.wanted(), expected, got, fetch.tries() % peers);
  }

  /** The engine that asked is gone. */
  void clear() {
    fetches.clear();
  }

  /** Asks the next peer for everything still missing above the committed height. */
  void tick(ReplicaEffects out) {
    for (Fetch fetch : List.copyOf(fetches.values())) {
      Fetch next = fetch.triedAgain();
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
    out.emit(new Send(new One(peer), new BlockRequest(fetch.next(), fetch.wanted().aboveHeight())));
  }
}
