package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Replicas in memory, in virtual time. Everything that happens is a function of what the test does.
 */
public final class Cluster {
  /** Milliseconds from a quorum's execution of a height to its certificate at every replica. */
  public static final long FINALITY_DELAY = 2;

  public final Fixture fixture;
  public final Epoch epoch;
  public final List<Node> nodes = new ArrayList<>();
  public final MessageVerifier verifier;

  /** What happens between two replicas; the default delivers after one millisecond. */
  public Network network = (from, to, message, now) -> List.of(1L);

  /** What a faulty sender puts in the place of a message; the default changes nothing. */
  public Forger forger = (from, to, message) -> message;

  /** Called with every effect before it is performed. */
  public Watcher watcher = (node, effect) -> {};

  /** What a replica's host says of a block; the default accepts. */
  public Judge judge = (node, block) -> Verdict.accept();

  /** Processes whose commits and evidence do not count, as they are not honest. */
  public final Set<Integer> byzantine = new TreeSet<>();

  public final Map<Hash, Transaction> pending = new LinkedHashMap<>();

  /** What the honest replicas committed, by height. */
  public final Map<Long, Block> agreed = new TreeMap<>();

  public final Map<Long, FinalityCertificate> finals = new TreeMap<>();
  public final List<Equivocation> evidence = new ArrayList<>();
  public final List<Refusal> refusals = new ArrayList<>();

  private final Pool pool;
  private final Finality finality;
  private final PriorityQueue<Job> jobs =
      new PriorityQueue<>(Comparator.comparingLong(Job::time).thenComparingLong(Job::order));
  private long now;
  private long order;

  /** A verifier's refusal of a message. */
  public record Refusal(int node, int sender, Verdict.Refused verdict) {}

  /** Delays in milliseconds of every copy that arrives; none when the message is lost. */
  public interface Network {
    List<Long> delays(int from, int to, SignedMessage message, long now);
  }

  /** Changes what one receiver gets. */
  public interface Forger {
    SignedMessage forge(int from, int to, SignedMessage message);
  }

  /** Sees what replicas are about to do. */
  public interface Watcher {
    void effect(int node, Effect effect);
  }

  /** Validates blocks. */
  public interface Judge {
    Verdict judge(int node, Block block);
  }

  private record Job(long time, long order, Runnable run) {}

  /** One replica for each validator. */
  public Cluster(Fixture fixture) {
    this.fixture = fixture;
    this.epoch = fixture.epoch;
    this.verifier = fixture.verifier();
    this.finality = new Finality(fixture);
    this.pool = new Pool(fixture, pending);
    for (int i = 0; i < epoch.validators().size(); i++) {
      add(i);
    }
  }

  /**
   * One process more: a twin of that validator, or an observer for -1. Twins do not hear each
   * other, as no host takes a connection from itself.
   */
  public Node add(int validator) {
    Node node = new Node(this, nodes.size(), validator);
    nodes.add(node);
    return node;
  }

  public Cluster start() {
    nodes.forEach(Node::start);
    return this;
  }

  public long now() {
    return now;
  }

  public void at(long delay, Runnable run) {
    jobs.add(new Job(now + delay, order++, run));
  }

  /** Between processes, by id. */
  public void send(int from, int to, SignedMessage message) {
    List<Long> delays = from == to ? List.of(0L) : network.delays(from, to, message, now);
    for (long delay : delays) {
      SignedMessage sent = forger.forge(from, to, message);
      at(delay, () -> nodes.get(to).receive(sent));
    }
  }

  /** A client's transaction reaches every replica's pool. */
  public Transaction submit() {
    Transaction transaction = pool.submit();
    nodes.forEach(Node::work);
    return transaction;
  }

  /** A client's transaction reaches these replicas alone, which cannot pass it on. */
  public Transaction submitTo(Integer... ids) {
    Set<Integer> who = new TreeSet<>(List.of(ids));
    Transaction transaction = pool.submitTo(who, !byzantine.containsAll(who));
    who.forEach(id -> nodes.get(id).work());
    return transaction;
  }

  /**
   * From now on a replica lets go of a transaction only once it has committed it itself, as without
   * a network between the pools.
   */
  public Cluster ownPools() {
    pool.own = true;
    return this;
  }

  /** What one replica knew alone, all know now, as hosts pass transactions on. */
  public void spreadPools() {
    pool.spread();
    nodes.forEach(Node::work);
  }

