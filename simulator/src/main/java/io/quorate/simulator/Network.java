package io.quorate.simulator;

import io.quorate.simulator.Plan.NetworkPlan;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The links between machines, one for each ordered pair. A machine has an address of its own and
 * the validator's index it runs under; twins share one, and what goes to that validator goes to
 * both. A message takes a drawn time and may be lost, doubled or overtaken. A stop of either end
 * breaks the connection and loses what was under way. Both ends are told about their connection
 * with a drawn delay. Not thread-safe.
 */
final class Network {
  private static final long MIN_NOTICE = 1 * Plan.MILLI;
  private static final long MAX_NOTICE = 200 * Plan.MILLI;

  private final Scheduler scheduler;
  private final Draw draw;
  private final Trace trace;
  private final List<Optional<Endpoint>> endpoints = new ArrayList<>();
  private final int nodes;
  private final List<Integer> identities;
  private final boolean[][] cut;

  /** The incarnation of the peer that a node believes to be connected to; 0 for none. */
  private final long[][] told;

  private final long[][] lastArrival;
  private final long[] incarnation;
  private NetworkPlan plan;
  private Loss loss = (from, to, packet) -> false;
  private Tamper tamper = (from, to, packet) -> packet;
  private long delivered;
  private long sent;
  private long lost;

  /** What hangs on the network. */
  interface Endpoint {
    void arrive(int from, Packet packet);

    void peerUp(int peer);

    void peerDown(int peer);
  }

  /** What does not arrive, beside what the plan lets be lost. */
  interface Loss {
    boolean loses(int from, int to, Packet packet);
  }

  /** What arrives in the place of something else, beside what liars do. */
  interface Tamper {
    Packet instead(int from, int to, Packet packet);
  }

  /**
   * @param identities whose key each machine runs under, by address
   */
  Network(Scheduler scheduler, Draw draw, Trace trace, NetworkPlan plan, List<Integer> identities) {
    this.scheduler = scheduler;
    this.draw = draw;
    this.trace = trace;
    this.plan = plan;
    this.identities = List.copyOf(identities);
    this.nodes = identities.size();
    for (int node = 0; node < nodes; node++) {
      endpoints.add(Optional.empty());
    }
    this.cut = new boolean[nodes][nodes];
    this.told = new long[nodes][nodes];
    this.lastArrival = new long[nodes][nodes];
    this.incarnation = new long[nodes];
  }

  /** A node's process started. */
  void attach(int node, Endpoint endpoint) {
    endpoints.set(node, Optional.of(endpoint));
    incarnation[node]++;
    for (int peer = 0; peer < nodes; peer++) {
      told[node][peer] = 0;
      changed(node, peer);
    }
  }

  /** A node's process stopped. */
  void detach(int node) {
    endpoints.set(node, Optional.empty());
    incarnation[node]++;
    for (int peer = 0; peer < nodes; peer++) {
      changed(node, peer);
    }
  }

  /** From now on the network works by other rules; what is under way keeps its time. */
  void become(NetworkPlan other) {
    plan = other;
  }

  /** From now on this is lost, and nothing that was named so before. */
  void lose(Loss lost) {
    loss = lost;
  }

  /** From now on other things arrive than were sent, and nothing of what was named so before. */
  void tamper(Tamper tampers) {
    tamper = tampers;
  }

  /** Nothing goes from one to the other any more. */
  void cut(int from, int to) {
    if (!cut[from][to]) {
      cut[from][to] = true;
      changed(from, to);
    }
  }

  /** Undoes {@link #cut}. */
  void mend(int from, int to) {
    if (cut[from][to]) {
      cut[from][to] = false;
      changed(from, to);
    }
  }

  /** Cuts a node off in both directions. */
  void isolate(int node) {
    for (int peer = 0; peer < nodes; peer++) {
      cut(node, peer);
      cut(peer, node);
    }
  }

  /** Undoes every cut at a node. */
  void rejoin(int node) {
    for (int peer = 0; peer < nodes; peer++) {
      mend(node, peer);
      mend(peer, node);
    }
  }

  /** Undoes every cut. */
  void mendAll() {
    for (int node = 0; node < nodes; node++) {
      rejoin(node);
    }
  }

  /**
   * Sends to every machine that runs under a validator's key.
   *
   * @param from the sender's address
   * @param validator the receiver's index
   */
  void send(int from, int validator, Packet packet) {
    for (int to = 0; to < nodes; to++) {
      if (identities.get(to) == validator && identities.get(from) != validator) {
        sendTo(from, to, packet);
      }
    }
  }

  private void sendTo(int from, int to, Packet packet) {
    sent++;
    if (cut[from][to] || draw.chance(plan.dropPerMille())) {
      lost++;
      return;
    }
    carry(from, to, packet);
    if (draw.chance(plan.duplicatePerMille())) {
      carry(from, to, packet);
    }
  }

  long delivered() {
    return delivered;
  }

  long sent() {
    return sent;
  }

  long lost() {
    return lost;
  }

  private void carry(int from, int to, Packet packet) {
    long delay =
        draw.chance(plan.spikePerMille())
            ? draw.between(plan.maxDelay(), plan.maxDelay() + plan.maxSpike())
            : draw.skewed(plan.minDelay(), plan.maxDelay());
    long arrival = scheduler.now() + delay;
    if (!plan.reorder()) {
      arrival = Math.max(arrival, lastArrival[from][to]);
      lastArrival[from][to] = arrival;
    }
    long sender = incarnation[from];
    long receiver = incarnation[to];
    scheduler.after(arrival - scheduler.now(), () -> deliver(from, sender, to, receiver, packet));
  }

  private void deliver(int from, long sender, int to, long receiver, Packet packet) {
    boolean broken = cut[from][to] || incarnation[from] != sender || incarnation[to] != receiver;
    if (broken || loss.loses(from, to, packet)) {
      lost++;
      return;
    }
    delivered++;
    Packet arrives = tamper.instead(from, to, packet);
    endpoints.get(to).ifPresent(endpoint -> endpoint.arrive(identities.get(from), arrives));
  }

  private boolean connected(int a, int b) {
    return !identities.get(a).equals(identities.get(b))
        && endpoints.get(a).isPresent()
        && endpoints.get(b).isPresent()
        && !cut[a][b]
        && !cut[b][a];
  }

  private void changed(int a, int b) {
    tellLater(a, b);
    tellLater(b, a);
  }

  private long connection(int node, int peer) {
    return connected(node, peer) ? incarnation[peer] : 0;
  }

  private void tellLater(int node, int peer) {
    if (connection(node, peer) != told[node][peer]) {
      scheduler.after(draw.skewed(MIN_NOTICE, MAX_NOTICE), () -> tell(node, peer));
    }
  }

  private void tell(int node, int peer) {
    long before = told[node][peer];
    if (connection(node, peer) == before || endpoints.get(node).isEmpty()) {
      return;
    }
    told[node][peer] = connection(node, peer);
    if (before != 0) {
      trace.node(node, "peer down " + peer);
      endpoints.get(node).ifPresent(endpoint -> endpoint.peerDown(identities.get(peer)));
    }
    if (told[node][peer] != 0) {
      trace.node(node, "peer up " + peer);
      endpoints.get(node).ifPresent(endpoint -> endpoint.peerUp(identities.get(peer)));
    }
  }
}
