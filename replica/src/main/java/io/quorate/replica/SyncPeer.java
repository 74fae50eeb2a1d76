package io.quorate.replica;

import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One peer as a source of certified blocks: what it claims, what it was asked for, and how it has
 * kept its word. Times are counted in ticks of the replica. Not thread-safe.
 */
final class SyncPeer {
  /** Requests that one peer has at a time: one that it serves, one on its way. */
  private static final int PARALLEL = 2;

  /** Ticks after which a silent peer is taken for a staller. */
  private static final long PATIENCE = 8;

  /**
   * Requests whose answers are still taken, however late: a slow line would never bring anything
   * otherwise.
   */
  private static final int REMEMBERED = 6;

  /** A peer that failed so often rests for as many ticks as two to that power. */
  private static final int MOST_FAILURES = 4;

  /** An answer shorter than this has to bring everything that was asked for. */
  private static final long LONG_ANSWER = 1 << 20;

  private final List<Request> requests = new ArrayList<>();
  private long claimed;
  private int failures;
  private long restsUntil;

  /**
   * A request that waits for its answer.
   *
   * @param from first height
   * @param to last height
   * @param tick when it was sent
   * @param overdue whether nobody relies on it any more
   */
  record Request(long from, long to, long tick, boolean overdue) {}

  /** What became of an answer. */
  sealed interface Outcome {
    /** Nobody asked for it. */
    record Unsolicited() implements Outcome {}

    /** Not what was asked for; these heights are still wanted. */
    record Useless(Request request, String why) implements Outcome {}

    /** Blocks from the first height on that was asked for; too few of them where not enough. */
    record Useful(Request request, boolean enough) implements Outcome {}
  }

  /** The highest height that it says to hold certificates up to. */
  long claim() {
    return claimed;
  }

  int failures() {
    return failures;
  }

  /** Requests that it is expected to answer soon. */
  int busy() {
    return (int) requests.stream().filter(request -> !request.overdue()).count();
  }

  boolean free() {
    return busy() < PARALLEL;
  }

  boolean resting(long tick) {
    return tick < restsUntil;
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Whether it was asked for what begins at that height, and still has time. */
  boolean expected(long from) {
    return requests.stream().anyMatch(request -> request.from() == from && !request.overdue());
  }

  /** True when it claims less than before, which no honest replica does on one connection. */
  boolean claims(Heights heights, long tick) {
    boolean lowered = heights.finalized() < claimed;
    claimed = heights.finalized();
    if (lowered) {
      failed(tick);
    }
    return lowered;
  }

  void ask(long from, long to, long tick) {
    requests.removeIf(request -> request.from() == from);
    requests.add(new Request(from, to, tick, false));
    if (requests.size() > REMEMBERED) {
      requests.removeFirst();
    }
  }

  /** Takes an answer, and remembers what it says about the peer. */
  Outcome answered(Log answer, long tick) {
    if (requests.isEmpty()) {
      return new Outcome.Unsolicited();
    }
    Optional<Request> asked =
        answer.blocks().stream()
            .findFirst()
            .flatMap(first ->
                requests.stream().filter(r -> r.from() == first.block().height()).findFirst());
    Request request = asked.orElseGet(requests::getFirst);
    requests.remove(request);
    long wanted = request.to() - request.from() + 1;
    if (asked.isEmpty() || answer.blocks().size() > wanted) {
      failed(tick);
      return new Outcome.Useless(request, answer.blocks().isEmpty() ? "nothing" : "other heights");
    }
    claimed = Math.max(claimed, answer.finalized());
    boolean enough = answer.blocks().size() == wanted || bytes(answer) >= LONG_ANSWER;
    if (enough) {
      failures = Math.max(0, failures - 1);
    } else {
      failed(tick);
    }
    return new Outcome.Useful(request, enough);
  }

  /** The requests that have waited too long since the last call; others may be asked now. */
  List<Request> overdue(long tick) {
    List<Request> late = new ArrayList<>();
    requests.replaceAll(request -> {
      if (request.overdue() || tick - request.tick() < PATIENCE) {
        return request;
      }
      late.add(request);
      return new Request(request.from(), request.to(), request.tick(), true);
    });
    if (!late.isEmpty()) {
      failed(tick);
    }
    return late;
  }

  private void failed(long tick) {
    failures = Math.min(MOST_FAILURES, failures + 1);
    restsUntil = tick + (1L << failures);
  }

  private static long bytes(Log answer) {
    return answer.blocks().stream().mapToLong(c -> c.block().encoded().size()).sum();
  }
}
