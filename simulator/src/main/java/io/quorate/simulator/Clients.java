package io.quorate.simulator;

import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * The clients: each sends signed transactions to drawn nodes, sends what stays unanswered to
 * others, and now and then garbage, replays and contradictions. Not thread-safe.
 */
final class Clients {
  private static final long MIN_WAY = 200;
  private static final long MAX_WAY = 5 * Plan.MILLI;

  private final World world;
  private final Draw draw;
  private final List<Client> clients = new ArrayList<>();
  private final Map<Hash, Transaction> sent = new LinkedHashMap<>();
  private final SequencedMap<Hash, Transaction> pending = new LinkedHashMap<>();
  private final Map<Hash, Long> sentAt = new LinkedHashMap<>();
  private final Garbage garbage;
  private final List<Consumer<ProvedReceipt>> listeners = new ArrayList<>();
  private boolean working = true;
  private long garbageSent;
  private long longestWait;

  Clients(World world) {
    this.world = world;
    this.draw = new Draw(world.plan().seed()).of("clients");
    for (int i = 0; i < world.plan().clients().clients(); i++) {
      clients.add(new Client(world, draw.of("client " + i), i));
    }
    this.garbage = new Garbage(world, draw.of("garbage"));
  }

  /** Everybody begins. */
  void start() {
    for (Client client : clients) {
      next(client);
    }
  }

  /** No new transactions; what is pending is still followed up. */
  void rest() {
    working = false;
  }

  /** Sends one transaction of the given client to one node and follows it up. */
  Transaction submit(int client, int node) {
    Transaction transaction = clients.get(client).next(world.checks().log().height());
    send(transaction, node);
    return transaction;
  }

  /** Puts a transaction under way that a test made, and follows it up. */
  void send(Transaction transaction, int node) {
    register(transaction);
    deliver(transaction.encoded(), node);
    retryLater(transaction);
  }

  /** The transaction is one that a client meant. */
  void register(Transaction transaction) {
    sent.put(transaction.id(), transaction);
    sentAt.putIfAbsent(transaction.id(), world.scheduler().now());
    pending.put(transaction.id(), transaction);
  }

  /** Whether a client meant to send that transaction. */
  boolean meant(Transaction transaction) {
    Transaction meant = sent.get(transaction.id());
    return meant != null && meant.equals(transaction);
  }

  /** Whoever else waits for answers hears all of them. */
  void listen(Consumer<ProvedReceipt> listener) {
    listeners.add(listener);
  }

  /** A node proved what became of a transaction. */
  void answered(int node, ProvedReceipt proof) {
    world.checks().acknowledged(node, proof);
    listeners.forEach(listener -> listener.accept(proof));
    Hash id = proof.receipt().transaction();
    if (pending.remove(id) != null) {
      longestWait = Math.max(longestWait, world.scheduler().now() - sentAt.getOrDefault(id, 0L));
      world
          .trace()
          .world("client heard of " + proof.receipt().transaction().shortHex() + " from n" + node);
    }
  }

  /** Forgets what can never be executed any more; says how much still waits. */
  int waiting() {
    LogChecker log = world.checks().log();
    pending.values().removeIf(t -> lost(t, log));
    return pending.size();
  }

  List<Transaction> pending() {
    return List.copyOf(pending.values());
  }

  /** How many different sound transactions were sent. */
  int submitted() {
    return sent.size();
  }

  /**
   * The longest that a transaction took from its first submission to the proof of its receipt, in
   * microseconds.
   */
  long longestWait() {
    return longestWait;
  }

  /** Starts the measurement of {@link #longestWait} anew. */
  void measureAnew() {
    longestWait = 0;
  }

  long garbageSent() {
    return garbageSent;
  }

  private boolean lost(Transaction transaction, LogChecker log) {
    boolean sequenceUsed = log.model().executed(transaction.sender(), transaction.sequence());
    return sequenceUsed ? rivalExecuted(transaction) : transaction.expiryHeight() <= log.height();
  }

  /**
   * Of two transactions with one sequence only one gets a receipt; that one is still waited for.
   */
  private boolean rivalExecuted(Transaction transaction) {
    return !world.checks().log().executedFirst(transaction.id());
  }

  private void next(Client client) {
    long think = draw.skewed(world.plan().clients().minThink(), world.plan().clients().maxThink());
    world
        .scheduler()
        .after(
            think,
            () -> {
              if (working) {
                act(client);
                next(client);
              }
            });
  }

  private void act(Client client) {
    if (draw.chance(world.plan().clients().garbagePerMille())) {
      garbageSent++;
      garbage.act(client, this);
    } else if (client.waiting(pending) < world.plan().clients().inFlight()) {
      send(client.next(world.checks().log().height()), anyNode());
    }
  }

  private void retryLater(Transaction transaction) {
    long wait = world.plan().clients().retry();
    world.scheduler().after(wait + draw.skewed(0, wait), () -> retry(transaction));
  }

  private void retry(Transaction transaction) {
    if (pending.containsKey(transaction.id()) && !lost(transaction, world.checks().log())) {
      deliver(transaction.encoded(), anyNode());
      retryLater(transaction);
    }
  }

  int anyNode() {
    return draw.below(world.plan().nodes());
  }

  /** Bytes on their way to one node; nothing comes of it where that is down. */
  void deliver(Bytes encoded, int node) {
    world
        .scheduler()
        .after(
            draw.skewed(MIN_WAY, MAX_WAY),
            () -> world.node(node).process().ifPresent(process -> process.submit(encoded)));
  }
}
