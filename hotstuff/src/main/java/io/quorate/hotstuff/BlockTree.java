package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The uncommitted blocks above the committed root, and a bounded number of blocks whose parent is
 * not known yet. Not thread-safe.
 */
final class BlockTree {
  private final Epoch epoch;
  private final LeaderElection election;
  private final int mostOrphans;

  /** Parents stand before their children. */
  private final Map<Hash, TreeBlock> blocks = new LinkedHashMap<>();

  private final Map<Hash, Block> orphans = new LinkedHashMap<>();
  private TreeBlock root;

  /** What became of a block that was offered. */
  enum Added {
    /** It stands in the tree now. */
    CONNECTED,
    /** Its parent is not known. */
    ORPHANED,
    /** It was here before. */
    KNOWN,
    /** It is at or below the committed height. */
    OLD,
    /** It does not fit its parent. */
    REFUSED
  }

  BlockTree(Epoch epoch, LeaderElection election, Block committed, Reputation reputation) {
    this.epoch = epoch;
    this.election = election;
    this.mostOrphans = 2 * epoch.parameters().executionLag() + 2 * epoch.validators().size();
    this.root = TreeBlock.root(committed, viewOf(committed), reputation);
    blocks.put(committed.hash(), root);
  }

  TreeBlock root() {
    return root;
  }

  Optional<TreeBlock> get(Hash hash) {
    return Optional.ofNullable(blocks.get(hash));
  }

  int size() {
    return blocks.size();
  }

  /** The height of the highest block that stands in the tree. */
  long highest() {
    return blocks.values().stream().mapToLong(TreeBlock::height).max().orElseThrow();
  }

  int orphanCount() {
    return orphans.size();
  }

  /** Takes a block in, and whatever waited for it. */
  Added add(Block block) {
    if (blocks.containsKey(block.hash()) || orphans.containsKey(block.hash())) {
      return Added.KNOWN;
    }
    if (block.height() <= root.height()) {
      return Added.OLD;
    }
    TreeBlock parent = blocks.get(block.parent());
    if (parent == null) {
      if (orphans.size() >= mostOrphans) {
        orphans.remove(orphans.keySet().iterator().next());
      }
      orphans.put(block.hash(), block);
      return Added.ORPHANED;
    }
    if (!fits(block, parent)) {
      return Added.REFUSED;
    }
    connect(block, parent);
    adopt(block.hash());
    return Added.CONNECTED;
  }

  /**
   * The first unknown block below {@code hash}: itself, or where the orphans above it break off.
   */
  Optional<Hash> missing(Hash hash) {
    Hash at = hash;
    Set<Hash> seen = new LinkedHashSet<>();
    while (seen.add(at)) {
      if (blocks.containsKey(at)) {
        return Optional.empty();
      }
      Block orphan = orphans.get(at);
      if (orphan == null) {
        return orphanAtRootHeight(at) ? Optional.empty() : Optional.of(at);
      }
      if (orphan.height() <= root.height() + 1) {
        return Optional.empty();
      }
      at = orphan.parent();
    }
    return Optional.empty();
  }

  private boolean orphanAtRootHeight(Hash hash) {
    return hash.equals(root.block().parent());
  }

  /** The blocks above the root up to {@code top}, lowest first. */
  List<TreeBlock> path(TreeBlock top) {
    Deque<TreeBlock> path = new ArrayDeque<>();
    TreeBlock at = top;
    while (at.height() > root.height()) {
      path.addFirst(at);
      at = at.parent().orElseThrow();
    }
    return List.copyOf(path);
  }

  /**
   * Whether {@code block} is {@code ancestor} or stands on it; what is committed is below
   * everybody.
   */
  boolean extendsFrom(TreeBlock block, BlockRef ancestor) {
    if (ancestor.height() <= root.height()) {
      return true;
    }
    TreeBlock at = block;
    while (at.height() > ancestor.height()) {
      at = at.parent().orElseThrow();
    }
    return at.ref().hash().equals(ancestor.hash());
  }

