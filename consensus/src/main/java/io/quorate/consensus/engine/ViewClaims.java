package io.quorate.consensus.engine;

import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.wire.Encoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The highest view each validator showed to be in, for the rule by which a weak quorum pulls a
 * replica up (PBFT section 4.5.2; Tendermint algorithm 1 line 55; DESIGN section 4 rule 7). One
 * number per validator. Not thread-safe.
 */
public final class ViewClaims {
  private final ValidatorSet validators;
  private final SortedMap<Integer, Long> views = new TreeMap<>();

  /** Nobody has shown anything. */
  public ViewClaims(ValidatorSet validators) {
    this.validators = validators;
  }

  /** The validator shows to be in {@code view}; lower ones than before change nothing. */
  public void add(int validator, long view) {
    views.merge(validator, view, Math::max);
  }

  /** The view the validator showed last, empty for none. */
  public Optional<Long> of(int validator) {
    return Optional.ofNullable(views.get(validator));
  }

  /**
   * The highest view, {@code lowest} or above, that validators of a weak quorum are in or beyond;
   * one of them is honest.
   */
  public Optional<Long> weakQuorumView(long lowest) {
    if (!validators.isWeakQuorum(powerFrom(lowest))) {
      return Optional.empty();
    }
    List<Long> descending = views.values().stream().sorted().toList().reversed();
    for (long view : descending) {
      if (view < lowest) {
        return Optional.empty();
      }
      if (validators.isWeakQuorum(powerFrom(view))) {
        return Optional.of(view);
      }
    }
    return Optional.empty();
  }

  /** Forgets everything; a new height counts views anew. */
  public void clear() {
    views.clear();
  }

  /** Writes the state for a digest. */
  public void digest(Encoder out) {
    out.u32(views.size());
    views.forEach((validator, view) -> out.u32(validator).u64(view));
  }

  /** The power of those who are in {@code view} or beyond. */
  private long powerFrom(long view) {
    long power = 0;
    for (Map.Entry<Integer, Long> claim : views.entrySet()) {
      power += claim.getValue() >= view ? validators.get(claim.getKey()).power() : 0;
    }
    return power;
  }
}
