package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Effect;
import io.quorate.crypto.Hash;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * From commit certificates to committed blocks, in height order (section 4.2). A certificate
 * commits its block and all below it.
 */
final class Decider {
  private final State state;
  private final Slots slots;
  private final EarlyVotes early;
  private Consumer<Block> committed = block -> {};

  Decider(State state, Slots slots, EarlyVotes early) {
    this.state = state;
    this.slots = slots;
    this.early = early;
  }

  /** Who is told every block that is committed, whoever did it. */
  void tell(Consumer<Block> listener) {
    committed = listener;
  }

  /** A verified commit certificate, counted here or received. */
  void learn(QuorumCertificate certificate) {
    long height = certificate.content().height();
    if (height <= state.decided.map(d -> d.content().height()).orElse(0L)) {
      return;
    }
    state.decided = Optional.of(certificate);
    state.runs.forgetUpTo(state.finalHeight());
    state.out.note(
        Rule.COMMITTED,
        BlockRef.of(certificate.content())
            + " in view "
            + certificate.content().view()
            + " by "
            + certificate.signature().signers());
  }

  /** Commits what is decided, as far as the blocks are here. */
  void settle() {
    Optional<QuorumCertificate> proof = pending();
    if (proof.isEmpty()) {
      return;
    }
    if (below(proof.get()) instanceof BlockStore.Complete path) {
      if (!path.below().equals(state.root.hash())) {
        throw new IllegalStateException(
            "two committed chains: " + proof.get().content() + " is not above " + state.root);
      }
      // The proof must not be behind the committed block after a restart: others may need it.
      state.persist(path.blocks());
      path.blocks().forEach(block -> commit(block, proof.get()));
    }
  }

  /** The decided block's certificate while the block is not committed here. */
  Optional<QuorumCertificate> pending() {
    return state.decided.filter(d -> d.content().height() > state.root.height());
  }

  /** The first block that is missing for what is decided. */
  Optional<Hash> missing() {
    return pending()
        .flatMap(proof ->
            below(proof) instanceof BlockStore.Missing missing
                ? Optional.of(missing.block())
                : Optional.empty());
  }

  private BlockStore.Path below(QuorumCertificate proof) {
    return state.blocks.path(BlockRef.of(proof.content()), state.root.height());
  }

  private void commit(Block block, QuorumCertificate proof) {
    state.out.note(Rule.COMMIT, BlockRef.of(block).toString());
    state.out.emit(new Effect.Commit(block, proof));
    moved(block);
  }

  /** A block that catch-up committed. */
  void committedElsewhere(Block block) {
    Block root = state.root;
    boolean conflict =
        block.height() == root.height()
            ? !block.equals(root)
            : block.height() == root.height() + 1 && !block.parent().equals(root.hash());
    if (conflict) {
      throw new IllegalStateException(
          "two committed chains: " + block + " does not continue " + root);
    }
    if (block.height() <= root.height()) {
      state.out.note(Rule.IGNORE, block + " was committed before");
      return;
    }
    state.out.note(Rule.ELSEWHERE, "catch-up committed " + BlockRef.of(block));
    moved(block);
  }

  /** A height became final: the paper's stable checkpoint (section 4.3). */
  void stable(FinalityCertificate certificate) {
    long height = certificate.attestation().height();
    if (height <= state.lowWatermark()) {
      state.out.note(Rule.IGNORE, "height " + height + " was final before");
      return;
    }
    state.stable = Optional.of(certificate);
    state.runs.forgetUpTo(state.finalHeight());
    state.out.note(Rule.STABLE, "height " + height + ", H is " + state.highWatermark());
  }

  private void moved(Block block) {
    state.moveRoot(block);
    state.failures = 0;
    slots.leave(block.height());
    early.forgetUpTo(block.height());
    committed.accept(block);
  }
}
