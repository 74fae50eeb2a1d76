package io.quorate.pbft;

import io.quorate.consensus.QuorumCertificate;
import java.util.List;
import java.util.Optional;

/** The decisions on which safety rests, in one place. Pure. */
interface Rules {

  /**
   * Whether a replica may say that a block is prepared (section 4.2, DESIGN section 4).
   *
   * @param accepted it prepared that very block in this view
   * @param certified a quorum did
   * @param contiguous both hold for every height between the committed one and this
   */
  boolean prepared(boolean accepted, boolean certified, boolean contiguous);

  /** What of its prepared runs a replica reports in a view change (section 4.4, the set P). */
  List<QuorumCertificate> reported(List<QuorumCertificate> runs);

  /**
   * Which certificate decides about the heights above {@code above} in a new view (section 4.4, the
   * set O); empty when none speaks of them.
   */
  Optional<QuorumCertificate> selected(List<QuorumCertificate> certificates, long above);

  /**
   * Whether the selected blocks go into O.
   *
   * @param extendsChosen they stand on what was chosen below them
   */
  boolean chosen(boolean extendsChosen);
}
