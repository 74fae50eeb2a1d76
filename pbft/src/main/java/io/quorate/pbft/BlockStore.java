package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The blocks above the committed one that this replica holds. Not thread-safe. */
final class BlockStore {
  private final Map<Hash, Block> blocks = new LinkedHashMap<>();
  private final Set<Hash> durable = new LinkedHashSet<>();

  /** What lies between two heights. */
  sealed interface Path {}

  /**
   * All of it is here.
   *
   * @param blocks lowest first
   * @param below hash of the block they stand on
   */
  record Complete(List<Block> blocks, Hash below) implements Path {}

  /** A block is not here. */
  record Missing(Hash block) implements Path {}

  /** The heights do not fit; no honest replica ever prepared such blocks. */
  record Broken() implements Path {}

  void add(Block block) {
    blocks.putIfAbsent(block.hash(), block);
  }

  void addDurable(Block block) {
    add(block);
    durable.add(block.hash());
  }

  Optional<Block> get(Hash hash) {
    return Optional.ofNullable(blocks.get(hash));
  }

  int size() {
    return blocks.size();
  }

  /** The blocks from {@code top} down to, and without, the height {@code above}. */
  Path path(BlockRef top, long above) {
    Deque<Block> found = new ArrayDeque<>();
    Hash at = top.hash();
    for (long height = top.height(); height > above; height--) {
      Block block = blocks.get(at);
      if (block == null) {
        return new Missing(at);
      }
      if (block.height() != height) {
        return new Broken();
      }
      found.addFirst(block);
      at = block.parent();
    }
    return new Complete(List.copyOf(found), at);
  }

  /** Those of {@code wanted} that were not made durable yet; from now on they are. */
  List<Block> takeVolatile(Collection<Block> wanted) {
    List<Block> result = new ArrayList<>();
    for (Block block : wanted) {
      if (durable.add(block.hash())) {
        result.add(block);
      }
    }
    return result;
  }

  void forgetUpTo(long height) {
    blocks.values().removeIf(block -> block.height() <= height);
    durable.retainAll(blocks.keySet());
  }

  /** Forgets everything but these blocks and what they stand on; how many that were. */
  int retainChains(Collection<Hash> tops) {
    int before = blocks.size();
    Set<Hash> kept = new LinkedHashSet<>();
    for (Hash top : tops) {
      Block at = blocks.get(top);
      while (at != null && kept.add(at.hash())) {
        at = blocks.get(at.parent());
      }
    }
    blocks.keySet().retainAll(kept);
    durable.retainAll(kept);
    return before - blocks.size();
  }

  void digest(Encoder out) {
    out.list(List.copyOf(blocks.keySet()), Encoder::hash);
    out.list(List.copyOf(durable), Encoder::hash);
  }
}
