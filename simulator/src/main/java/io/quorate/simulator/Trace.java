package io.quorate.simulator;

import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.replica.message.PeerMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
  private final List<String> names;
  private final MessageDigest digest;
  private final Consumer<String> listener;
  private final boolean verbose;
  private final Deque<String> last = new ArrayDeque<>(KEPT);
  private long lines;

  /**
   * @param identities whose key each machine runs under, by address
   * @param listener gets every line as it is written
   * @param verbose whether it gets the engines' notes as well; they are part of the hash in any
   *     case
   */
  Trace(Scheduler scheduler, List<Integer> identities, Consumer<String> listener, boolean verbose) {
    this.scheduler = scheduler;
    this.names = names(identities);
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
    add(name(node) + " " + what, true);
  }

  /** A line about the world. */
  void world(String what) {
    add("-- " + what, true);
  }

  /**
   * A node sends; for readers alone, as the receiver's line is part of the hash.
   *
   * @param to the receiver's validator index
   */
  void sent(int node, int to, PeerMessage message) {
    if (verbose) {
      listener.accept(
          scheduler.now() + " " + name(node) + " > n" + to + " " + Describe.message(message));
    }
  }

  /** A node hands something to its disk that has to be durable before it speaks; for readers. */
  void persisted(int node, WriteBatch batch) {
    if (verbose) {
      detail(node, "persists " + Describe.batch(batch));
    }
  }

  /** A line for readers alone, that follows from others. */
  void detail(int node, String what) {
    if (verbose) {
      listener.accept(scheduler.now() + " " + name(node) + "   " + what);
    }
  }

  /** A node's engine explains itself. */
  void note(int node, String rule, String text) {
    add(name(node) + "   " + rule + " " + text, verbose);
  }

  /** The name of a machine: n3 runs under the key of validator 3, and so does its twin n3'. */
  String name(int address) {
    return names.get(address);
  }

  private static List<String> names(List<Integer> identities) {
    List<String> names = new ArrayList<>();
    for (int identity : identities) {
      String name = "n" + identity;
      names.add(names.contains(name) ? name + "'" : name);
    }
    return names;
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
