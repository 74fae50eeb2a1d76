package io.quorate.node.storage;

import io.quorate.node.storage.StorageException.Problem;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The sentences an operator reads: what is wrong with which directory, and what to do. */
final class Problems {
  private static final int DEPTH = 8;
  private static final String REPAIR =
      "rebuild this node from its peers with: ./quorate node repair --config FILE";

  private Problems() {}

  static StorageException damaged(Path directory, String what) {
    return new StorageException(
        Problem.DAMAGED,
        "data directory "
            + directory
            + " is damaged ("
            + what
            + "); check the disk, then "
            + REPAIR);
  }

  static StorageException locked(Path directory) {
    return new StorageException(
        Problem.LOCKED,
        "data directory "
            + directory
            + " is in use by another process; stop that one, or give this node a directory"
            + " of its own");
  }

  static StorageException foreign(Path directory, String what) {
    return new StorageException(
        Problem.FOREIGN,
        "data directory "
            + directory
            + " holds something else ("
            + what
            + "); name an empty directory, or one that"
            + " does not exist yet");
  }

  static StorageException noSpace(Path directory, long free, long needed) {
    return new StorageException(
        Problem.NO_SPACE,
        "data directory "
            + directory
            + ": "
            + full(free, needed)
            + "; free some space and start again");
  }

  static String full(long free, long needed) {
    return "the disk has "
        + (free >> 20)
        + " MiB left, and a node needs "
        + (needed >> 20)
        + " MiB to work safely";
  }

  /** A directory that cannot be made or locked. */
  static StorageException unusable(Path directory, Throwable failure) {
    String text = text(failure);
    if (text.toLowerCase(Locale.ROOT).contains("no space left")) {
      return opening(directory, failure);
    }
    return new StorageException(
        Problem.NOT_WRITABLE,
        "data directory "
            + directory
            + " cannot be made or written ("
            + failure.getClass().getSimpleName()
            + ": "
            + text
            + "); give this user the right to write there, or name another directory",
        failure);
  }

  /** What a failure to open says to the operator. */
  static StorageException opening(Path directory, Throwable failure) {
    String text = text(failure);
    String lower = text.toLowerCase(Locale.ROOT);
    if (denied(failure)
        || lower.contains("permission denied")
        || lower.contains("read-only file system")) {
      return new StorageException(
          Problem.NOT_WRITABLE,
          "data directory "
              + directory
              + " cannot be written ("
              + text
              + "); give this user the right to write there,"
              + " or name another directory",
          failure);
    }
    if (lower.contains("no space left")) {
      return new StorageException(
          Problem.NO_SPACE,
          "data directory " + directory + ": the disk is full; free some space and start again",
          failure);
    }
    StorageException damaged = damaged(directory, text);
    damaged.initCause(failure);
    return damaged;
  }

  /** What a failure of a running store says to the operator. */
  static String running(Path directory, Throwable failure) {
    String text = text(failure);
    if (text.toLowerCase(Locale.ROOT).contains("no space left")) {
      return "data directory "
          + directory
          + ": the disk is full; the node stops, and nothing that was synced is lost:"
          + " free some space and start it again";
    }
    return "data directory "
        + directory
        + " failed ("
        + text
        + "); the node stops: check the disk, then start it again; if it is refused, "
        + REPAIR;
  }

  private static boolean denied(Throwable failure) {
    return failure instanceof AccessDeniedException
        || failure instanceof ReadOnlyFileSystemException;
  }

  /** The messages of the failure and its causes, each once. */
  private static String text(Throwable failure) {
    StringBuilder text = new StringBuilder();
    @Nullable Throwable current = failure;
    for (int i = 0; current != null && i < DEPTH; i++) {
      String part =
          current.getMessage() == null ? current.getClass().getSimpleName() : current.getMessage();
      if (text.indexOf(part) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(part);
      }
      current = current.getCause();
    }
    return text.toString();
  }
}
