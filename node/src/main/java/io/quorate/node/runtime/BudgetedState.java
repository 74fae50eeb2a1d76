package io.quorate.node.runtime;

import io.quorate.api.ErrorCode;
import io.quorate.application.Query;
import io.quorate.application.ReadableState;
import io.quorate.application.state.StateTree;
import io.quorate.application.state.StateTree.ProvedValue;
import io.quorate.consensus.StateKeys;
import io.quorate.crypto.Bytes;
import io.quorate.node.api.ApiException;
import io.quorate.node.api.QueryAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one height as one query sees it: it remembers what was read, with its proof, and
 * stops a query that reads too much or for too long. Confined to the thread of the query.
 */
final class BudgetedState implements ReadableState {
  private final StateTree tree;
  private final long height;
  private final LongSupplier nanoTime;
  private final long deadline;
  private final Map<Bytes, ProvedValue> read = new LinkedHashMap<>();
  private long bytes;
  private @Nullable ApiException stopped;

  BudgetedState(StateTree tree, long height, LongSupplier nanoTime, long deadline) {
    this.tree = tree;
    this.height = height;
    this.nanoTime = nanoTime;
    this.deadline = deadline;
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    check();
    ProvedValue known = read.get(key);
    return known == null ? fresh(key).value() : known.value();
  }

  /** Throws what stopped the query, which the application may have caught. */
  void check() {
    if (stopped == null && nanoTime.getAsLong() - deadline > 0) {
      stopped =
          new ApiException(
              ErrorCode.TIMEOUT,
              "the application took too long for this query; ask for less, or ask again");
    }
    if (stopped != null) {
      throw stopped;
    }
  }

  /** Everything that was read, in the order of the reads. */
  List<QueryAnswer.Entry> entries() {
    List<QueryAnswer.Entry> entries = new ArrayList<>(read.size());
    read.forEach((key, value) ->
        entries.add(new QueryAnswer.Entry(key, value.value(), value.proof().encode())));
    return entries;
  }

  private ProvedValue fresh(Bytes key) {
    if (read.size() == Query.MAX_KEYS) {
      throw stop(ErrorCode.TOO_LARGE, "this query reads more than " + Query.MAX_KEYS + " keys");
    }
    bytes += key.size();
    ProvedValue value =
        tree.read(height, StateKeys.application(key))
            .orElseThrow(() ->
                stop(
                    ErrorCode.PRUNED,
                    "the state of height " + height + " is no longer held; ask again"));
    bytes += value.value().map(Bytes::size).orElse(0);
    if (bytes > Query.MAX_READ_BYTES) {
      throw stop(
          ErrorCode.TOO_LARGE, "this query reads more than " + Query.MAX_READ_BYTES + " bytes");
    }
    read.put(key, value);
    return value;
  }

  private ApiException stop(ErrorCode code, String sentence) {
    ApiException stop = new ApiException(code, sentence);
    stopped = stop;
    return stop;
  }
}
