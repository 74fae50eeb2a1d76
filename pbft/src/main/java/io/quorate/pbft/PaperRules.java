package io.quorate.pbft;

import io.quorate.consensus.QuorumCertificate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rules of the paper, for a chain of blocks. */
class PaperRules implements Rules {
  private static final Comparator<QuorumCertificate> BY_VIEW_THEN_HEIGHT =
      Comparator.<QuorumCertificate>comparingLong(each -> each.content().view())
          .thenComparingLong(each -> each.content().height());

  @Override
  public boolean prepared(boolean accepted, boolean certified, boolean contiguous) {
    return accepted && certified && contiguous;
  }

  @Override
  public List<QuorumCertificate> reported(List<QuorumCertificate> runs) {
    return runs;
  }

  @Override
  public Optional<QuorumCertificate> selected(List<QuorumCertificate> certificates, long above) {
    return certificates.stream()
        .filter(each -> each.content().height() > above)
        .max(BY_VIEW_THEN_HEIGHT);
  }

  @Override
  public boolean chosen(boolean extendsChosen) {
    return extendsChosen;
  }
}
