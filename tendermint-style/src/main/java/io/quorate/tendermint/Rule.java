package io.quorate.tendermint;

import io.quorate.consensus.engine.EngineRule;
import java.util.Arrays;
import java.util.List;

/**
 * The rules of SPEC.md; an L and a number is a line of the paper's algorithm 1. Every rule that
 * fires leaves a note with its label.
 */
enum Rule implements EngineRule {
  START,
  RESTORE,
  MUTE,
  L11,
  L15,
  L18,
  L19,
  L21,
  L22,
  L28,
  L34,
  L36,
  L44,
  L47,
  L49,
  L55,
  L57,
  L61,
  L65,
  FRUITLESS,
  RECEIVE,
  LEADER,
  LAG,
  VALIDATE,
  REFUSE,
  POLKA,
  VALID,
  SPREAD,
  KEEP,
  WAKE,
  REST,
  STATUS,
  ANSWER,
  DECISION,
  FETCH,
  FETCHED,
  FAR,
  ELSEWHERE,
  EXECUTED,
  END,
  EVIDENCE,
  IGNORE;

  private final String label = "TM-" + name();

  @Override
  public String label() {
    return label;
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Rule::label).toList();
  }
}
