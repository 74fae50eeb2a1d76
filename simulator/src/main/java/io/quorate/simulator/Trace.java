package io.quorate.simulator;

import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One line for everything that happens, and a running hash over all of them: equal runs have equal
 * hashes, and runs that differ in anything differ in theirs but for an accident of one in billions.
 * Lines become text only for who reads them, since a run writes millions. Keeps the last ones for
 * the report of a failure. Not thread-safe.
 */
final class Trace {
  private static final int KEPT = 400;

  private final Scheduler scheduler;
  private final List<String> names;
  private final Consumer<String> listener;
  private final Detail detail;

  /** The last lines, each in the place of the one {@link #KEPT} lines before it. */
  private final List<Supplier<String>> last = new ArrayList<>(KEPT);

  private final long[] times = new long[KEPT];
  private int next;
  private long hash;

  /** What a listener wants to hear. */
  enum Detail {
    /** Nothing. */
    SILENT,
    /** What nodes and the world do. */
    EVENTS,
    /** What is sent, persisted and decided as well. */
    ALL
  }

  /**
   * @param identities whose key each machine runs under, by address
   * @param listener gets every line as it is written
   * @param detail which lines it gets; the hash covers the same ones in any case
   */
  Trace(Scheduler scheduler, List<Integer> identities, Consumer<String> listener, Detail detail) {
    this.scheduler = scheduler;
    this.names = names(identities);
    this.listener = listener;
    this.detail = detail;
  }

  /** A line about a node. */
  void node(int node, String what) {
    add(node, what.hashCode(), () -> name(node) + " " + what, Detail.EVENTS);
  }

  /** A line about a node that is costly to write. */
  void node(int node, int fingerprint, Supplier<String> what) {
    add(node, fingerprint, () -> name(node) + " " + what.get(), Detail.EVENTS);
  }

  /** A line about the world. */
  void world(String what) {
    add(-1, what.hashCode(), () -> "-- " + what, Detail.EVENTS);
  }

  /** A message arrives; all its bytes are part of the hash. */
  void arrived(int node, int from, PeerMessage message, Bytes encoded) {
    add(
        node,
        31 * from + encoded.hashCode(),
        () -> name(node) + " < n" + from + " " + Describe.message(message, encoded),
        Detail.EVENTS);
  }

  /** A node's engine explains itself. */
  void note(int node, String rule, String text) {
    add(
        node,
        31 * rule.hashCode() + text.hashCode(),
        () -> name(node) + "   " + rule + " " + text,
        Detail.ALL);
  }

  /**
   * A node sends; for readers alone, as the receiver's line is part of the hash.
   *
   * @param to the receiver's validator index
   */
  void sent(int node, int to, PeerMessage message) {
    if (detail == Detail.ALL) {
      tell(name(node) + " > n" + to + " " + Describe.message(message));
    }
  }

  /** A node hands something to its disk that has to be durable before it speaks; for readers. */
  void persisted(int node, WriteBatch batch) {
    if (detail == Detail.ALL) {
      tell(name(node) + "   persists " + Describe.batch(batch));
    }
  }

  /** What a node wrote before is durable; for readers. */
  void synced(int node) {
    if (detail == Detail.ALL) {
      tell(name(node) + "   synced");
    }
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

  /** The last lines, oldest first. */
  List<String> last() {
    List<String> lines = new ArrayList<>(last.size());
    for (int i = 0; i < last.size(); i++) {
      int at = (next + i) % last.size();
      lines.add(times[at] + " " + last.get(at).get());
    }
    return lines;
  }

  /** The hash over all lines so far, in hexadecimal digits. */
  String hash() {
    return HexFormat.of().toHexDigits(hash);
  }

  private void tell(String text) {
    listener.accept(scheduler.now() + " " + text);
  }

  private void add(int node, int fingerprint, Supplier<String> text, Detail level) {
    hash = Draw.mix(hash + scheduler.now());
    hash = Draw.mix(hash ^ ((long) node << 32) ^ (fingerprint & 0xffff_ffffL));
    times[next] = scheduler.now();
    if (last.size() < KEPT) {
      last.add(text);
    } else {
      last.set(next, text);
    }
    next = (next + 1) % KEPT;
    if (detail.compareTo(level) >= 0) {
      tell(text.get());
    }
  }
}
