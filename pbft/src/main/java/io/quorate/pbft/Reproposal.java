package io.quorate.pbft;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.NewView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The paper's O (section 4.4): which blocks a new view proposes again. A function of V and of the
 * blocks its certificates name, so every replica comes to the same.
 */
final class Reproposal {
  private final State state;
  private final Rules rules;

  /** What became of the attempt. */
  sealed interface Outcome {}

  /**
   * O is known.
   *
   * @param blocks those above the committed one, lowest first
   * @param truncated whether prepared blocks were left out that do not fit those below them
   */
  record Known(List<Block> blocks, boolean truncated) implements Outcome {}

  /**
   * A block is missing.
   *
   * @param block its hash
   * @param certificate of the block or of one above it
   */
  record Unknown(Hash block, QuorumCertificate certificate) implements Outcome {}

  /**
   * What V proves to be final is not committed here yet.
   *
   * @param base the highest such block
   */
  record Behind(BlockRef base) implements Outcome {}

  Reproposal(State state, Rules rules) {
    this.state = state;
    this.rules = rules;
  }

  Outcome of(NewView view) {
    long base = base(view).map(BlockRef::height).orElse(state.epoch.firstHeight() - 1);
    Optional<BlockRef> behind = base(view).filter(b -> b.height() > state.root.height());
    if (behind.isPresent()) {
      return new Behind(behind.get());
    }
    List<QuorumCertificate> prepared =
        view.certificates().stream()
            .filter(each -> each.content().phase() == Phase.PBFT_PREPARE)
            .toList();
    return climb(prepared, base);
  }

  /** The paper's min-s: the highest block that V proves to be stable, or committed. */
  Optional<BlockRef> base(NewView view) {
    Optional<BlockRef> highest = Optional.empty();
    for (FinalityCertificate each : view.stable()) {
      Attestation stable = each.attestation();
      highest = higher(highest, new BlockRef(stable.height(), stable.block()));
    }
    for (QuorumCertificate each : view.certificates()) {
      if (each.content().phase() == Phase.PBFT_COMMIT) {
        highest = higher(highest, BlockRef.of(each.content()));
      }
    }
    return highest;
  }

  private static Optional<BlockRef> higher(Optional<BlockRef> one, BlockRef other) {
    return one.filter(known -> known.height() >= other.height()).or(() -> Optional.of(other));
  }

  private Outcome climb(List<QuorumCertificate> prepared, long base) {
    List<Block> chosen = new ArrayList<>();
    BlockRef at = BlockRef.of(state.root);
    long covered = base;
    Optional<QuorumCertificate> next = rules.selected(prepared, covered);
    while (next.isPresent()) {
      BlockRef target = BlockRef.of(next.get().content());
      if (target.height() > at.height()) {
        switch (state.blocks.path(target, at.height())) {
          case BlockStore.Missing missing -> {
            return new Unknown(missing.block(), next.get());
          }
          case BlockStore.Broken _ -> {
            return new Known(chosen, true);
          }
          case BlockStore.Complete path -> {
            if (!rules.chosen(path.below().equals(at.hash()))) {
              return new Known(chosen, true);
            }
            chosen.addAll(path.blocks());
            at = target;
          }
        }
      }
      covered = target.height();
      next = rules.selected(prepared, covered);
    }
    return new Known(chosen, false);
  }
}
