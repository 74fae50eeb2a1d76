package io.quorate.pbft;

import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.wire.Encoder;
import java.util.ArrayList;
import java.util.List;

/**
 * What is prepared here above the final heights (the paper's P): runs of heights, each of a view,
 * each named by the certificate of its last block, whose hash covers the blocks below it. Heights
 * rise, views fall. A height once covered stays covered, by the same view or a higher one, until it
 * is final. Not thread-safe.
 */
final class PreparedRuns {
  private final List<QuorumCertificate> runs = new ArrayList<>();

  PreparedRuns(List<QuorumCertificate> remembered) {
    runs.addAll(remembered);
  }

  List<QuorumCertificate> all() {
    return List.copyOf(runs);
  }

  /** Whether a run of that view reaches as far already: it speaks for this height, too. */
  boolean covers(QuorumCertificate certificate) {
    return runs.stream()
        .anyMatch(run ->
            run.content().view() == certificate.content().view()
                && run.content().height() >= certificate.content().height());
  }

  /**
   * Forgets the longer runs that do not stand on the certified block. Its view is above theirs, so
   * nothing of them above that block can be committed: every certificate of a later view would name
   * an ancestor of it (SPEC.md, Safety).
   */
  void forgetForks(QuorumCertificate certificate, BlockStore blocks) {
    BlockRef block = BlockRef.of(certificate.content());
    runs.removeIf(run ->
        run.content().height() > block.height()
            && blocks.path(BlockRef.of(run.content()), block.height())
                instanceof BlockStore.Complete path
            && !path.below().equals(block.hash()));
  }

  /** Whether one more run would still fit into a view change. */
  boolean hasRoomFor(QuorumCertificate certificate) {
    long above =
        runs.stream()
            .filter(run -> run.content().height() > certificate.content().height())
            .count();
    return above + 1 <= Claim.MOST_RUNS;
  }

  /** A block is prepared in a view that is not below any remembered one. */
  void record(QuorumCertificate certificate) {
    forgetUpTo(certificate.content().height());
    runs.addFirst(certificate);
  }

  /** Heights up to {@code height} are final, or covered by a newer run. */
  void forgetUpTo(long height) {
    runs.removeIf(run -> run.content().height() <= height);
  }

  void digest(Encoder out) {
    out.list(runs, (o, run) -> run.content().encode(o));
  }
}
