package io.quorate.hotstuff;

import java.util.Optional;

/**
 * The rules of the paper (arXiv 1803.05069, Algorithms 1, 3 and 4). The paper fills skipped views
 * with dummy nodes, so that a direct parent is of the view before; here there are none, and the
 * views are compared.
 */
final class ThreeChain implements ChainRules {

  /** Algorithm 1, safeNode: extends the locked block, or is justified above it. */
  @Override
  public boolean safe(BlockTree tree, TreeBlock block, BlockRef lock) {
    long justified = block.parent().map(TreeBlock::view).orElse(0L);
    return justified > lock.view() || tree.extendsFrom(block, lock);
  }

  /** Algorithm 4, update: the parent of a certified block. */
  @Override
  public Optional<TreeBlock> lock(TreeBlock certified) {
    return certified.parent();
  }

  /** Algorithm 4, update: three certified blocks of consecutive views commit the first. */
  @Override
  public Optional<TreeBlock> commit(TreeBlock certified) {
    return direct(certified).flatMap(ThreeChain::direct);
  }

  private static Optional<TreeBlock> direct(TreeBlock block) {
    return block.parent().filter(parent -> parent.view() + 1 == block.view());
  }
}
