package io.quorate.consensus;

import java.util.Optional;

/** The engines a chain can choose in its genesis; the code is part of every signed vote. */
public enum EngineKind {
  PBFT(1, "pbft"),
  HOTSTUFF(2, "hotstuff"),
  TENDERMINT(3, "tendermint");

  private final int code;
  private final String label;

  EngineKind(int code, String label) {
    this.code = code;
    this.label = label;
  }

  /** The byte in encodings. */
  public int code() {
    return code;
  }

  /** The word in genesis files and on the command line. */
  public String label() {
    return label;
  }

  /** The engine with that code. */
  public static Optional<EngineKind> ofCode(int code) {
    for (EngineKind kind : values()) {
      if (kind.code == code) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The engine with that word. */
  public static Optional<EngineKind> ofLabel(String label) {
    for (EngineKind kind : values()) {
      if (kind.label.equals(label)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
