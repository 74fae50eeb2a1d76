package io.quorate.consensus.engine;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reports every offence once, and none of this replica itself (a twin with its key is not its
 * fault). Remembers the newest 1,024. Not thread-safe.
 */
public final class ReportedOffences {
  private static final int REMEMBERED = 1024;

  private final int self;
  private final EngineOutput out;
  private final EngineRule rule;
  private final Set<Hash> reported = new LinkedHashSet<>();

  /**
   * @param self this replica's validator index
   * @param out where reports go
   * @param rule the rule that reports
   */
  public ReportedOffences(int self, EngineOutput out, EngineRule rule) {
    this.self = self;
    this.out = out;
    this.rule = rule;
  }

  /** Emits {@link Effect.ReportEvidence} unless this offence was reported before. */
  public void report(Equivocation evidence) {
    if (evidence.validator() == self || !reported.add(evidence.contradiction())) {
      return;
    }
    if (reported.size() > REMEMBERED) {
      reported.remove(reported.iterator().next());
    }
    var content = evidence.first().content();
    out.note(
        rule,
        "validator "
            + evidence.validator()
            + " contradicts itself: "
            + content.phase()
            + " in view "
            + content.view());
    out.emit(new Effect.ReportEvidence(evidence));
  }

  /** Writes the state for a digest. */
  public void digest(Encoder out) {
    out.list(List.copyOf(reported), Encoder::hash);
  }
}
