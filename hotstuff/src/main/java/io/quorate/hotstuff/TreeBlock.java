package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import java.util.Optional;

/** A block whose ancestors are known down to the committed root. Not thread-safe. */
final class TreeBlock {
  private final Block block;
  private final BlockRef ref;
  private final Reputation reputation;
  private final long work;
  private Optional<TreeBlock> parent;
  private boolean certified;
  private boolean durable;

  /**
   * @param view the block's view within the epoch; 0 for the block the epoch starts from
   */
  private TreeBlock(
      Block block, long view, Reputation reputation, long work, Optional<TreeBlock> parent) {
    this.block = block;
    this.ref = new BlockRef(view, block.height(), block.hash());
    this.reputation = reputation;
    this.work = work;
    this.parent = parent;
  }

  static TreeBlock root(Block block, long view, Reputation reputation) {
    TreeBlock root = new TreeBlock(block, view, reputation, 0, Optional.empty());
    root.certified = true;
    root.durable = true;
    return root;
  }

  static TreeBlock child(TreeBlock parent, Block block, Reputation reputation) {
    long work = parent.work + (block.payload().isEmpty() ? 0 : 1);
    return new TreeBlock(block, block.view(), reputation, work, Optional.of(parent));
  }

  Block block() {
    return block;
  }

  BlockRef ref() {
    return ref;
  }

  long view() {
    return ref.view();
  }

  long height() {
    return ref.height();
  }

  /** Who failed lately, this block's own proposer counted as a success. */
  Reputation reputation() {
    return reputation;
  }

  /** Empty for the committed root. */
  Optional<TreeBlock> parent() {
    return parent;
  }

  /**
   * How many blocks with something in them lie above {@code root}, an ancestor, this one included.
   */
  long workAbove(TreeBlock root) {
    return work - root.work;
  }

  /** A certificate of this block or of a descendant is known. */
  boolean certified() {
    return certified;
  }

  void certify() {
    certified = true;
  }

  boolean durable() {
    return durable;
  }

  void makeDurable() {
    durable = true;
  }

  /** Becomes the committed root; lets go of the blocks below. */
  void cutOff() {
    parent = Optional.empty();
    certified = true;
  }
}
