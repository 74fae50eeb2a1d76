package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Replicas in memory, in virtual time. Everything that happens is a function of what the test does.
 */
final class Cluster {
  final Fixture fixture;
  final Epoch epoch;
  final List<Node> nodes = new ArrayList<>();
  final MessageVerifier verifier;

  /** What happens between two replicas; the default delivers after one millisecond. */
  Network network = (from, to, message, now) -> List.of(1L);

  /** What a faulty sender puts in the place of a message; the default changes nothing. */
  Forger forger = (from, to, message) -> message;

  /** Called with every effect before it is performed. */
  Watcher watcher = (node, effect) -> {};

  final Map<Hash, Transaction> pending = new LinkedHashMap<>();
  final Map<Long, Block> agreed = new TreeMap<>();
  final List<Equivocation> evidence = new ArrayList<>();
  final List<String> refusals = new ArrayList<>();
  private final PriorityQueue<Job> jobs =
      new PriorityQueue<>(Comparator.comparingLong(Job::time).thenComparingLong(Job::order));
  private long now;
  private long order;
  private long transactions;

  /** Delays in milliseconds of every copy that arrives; none when the message is lost. */
  interface Network {
    List<Long> delays(int from, int to, SignedMessage message, long now);
  }

  interface Forger {
    SignedMessage forge(int from, int to, SignedMessage message);
  }

  interface Watcher {
    void effect(int node, Effect effect);
  }

  private record Job(long time, long order, Runnable run) {}

  Cluster(int n) {
    this(new Fixture(n));
  }

  Cluster(Fixture fixture) {
    this.fixture = fixture;
    this.epoch = fixture.epoch;
    this.verifier = new HotStuffFactory().verifier(epoch, transaction -> true);
    for (int i = 0; i < epoch.validators().size(); i++) {
      nodes.add(new Node(this, i));
    }
  }

  Cluster start() {
    nodes.forEach(Node::start);
    return this;
  }

  long now() {
    return now;
  }

  void at(long delay, Runnable run) {
    jobs.add(new Job(now + delay, order++, run));
  }

  void send(int from, int to, SignedMessage message) {
    List<Long> delays = from == to ? List.of(0L) : network.delays(from, to, message, now);
    for (long delay : delays) {
      SignedMessage sent = forger.forge(from, to, message);
      at(delay, () -> nodes.get(to).receive(sent));
    }
  }

  /** A client's transaction reaches every replica's pool. */
  Transaction submit() {
    Transaction transaction = fixture.transaction(++transactions);
    pending.put(transaction.id(), transaction);
    nodes.forEach(Node::work);
    return transaction;
  }

  Payload proposable(List<Block> ancestors) {
    Set<Hash> taken = new LinkedHashSet<>();
    ancestors.forEach(block -> block.payload().transactions().forEach(tx -> taken.add(tx.id())));
    List<Transaction> free =
        pending.values().stream().filter(tx -> !taken.contains(tx.id())).limit(10).toList();
    return new Payload(free, List.of());
  }

  void committed(Block block) {
    Block other = agreed.putIfAbsent(block.height(), block);
    if (other != null && !other.equals(block)) {
      throw new AssertionError("two blocks at height " + block.height());
    }
    block.payload().transactions().forEach(tx -> pending.remove(tx.id()));
    nodes.forEach(Node::work);
  }

  boolean step() {
    Job job = jobs.poll();
    if (job == null) {
      return false;
    }
    now = Math.max(now, job.time());
    job.run().run();
    return true;
  }

  /** Runs until the condition holds; false when it does not within that time. */
  boolean runUntil(long millis, BooleanSupplier done) {
    long end = now + millis;
    while (!done.getAsBoolean()) {
      Job next = jobs.peek();
      if (next == null || next.time() > end) {
        now = end;
        return done.getAsBoolean();
      }
      step();
    }
    return true;
  }

  void run(long millis) {
    runUntil(millis, () -> false);
  }

  /** Whether every running replica committed all that clients sent. */
  boolean allServed() {
    long height = agreed.size();
    return pending.isEmpty()
        && nodes.stream()
            .filter(Node::running)
            .allMatch(node -> node.committed.height() >= servedHeight())
        && height > 0;
  }

  private long servedHeight() {
    return agreed.values().stream()
        .filter(block -> !block.payload().isEmpty())
        .mapToLong(Block::height)
        .max()
        .orElse(0);
  }

  /** All connections come up, as they do after a start or when a network heals. */
  void connectAll() {
    for (Node node : nodes) {
      for (Node peer : nodes) {
        if (node != peer) {
          node.handle(new Event.PeerConnected(peer.index));
        }
      }
    }
  }

  /** Commits of single transactions, one after the other; the longest time one took. */
  long serve(int count, long limit) {
    long worst = 0;
    for (int i = 0; i < count; i++) {
      long start = now;
      submit();
      if (!runUntil(limit, this::allServed)) {
        throw new AssertionError("transaction " + i + " not committed in " + limit + " ms");
      }
      worst = Math.max(worst, now - start);
    }
    return worst;
  }

  long maxView() {
    return nodes.stream().mapToLong(node -> node.view).max().orElse(0);
  }

  /** How often a rule fired anywhere. */
  long count(Rule rule) {
    return nodes.stream()
        .flatMap(node -> node.trace.stream())
        .filter(line -> line.startsWith(rule.label() + " "))
        .count();
  }
}
