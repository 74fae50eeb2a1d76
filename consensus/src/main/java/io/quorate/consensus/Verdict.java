package io.quorate.consensus;

/**
 * The judgement on something that came from outside. A refusal is a value with a reason, never an
 * exception.
 */
public sealed interface Verdict {
  /** Nothing was wrong. */
  record Accepted() implements Verdict {
    private static final Accepted INSTANCE = new Accepted();
  }

  /**
   * Something was wrong.
   *
   * @param reason the class of the fault, counted in the metrics
   * @param detail one sentence for the log
   */
  record Refused(Reason reason, String detail) implements Verdict {}

  /** The acceptance. */
  static Verdict accept() {
    return Accepted.INSTANCE;
  }

  /** Refuses with {@code reason}. */
  static Verdict refuse(Reason reason, String detail) {
    return new Refused(reason, detail);
  }

  /** Whether this is the acceptance. */
  default boolean accepted() {
    return this instanceof Accepted;
  }

  /** Why something was refused. */
  enum Reason {
    MALFORMED,
    TOO_LARGE,
    WRONG_CHAIN,
    WRONG_EPOCH,
    /** Of an epoch that has ended here or is not reached yet; nobody's fault. */
    OTHER_EPOCH,
    UNKNOWN_SENDER,
    BAD_SIGNATURE,
    BAD_CERTIFICATE,
    NO_QUORUM,
    WRONG_LEADER,
    WRONG_PARENT,
    WRONG_VIEW,
    WRONG_HEIGHT,
    WRONG_TIME,
    BAD_PAYLOAD,
    EXPIRED,
    BAD_EVIDENCE,
    APPLICATION_REFUSED
  }
}
