package io.quorate.consensus;

import java.util.Optional;

/**
 * What a signature says: the phase of a vote, engine by engine. A phase says in which slot a
 * validator may sign only one subject, which is what the signing guard enforces and what
 * equivocation evidence shows.
 */
public enum Phase {
  /**
   * PBFT: a block has its place in a view. The primary says it with its pre-prepare, everybody else
   * with a prepare; a quorum of both is a prepared certificate.
   */
  PBFT_PREPARE(EngineKind.PBFT, 0x11, Slot.HEIGHT_AND_VIEW),
  /** PBFT: the block is prepared here. */
  PBFT_COMMIT(EngineKind.PBFT, 0x12, Slot.HEIGHT_AND_VIEW),
  /** PBFT: a replica asks for a view; the subject is the digest of what it brings along. */
  PBFT_VIEW_CHANGE(EngineKind.PBFT, 0x13, Slot.VIEW),
  /** PBFT: the primary opens a view; the subject is the digest of what it opens it with. */
  PBFT_NEW_VIEW(EngineKind.PBFT, 0x14, Slot.VIEW),
  /** HotStuff: the leader's proposal of a view. */
  HOTSTUFF_PROPOSAL(EngineKind.HOTSTUFF, 0x21, Slot.VIEW),
  /** HotStuff: the generic vote of a view. */
  HOTSTUFF_VOTE(EngineKind.HOTSTUFF, 0x22, Slot.VIEW),
  /** HotStuff: a view given up; the subject is the digest of the highest certified view. */
  HOTSTUFF_TIMEOUT(EngineKind.HOTSTUFF, 0x23, Slot.NONE),
  /** Tendermint: the proposer's value of a round; the subject covers its valid round, too. */
  TENDERMINT_PROPOSAL(EngineKind.TENDERMINT, 0x31, Slot.HEIGHT_AND_VIEW),
  /** Tendermint: a prevote of a round; the subject is a block's hash, or zero for nil. */
  TENDERMINT_PREVOTE(EngineKind.TENDERMINT, 0x32, Slot.HEIGHT_AND_VIEW),
  /** Tendermint: a precommit of a round; the subject is a block's hash, or zero for nil. */
  TENDERMINT_PRECOMMIT(EngineKind.TENDERMINT, 0x33, Slot.HEIGHT_AND_VIEW);

  /** Where two different subjects of one validator contradict each other. */
  public enum Slot {
    /** Nowhere: signing again, differently, is legitimate. */
    NONE,
    /** Within one view, whatever the height. */
    VIEW,
    /** Within one height and view. */
    HEIGHT_AND_VIEW
  }

  private final EngineKind engine;
  private final int code;
  private final Slot slot;

  Phase(EngineKind engine, int code, Slot slot) {
    this.engine = engine;
    this.code = code;
    this.slot = slot;
  }

  /** The engine this phase belongs to. */
  public EngineKind engine() {
    return engine;
  }

  /** The byte in encodings. */
  public int code() {
    return code;
  }

  /** Where this phase admits one subject only. */
  public Slot slot() {
    return slot;
  }

  /** The phase with that code. */
  public static Optional<Phase> ofCode(int code) {
    for (Phase phase : values()) {
      if (phase.code == code) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }
}
