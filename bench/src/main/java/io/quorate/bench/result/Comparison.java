package io.quorate.bench.result;

import java.util.List;
import java.util.Optional;

/**
 * One run of the comparison.
 *
 * @param format {@link #FORMAT}
 * @param setting where and how
 * @param cases in the order in which they were measured
 */
public record Comparison(int format, Setting setting, List<CaseResult> cases) {
  /** Changes whenever the records do. */
  public static final int FORMAT = 1;

  /** Copies the list. */
  public Comparison {
    cases = List.copyOf(cases);
  }

  /** What was measured of that case, failed or not; empty when it was not asked for. */
  public Optional<CaseResult> find(String engine, Group group) {
    return cases.stream()
        .filter(c -> c.engine().equals(engine) && c.group().equals(group))
        .findFirst();
  }

  /** The engines, in the order of their first cases. */
  public List<String> engines() {
    return cases.stream().map(CaseResult::engine).distinct().toList();
  }

  /** Number of nodes and scheme, in the order of their first cases. */
  public List<Group> groups() {
    return cases.stream().map(CaseResult::group).distinct().toList();
  }
}
