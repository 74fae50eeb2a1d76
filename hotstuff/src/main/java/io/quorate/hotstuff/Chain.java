package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Effect;
import io.quorate.crypto.Hash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What certificates do to the chain: raise the highest, lock, commit, prune. */
final class Chain {
  private final State state;
  private final ChainRules rules;
  private boolean served;

  Chain(State state, ChainRules rules) {
    this.state = state;
    this.rules = rules;
  }

  /** Algorithm 5, updateQCHigh, and what follows for the blocks that are known. */
  void learn(QuorumCertificate certificate) {
    long view = certificate.content().view();
    if (view == 0) {
      return;
    }
    if (view > state.highQc.content().view()) {
      state.highQc = certificate;
      state.out.note(
          Rule.HIGH,
          "certificate of view " + view + " for " + certificate.content().subject().shortHex());
    }
    certified(certificate);
  }

  void learn(TimeoutCertificate certificate) {
    learn(certificate.highQc());
    if (certificate.view() > state.highTc.map(TimeoutCertificate::view).orElse(0L)) {
      state.highTc = Optional.of(certificate);
    }
  }

  /** Looks again after blocks arrived: the highest certificate may speak of one of them. */
  void refresh() {
    certified(state.highQc);
  }

  private void certified(QuorumCertificate certificate) {
    Optional<TreeBlock> found = state.tree.get(certificate.content().subject());
    if (found.isEmpty() || found.get().certified()) {
      return;
    }
    TreeBlock block = found.get();
    rules.lock(block).ifPresent(this::lock);
    Optional<TreeBlock> commit = Optional.empty();
    TreeBlock at = block;
    while (!at.certified()) {
      at.certify();
      if (commit.isEmpty()) {
        commit = rules.commit(at).flatMap(this::commitable);
      }
      at = at.parent().orElseThrow();
    }
    commit.ifPresent(target -> commit(target, certificate));
  }

  private void lock(TreeBlock block) {
    if (block.view() > state.lock.view()) {
      state.raiseLock(block.ref());
      state.out.note(Rule.LOCK, "locked on " + block.ref());
    }
  }

  /** What of a block's chain may be committed: nothing above the epoch's last height. */
  private Optional<TreeBlock> commitable(TreeBlock block) {
    Optional<TreeBlock> top = Optional.of(block);
    while (top.isPresent() && top.get().height() > state.epoch.lastHeight()) {
      top = top.get().parent();
    }
    return top.filter(t -> t.height() > state.tree.root().height());
  }

  private void commit(TreeBlock target, QuorumCertificate proof) {
    List<TreeBlock> path = state.tree.path(target);
    served = served || state.waiting(target);
    path.forEach(state::recordReputation);
    // The reputation of the new root must not be behind the committed block after a restart.
    state.persist(path);
    for (TreeBlock block : path) {
      state.out.note(Rule.COMMIT, "committed " + block.ref());
      state.out.emit(new Effect.Commit(block.block(), proof));
    }
    state.tree.moveRoot(target);
    state.raiseLock(target.ref());
    state.failures = 0;
  }

  /** Whether a block with something in it was committed since the last call. */
  boolean takeServed() {
    boolean result = served;
    served = false;
    return result;
  }

  /** A block that catch-up committed. */
  void committedElsewhere(Block block) {
    TreeBlock root = state.tree.root();
    boolean conflict =
        block.height() == root.height()
            ? !block.hash().equals(root.block().hash())
            : block.height() == root.height() + 1 && !block.parent().equals(root.block().hash());
    if (conflict) {
      throw new IllegalStateException(
          "two committed chains: " + block + " does not continue " + root.ref());
    }
    if (block.height() <= root.height()) {
      state.out.note(Rule.IGNORE, block + " was committed before");
      return;
    }
    state.tree.moveRootTo(block);
    TreeBlock moved = state.tree.root();
    state.recordReputation(moved);
    state.raiseLock(moved.ref());
    state.failures = 0;
    state.out.note(Rule.ELSEWHERE, "catch-up committed " + moved.ref());
    state.persist(List.of());
  }

  /** Bounds the blocks that stand beside every chain that still matters. */
  void prune() {
    int room = 2 * state.epoch.validators().size() + 4;
    long span = state.highQc.content().height() - state.tree.root().height();
    if (state.tree.size() <= Math.max(0, span) + room) {
      return;
    }
    Set<Hash> kept = new LinkedHashSet<>();
    kept.add(state.tree.root().block().hash());
    keep(kept, state.highQc.content().subject());
    keep(kept, state.lock.hash());
    state.lastVote.ifPresent(vote -> keep(kept, vote.subject()));
    state.lastProposal.ifPresent(last -> keep(kept, last.block()));
    int removed = state.tree.prune(kept, room);
    if (removed > 0) {
      state.out.note(Rule.PRUNE, "forgot " + removed + " blocks beside the chain");
    }
  }

  private void keep(Set<Hash> kept, Hash top) {
    state
        .tree
        .get(top)
        .ifPresent(block -> state.tree.path(block).forEach(each -> kept.add(each.block().hash())));
  }
}
