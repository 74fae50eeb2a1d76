package io.quorate.hotstuff;

import io.quorate.consensus.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Leaders in turn, but for those that failed lately on the chain the proposal stands on. Far above
 * the last certified block everybody takes turns again, by view alone, so that replicas that know
 * different chains still meet at one leader. Not final, so that tests can say who leads which view:
 * safety must not rest on who does.
 */
class LeaderElection {
  private final ValidatorSet validators;

  LeaderElection(ValidatorSet validators) {
    this.validators = validators;
  }

  /** The leader of {@code view} where the last certified block is of {@code parentView}. */
  int leader(long view, long parentView, Reputation reputation) {
    if (reputation.failures().isEmpty() || view - parentView > reach()) {
      return plain(view);
    }
    List<Integer> eligible = eligible(view, reputation);
    return eligible.get((int) (view % eligible.size()));
  }

  /** The leader of {@code view} for a replica that does not know the chain. */
  int plain(long view) {
    return (int) (view % validators.size());
  }

  /** The reputation after a block of {@code view} by {@code proposer} over such a parent. */
  Reputation after(Reputation parent, long parentView, long view, int proposer) {
    SortedMap<Integer, Long> failed = new TreeMap<>();
    long last = Math.min(view - 1, parentView + reach());
    for (long skipped = parentView + 1; skipped <= last; skipped++) {
      failed.put(leader(skipped, parentView, parent), skipped);
    }
    return parent.after(failed, proposer);
  }

  /** For how many views above the last certified block reputation counts. */
  private long reach() {
    return 4L * validators.size();
  }

  /** All but the latest failures, as many as can be spared without losing the quorum. */
  private List<Integer> eligible(long view, Reputation reputation) {
    List<Integer> eligible = new ArrayList<>(validators.indexes());
    long power = validators.totalPower();
    for (int failed : reputation.penalised(view, validators.size())) {
      long rest = power - validators.get(failed).power();
      if (!validators.isQuorum(rest)) {
        break;
      }
      power = rest;
      eligible.remove(Integer.valueOf(failed));
    }
    return eligible;
  }
}