  /** Makes {@code block} the root and forgets everything that does not stand on it. */
  int moveRoot(TreeBlock block) {
    int before = blocks.size();
    Set<Hash> kept = new LinkedHashSet<>();
    kept.add(block.block().hash());
    for (TreeBlock each : List.copyOf(blocks.values())) {
      Hash hash = each.block().hash();
      if (!hash.equals(block.block().hash())) {
        if (each.height() > block.height() && kept.contains(each.block().parent())) {
          kept.add(hash);
        } else {
          blocks.remove(hash);
        }
      }
    }
    block.cutOff();
    root = block;
    orphans.values().removeIf(orphan -> orphan.height() <= root.height());
    return before - blocks.size();
  }

  /** Makes a block of catch-up the root, which may stand above all that is known. */
  void moveRootTo(Block block) {
    TreeBlock known = blocks.get(block.hash());
    if (known != null) {
      moveRoot(known);
    } else {
      Reputation reputation =
          block.parent().equals(root.block().hash())
              ? election.after(
                  root.reputation(), root.view(), block.view(), block.header().proposer())
              : root.reputation();
      TreeBlock next = TreeBlock.root(block, viewOf(block), reputation);
      blocks.clear();
      blocks.put(block.hash(), next);
      root = next;
      orphans.remove(block.hash());
      orphans.values().removeIf(orphan -> orphan.height() <= root.height());
    }
    adopt(block.hash());
  }

  /**
   * Forgets the lowest leaves that {@code kept} does not name until at most {@code room} are left
   * beside it.
   */
  int prune(Set<Hash> kept, int room) {
    int removed = 0;
    while (blocks.size() - kept.size() > room) {
      Optional<TreeBlock> victim = lowestLeafBeside(kept);
      if (victim.isEmpty()) {
        return removed;
      }
      blocks.remove(victim.get().block().hash());
      removed++;
    }
    return removed;
  }

  private Optional<TreeBlock> lowestLeafBeside(Set<Hash> kept) {
    Set<Hash> parents = new LinkedHashSet<>();
    blocks.values().forEach(each -> parents.add(each.block().parent()));
    Optional<TreeBlock> lowest = Optional.empty();
    for (TreeBlock each : blocks.values()) {
      Hash hash = each.block().hash();
      if (!kept.contains(hash)
          && !parents.contains(hash)
          && lowest.map(low -> each.view() < low.view()).orElse(true)) {
        lowest = Optional.of(each);
      }
    }
    return lowest;
  }

  void digest(Encoder out) {
    out.hash(root.block().hash()).u32(blocks.size());
    for (TreeBlock block : blocks.values()) {
      out.hash(block.block().hash()).bool(block.certified()).bool(block.durable());
      block.reputation().encode(out);
    }
    out.list(List.copyOf(orphans.keySet()), Encoder::hash);
  }

  private void adopt(Hash start) {
    Deque<Hash> parents = new ArrayDeque<>(List.of(start));
    while (!parents.isEmpty()) {
      Hash hash = parents.removeFirst();
      TreeBlock parent = blocks.get(hash);
      if (parent == null) {
        continue;
      }
      for (Block orphan : new ArrayList<>(orphans.values())) {
        if (orphan.parent().equals(hash)) {
          orphans.remove(orphan.hash());
          if (fits(orphan, parent)) {
            connect(orphan, parent);
            parents.addLast(orphan.hash());
          }
        }
      }
    }
  }

  private void connect(Block block, TreeBlock parent) {
    Reputation reputation =
        election.after(parent.reputation(), parent.view(), block.view(), block.header().proposer());
    blocks.put(block.hash(), TreeBlock.child(parent, block, reputation));
  }

  private boolean fits(Block block, TreeBlock parent) {
    BlockHeader header = block.header();
    return header.chain().equals(epoch.chain())
        && header.epoch() == epoch.number()
        && header.height() == parent.height() + 1
        && header.view() > parent.view()
        && header.timeMillis() >= parent.block().header().timeMillis()
        && epoch.validators().contains(header.proposer());
  }

  private long viewOf(Block block) {
    return block.height() < epoch.firstHeight() ? 0 : block.view();
  }
}
