package io.quorate.pbft;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.engine.ReportedOffences;
import io.quorate.consensus.engine.VoteTally;
import io.quorate.consensus.wire.Encoder;

/** Reports every offence once. */
final class Offences {
  private final ReportedOffences reported;

  Offences(State state) {
    this.reported = new ReportedOffences(state.self, state.out, Rule.EVIDENCE);
  }

  void report(Equivocation evidence) {
    reported.report(evidence);
  }

  void report(VoteTally.Conflicting conflict) {
    conflict.evidence().ifPresent(reported::report);
  }

  void digest(Encoder out) {
    reported.digest(out);
  }
}
