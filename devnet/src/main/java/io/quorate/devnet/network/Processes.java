package io.quorate.devnet.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processes by number and start time, so that a number the system gave away again is never taken
 * for a node.
 */
final class Processes {
  /** The system derives start times from its clock, which may have been set in between. */
  private static final long TOLERANCE_MILLIS = 2_000;

  private static final long POLL_MILLIS = 20;

  private Processes() {}

  /**
   * When a running process started, in milliseconds since 1970; 0 where the system does not say.
   */
  static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
  }

  /** The process with that number, if it runs and is the one that started then. */
  static Optional<ProcessHandle> find(long pid, long startMillis) {
    return ProcessHandle.of(pid)
        .filter(process -> isRunning(process))
        .filter(process -> Math.abs(startMillis(process) - startMillis) <= TOLERANCE_MILLIS);
  }

  /** Whether the process is frozen (SIGSTOP); false where the system does not say. */
  static boolean isPaused(long pid) {
    try {
      return status(pid).startsWith(") T");
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until the process has ended, at most that long. */
  static boolean awaitEnd(ProcessHandle process, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (isRunning(process)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  /**
   * Not ended, nor ended and waiting for a parent that never asks (as in containers without an
   * init).
   */
  private static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    try {
      // Its first thread may be a zombie while others still hold its ports.
      return status(pid).startsWith(") Z") && threads(pid) <= 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** From the end of the command on, which is in parentheses and may hold some itself. */
  private static String status(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(Math.max(0, stat.lastIndexOf(')')));
  }

  private static long threads(long pid) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks.count();
    }
  }
}
