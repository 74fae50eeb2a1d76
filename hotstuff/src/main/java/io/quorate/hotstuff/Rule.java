package io.quorate.hotstuff;

import io.quorate.consensus.engine.EngineRule;
import java.util.Arrays;
import java.util.List;

/** The rules of SPEC.md. Every rule that fires leaves a note with its label. */
enum Rule implements EngineRule {
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
  OVERDUE,
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

  @Override
  public String label() {
    return label;
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Rule::label).toList();
  }
}
