package io.quorate.hotstuff;

import java.util.Arrays;
import java.util.List;

/** The rules of SPEC.md. Every rule that fires leaves a note with its label. */
enum Rule {
  START,
  RESTORE,
  VIEW_QC,
  VIEW_TC,
  JOIN,
  TIMER,
  IDLE,
  REQUEST,
  CARRIER,
  PROPOSE,
  RECEIVE,
  LEADER,
  ANCESTORS,
  LAG,
  UNSAFE,
  VALIDATE,
  REFUSE,
  VOTE,
  QC,
  HIGH,
  LOCK,
  COMMIT,
  TIMEOUT,
  RESEND,
  TC,
  ANSWER,
  SYNC,
  SPREAD,
  FETCH,
  FETCHED,
  FAR,
  PRUNE,
  EVIDENCE,
  ELSEWHERE,
  EXECUTED,
  IGNORE;

  private final String label = "HS-" + name().replace('_', '-');

  /** The label in SPEC.md, in notes and in tests. */
  String label() {
    return label;
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Rule::label).toList();
  }
}
