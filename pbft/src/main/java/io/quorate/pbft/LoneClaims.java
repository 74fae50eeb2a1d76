package io.quorate.pbft;

import io.quorate.consensus.wire.Encoder;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Validators that ask for a view while too few others do (SPEC.md, D5). One is waited for and then
 * followed as long as it may be an honest replica with work that nobody else knows: it says its
 * view change again and again, so it lives; its view is near; and since the last commit it was not
 * followed through every primary already. So what a dead or lying validator once said turns no
 * view. Two numbers per validator. Not thread-safe.
 */
final class LoneClaims {
  /** Said so often, a view change is no leftover of a validator that died. */
  private static final int ALIVE = 2;

  private final State state;
  private final SortedMap<Integer, Claimed> claimed = new TreeMap<>();
  private final SortedMap<Integer, Integer> followed = new TreeMap<>();

  /** How often a validator asked for that view since this replica waited for it in vain. */
  private record Claimed(long view, int times) {}

  LoneClaims(State state) {
    this.state = state;
  }

  /** The validator asks for the view, maybe again. */
  void add(int validator, long view) {
    if (validator == state.self) {
      return;
    }
    Claimed before = claimed.getOrDefault(validator, new Claimed(0, 0));
    if (view > before.view()) {
      claimed.put(validator, new Claimed(view, 1));
    } else if (view == before.view()) {
      claimed.put(validator, new Claimed(view, Math.min(ALIVE, before.times() + 1)));
    }
  }

  /**
   * Whether another validator is to be waited for: it asks for {@code view}, or a little beyond.
   */
  boolean waits(long view) {
    return claimed.keySet().stream().anyMatch(validator -> counts(validator, view));
  }

  /** Those that were waited for are followed to {@code view}, or the wait was in vain. */
  void follow(long view) {
    for (int validator : claimed.keySet()) {
      if (counts(validator, view)) {
        followed.merge(validator, 1, Integer::sum);
      }
    }
    claimed.replaceAll((validator, claim) -> new Claimed(claim.view(), 0));
  }

  /** Something was committed: whoever was followed in vain may have work again. */
  void committed() {
    followed.clear();
  }

  private boolean counts(int validator, long view) {
    Claimed claim = claimed.getOrDefault(validator, new Claimed(0, 0));
    return claim.times() >= ALIVE
        && Views.near(state.epoch, view, claim.view())
        && followed.getOrDefault(validator, 0) < state.epoch.validators().size();
  }

  void digest(Encoder out) {
    out.u32(claimed.size());
    claimed.forEach((validator, claim) -> out.u32(validator).u64(claim.view()).u32(claim.times()));
    out.u32(followed.size());
    followed.forEach((validator, times) -> out.u32(validator).u32(times));
  }
}
