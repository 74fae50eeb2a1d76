package io.quorate.node.storage;

/** A data directory that cannot be opened. The message names the directory and says what to do. */
public final class StorageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  StorageException(Problem problem, String message) {
    super(message);
    this.problem = problem;
  }

  StorageException(Problem problem, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  /** The class of the problem, for programs. */
  public Problem problem() {
    return problem;
  }

  /** Why a data directory cannot be opened. */
  public enum Problem {
    /** The directory holds another chain's data. */
    WRONG_CHAIN,
    /** The directory was written in a format this program does not read. */
    WRONG_FORMAT,
    /** The directory holds files that are not a store's. */
    FOREIGN,
    /** Another process, or another store of this one, has the directory open. */
    LOCKED,
    /** The directory cannot be created or written. */
    NOT_WRITABLE,
    /** The disk is full, or nearly. */
    NO_SPACE,
    /** The data was damaged after it was written. */
    DAMAGED
  }
}