  Pool pool() {
    return pool;
  }

  void committed(Node node, Block block) {
    boolean honest = !byzantine.contains(node.id);
    pool.committed(node.id, block, honest);
    if (!honest) {
      node.work();
      return;
    }
    Block other = agreed.putIfAbsent(block.height(), block);
    if (other != null && !other.equals(block)) {
      throw new Fork(other, block);
    }
    nodes.forEach(Node::work);
  }

  /** The replica executed everything up to {@code height}, and that is durable. */
  void attested(Node node, long height) {
    long before = finalTop();
    for (long at = before + 1; at <= height && node.index >= 0; at++) {
      Optional<Block> block = Optional.ofNullable(agreed.get(at));
      Optional<Block> own = Optional.ofNullable(node.disk.seen().log.get(at));
      if (block.isPresent() && own.equals(block) && finality.add(node.index, at)) {
        finals.put(at, finality.certificate(block.get()));
      }
    }
    if (finalTop() > before) {
      nodes.forEach(to -> to.later(FINALITY_DELAY, to::tellFinal));
    } else if (finals.containsKey(height)) {
      node.later(FINALITY_DELAY, node::tellFinal);
    }
  }

  public boolean step() {
    Job job = jobs.poll();
    if (job == null) {
      return false;
    }
    now = Math.max(now, job.time());
    job.run().run();
    return true;
  }

  /** Runs until the condition holds; false when it does not within that time. */
  public boolean runUntil(long millis, BooleanSupplier done) {
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

  public void run(long millis) {
    runUntil(millis, () -> false);
  }

  /** Whether every running honest replica committed all that clients sent. */
  public boolean allServed() {
    long height = agreed.size();
    return pending.isEmpty()
        && nodes.stream()
            .filter(node -> node.running() && !byzantine.contains(node.id))
            .allMatch(node -> node.committed().height() >= servedHeight())
        && height > 0;
  }

  private long servedHeight() {
    return agreed.values().stream()
        .filter(block -> !block.payload().isEmpty())
        .mapToLong(Block::height)
        .max()
        .orElse(0);
  }

  /** The highest height that honest replicas committed. */
  public long top() {
    return fixture.root().height() + agreed.size();
  }

  /** The highest final height. */
  long finalTop() {
    return fixture.root().height() + finals.size();
  }

  /** All connections come up, as they do after a start or when a network heals. */
  public void connectAll() {
    for (Node node : nodes) {
      for (Node peer : nodes) {
        if (node != peer && peer.index >= 0 && peer.index != node.index) {
          node.handle(new Event.PeerConnected(peer.index));
        }
      }
    }
  }

  /** A block that any replica holds. */
  public Optional<Block> find(Hash hash) {
    return nodes.stream().flatMap(node -> node.disk.seen().find(hash).stream()).findFirst();
  }

  /** An empty block of the same parent, view and proposer, that many milliseconds later. */
  public Block rival(Block block, long later) {
    BlockHeader header = block.header();
    return Block.of(
        find(header.parent()).orElse(fixture.root()),
        header.chain(),
        header.epoch(),
        header.view(),
        header.proposer(),
        header.timeMillis() + later,
        Payload.EMPTY);
  }

  /**
   * Every so often each running replica takes from the log what is final and it has not got, as the
   * hosts' catch-up does. Never ends, so only runs with a time limit end.
   */
  public void catchUpEvery(long millis) {
    at(
        millis,
        () -> {
          nodes.forEach(node -> node.catchUp(finalTop()));
          catchUpEvery(millis);
        });
  }

  /** Commits of single transactions, one after the other; the longest time one took. */
  public long serve(int count, long limit) {
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

  public long maxView() {
    return nodes.stream().mapToLong(node -> node.view).max().orElse(0);
  }

  /** Where each replica stands and what it noted last, for a failure's report. */
  public String lastNotes() {
    StringBuilder text = new StringBuilder();
    for (Node node : nodes) {
      text.append("--- ").append(node.id).append(' ').append(node.committed()).append('\n');
      int size = node.trace.size();
      node.trace.subList(Math.max(0, size - 25), size).forEach(l -> text.append(l).append('\n'));
    }
    return text.toString();
  }

  /** How often a rule fired anywhere. */
  public long count(String label) {
    return nodes.stream()
        .flatMap(node -> node.trace.stream())
        .filter(line -> line.startsWith(label + " "))
        .count();
  }
}
