package io.quorate.hotstuff;

import java.util.Optional;

/** What distinguishes the variants of chained HotStuff: when to vote, lock and commit. Pure. */
interface ChainRules {
  /** Whether a replica locked on {@code lock} may vote for {@code block}, all other rules aside. */
  boolean safe(BlockTree tree, TreeBlock block, BlockRef lock);

  /** The block to lock on once {@code certified} is. */
  Optional<TreeBlock> lock(TreeBlock certified);

  /** The block to commit, with all its ancestors, once {@code certified} is. */
  Optional<TreeBlock> commit(TreeBlock certified);
}
