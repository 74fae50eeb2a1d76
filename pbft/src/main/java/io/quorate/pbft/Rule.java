package io.quorate.pbft;

import io.quorate.consensus.engine.EngineRule;
import java.util.Arrays;
import java.util.List;

/** The rules of SPEC.md. Every rule that fires leaves a note with its label. */
enum Rule implements EngineRule {
  START,
  RESTORE,
  REQUEST,
  PRE_PREPARE,
  RECEIVE,
  WATERMARK,
  PARENT,
  LAG,
  VALIDATE,
  REFUSE,
  PREPARE,
  PREPARED,
  GAP,
  CROWDED,
  COMMITTED,
  COMMIT,
  DECISION,
  EXECUTED,
  STABLE,
  TIMER,
  IDLE,
  EXCUSE,
  VIEW_CHANGE,
  JOIN,
  FOLLOW,
  RESEND,
  NEW_VIEW,
  ACCEPT,
  BEHIND,
  TRUNCATE,
  ENTER,
  AHEAD,
  ANSWER,
  FETCH,
  FETCHED,
  FAR,
  ELSEWHERE,
  PRUNE,
  EVIDENCE,
  IGNORE;

  private final String label = "PBFT-" + name().replace('_', '-');

  @Override
  public String label() {
    return label;
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Rule::label).toList();
  }
}
