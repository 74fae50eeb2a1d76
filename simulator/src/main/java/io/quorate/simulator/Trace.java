package io.quorate.simulator;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One line for everything that happens, and a running hash over all of them: equal hashes mean
 * equal runs. Keeps the last lines for the report of a failure. Not thread-safe.
 */
final class Trace {
  private static final int KEPT = 400;

  private final Scheduler scheduler;
  private final MessageDigest digest;
  private final Consumer<String> listener;
  private final boolean verbose;
  private final Deque<String> last = new ArrayDeque<>(KEPT);
  private long lines;

  /**
   * @param listener gets every line as it is written
   * @param verbose whether it gets the engines' notes as well; they are part of the hash in any
   *     case
   */
  Trace(Scheduler scheduler, Consumer<String> listener, boolean verbose) {
    this.scheduler = scheduler;
    this.listener = listener;
    this.verbose = verbose;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A line about a node. */
  void node(int node, String what) {
    add("n" + node + " " + what, true);
  }

  /** A line about the world. */
  void world(String what) {
    add("-- " + what, true);
  }

  /** A node's engine explains itself. */
  void note(int node, String rule, String text) {
    add("n" + node + "   " + rule + " " + text, verbose);
  }

  long lines() {
    return lines;
  }

  /** The last lines, oldest first. */
  List<String> last() {
    return List.copyOf(last);
  }

  /** The hash over all lines so far; adding goes on after it. */
  Hash hash() {
    try {
      return new Hash(Bytes.wrap(((MessageDigest) digest.clone()).digest()));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
    }
  }

  private void add(String text, boolean heard) {
    String line = scheduler.now() + " " + text;
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    lines++;
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(line);
    if (heard) {
      listener.accept(line);
    }
  }
}
