package io.quorate.hotstuff;

import io.quorate.consensus.Limits;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which leaders failed lately, as the views that a chain skipped show. A function of the chain
 * alone, so that all replicas on one chain agree. Immutable; blocks share it where it did not
 * change.
 *
 * @param failures per validator that failed, its record; validators in good standing are absent
 */
record Reputation(SortedMap<Integer, Failure> failures) {
  /** Nobody failed. */
  static final Reputation CLEAN = new Reputation(new TreeMap<>());

  /** Most failures that are counted; the penalty stops growing there. */
  static final int MOST_FAILURES = 6;

  private static final int GROWTH_BITS = 2;

  /**
   * @param count failures not yet made good, at least 1
   * @param view the view of the last one
   */
  record Failure(int count, long view) {}

  /** Whether {@code validator} is still serving its penalty in {@code view}. */
  boolean penalised(int validator, long view, int validators) {
    Failure failure = failures.get(validator);
    return failure != null && view <= failure.view() + penalty(failure.count(), validators);
  }

  /** For how many views a leader is passed over after that many failures. */
  static long penalty(int count, int validators) {
    return (32L * validators) << (GROWTH_BITS * (Math.min(count, MOST_FAILURES) - 1));
  }

  /** Those penalised in {@code view}, whoever failed last first. */
  List<Integer> penalised(long view, int validators) {
    List<Integer> result = new ArrayList<>();
    for (int validator : failures.keySet()) {
      if (penalised(validator, view, validators)) {
        result.add(validator);
      }
    }
    result.sort((a, b) -> Long.compare(view(b), view(a)));
    return result;
  }

  /** The state after these leaders failed in these views, and {@code proposer} succeeded. */
  Reputation after(SortedMap<Integer, Long> failed, int proposer) {
    if (failed.isEmpty() && !failures.containsKey(proposer)) {
      return this;
    }
    SortedMap<Integer, Failure> next = new TreeMap<>(failures);
    failed.forEach((validator, view) -> {
      int count = Optional.ofNullable(next.get(validator)).map(Failure::count).orElse(0);
      next.put(validator, new Failure(Math.min(count + 1, MOST_FAILURES), view));
    });
    Failure own = next.get(proposer);
    if (own != null && !failed.containsKey(proposer)) {
      if (own.count() == 1) {
        next.remove(proposer);
      } else {
        next.put(proposer, new Failure(own.count() - 1, own.view()));
      }
    }
    return new Reputation(next);
  }

  void encode(Encoder out) {
    out.list(
        List.copyOf(failures.entrySet()),
        (o, entry) ->
            o.u32(entry.getKey()).u32(entry.getValue().count()).u64(entry.getValue().view()));
  }

  static Reputation decode(Decoder in) throws MalformedInput {
    SortedMap<Integer, Failure> failures = new TreeMap<>();
    for (Map.Entry<Integer, Failure> entry :
        in.list(Limits.VALIDATORS, 16, i -> Map.entry(i.u32(), new Failure(i.u32(), i.u64())))) {
      failures.put(entry.getKey(), entry.getValue());
    }
    return failures.isEmpty() ? CLEAN : new Reputation(failures);
  }

  private long view(int validator) {
    Failure failure = failures.get(validator);
    return failure == null ? 0 : failure.view();
  }
}
