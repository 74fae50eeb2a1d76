package io.quorate.simulator;

import io.quorate.consensus.ChainParameters;
import io.quorate.mempool.MempoolLimits;
import io.quorate.simulator.byzantine.LieKind;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is fixed before a run starts. Times are microseconds of virtual time unless their
 * name says otherwise.
 *
 * @param nodes how many validators
 * @param seed what everything random in the run is drawn from
 * @param realSignatures Ed25519, or keyed hashes in its place
 * @param chain the chain's parameters
 * @param mempool every node's limits
 * @param tickMillis {@link io.quorate.replica.ReplicaConfig#tickMillis}
 * @param spreadMillis {@link io.quorate.replica.ReplicaConfig#spreadMillis}
 * @param minExecution shortest execution of a block
 * @param maxExecution longest execution of a block
 * @param clockSkewMillis how far a node's clock may be off, either way
 * @param network what the network does to messages
 * @param disk what the disks do
 * @param clients what the clients do
 * @param faults what breaks, and how often
 * @param safety length of the first phase
 * @param liars who lies, and how
 * @param reduction which single faults are left away
 */
record Plan(
    int nodes,
    long seed,
    boolean realSignatures,
    ChainParameters chain,
    MempoolLimits mempool,
    long tickMillis,
    long spreadMillis,
    long minExecution,
    long maxExecution,
    long clockSkewMillis,
    NetworkPlan network,
    DiskPlan disk,
    ClientPlan clients,
    FaultPlan faults,
    long safety,
    List<LiarPlan> liars,
    Reduction reduction) {
  static final long MILLI = 1_000;
  static final long SECOND = 1_000_000;

  /** View timeouts that the liveness phase may take when nobody is faulty. */
  private static final int PATIENCE = 6;

  private static final long PER_FAULTY = 4;

  /**
   * The network.
   *
   * @param minDelay shortest way of a message
   * @param maxDelay longest way of a message, spikes aside; short ones are likelier
   * @param spikePerMille messages that take far longer
   * @param maxSpike how long at most
   * @param dropPerMille messages that never arrive
   * @param duplicatePerMille messages that arrive twice
   * @param reorder whether messages of one link may overtake one another
   */
  record NetworkPlan(
      long minDelay,
      long maxDelay,
      int spikePerMille,
      long maxSpike,
      int dropPerMille,
      int duplicatePerMille,
      boolean reorder) {
    /** A local network without faults. */
    static final NetworkPlan CALM = new NetworkPlan(500, 3_000, 0, 0, 0, 0, false);

    /** The same network once it is healed. */
    NetworkPlan healed() {
      return new NetworkPlan(minDelay, maxDelay, 0, 0, 0, 0, reorder);
    }
  }

  /**
   * The disks.
   *
   * @param minSync shortest sync
   * @param maxSync longest sync; short ones are likelier
   */
  record DiskPlan(long minSync, long maxSync) {
    static final DiskPlan CALM = new DiskPlan(50, 500);
  }

  /**
   * The clients.
   *
   * @param clients how many
   * @param minThink shortest pause between two submissions of one client
   * @param maxThink longest pause
   * @param keys how many keys they write to
   * @param inFlight most transactions of a client that wait at once
   * @param garbagePerMille submissions that are garbage, replays or self-contradictions
   * @param retry after how long an unanswered transaction goes to another node
   */
  record ClientPlan(
      int clients,
      long minThink,
      long maxThink,
      int keys,
      int inFlight,
      int garbagePerMille,
      long retry) {
    static final ClientPlan CALM =
        new ClientPlan(3, 20 * MILLI, 400 * MILLI, 20, 16, 0, 2 * SECOND);

    static final ClientPlan NONE = new ClientPlan(0, SECOND, SECOND, 20, 16, 0, 2 * SECOND);
  }

  /**
   * The faults.
   *
   * @param kinds what may break; empty for nothing
   * @param minPause shortest time between two faults
   * @param maxPause longest time between two faults
   * @param maxDuration longest time that something stays broken
   * @param beyondQuorum whether more than f nodes may be down or cut off at once
   * @param deadForever nodes that stay down when everything else heals, at most f
   */
  record FaultPlan(
      List<Fault> kinds,
      long minPause,
      long maxPause,
      long maxDuration,
      boolean beyondQuorum,
      int deadForever) {
    static final FaultPlan NONE = new FaultPlan(List.of(), SECOND, SECOND, SECOND, false, 0);

    /** Copies the list. */
    FaultPlan {
      kinds = List.copyOf(kinds);
    }

    FaultPlan withDeadForever(int fewer) {
      return new FaultPlan(kinds, minPause, maxPause, maxDuration, beyondQuorum, fewer);
    }

    FaultPlan with(List<Fault> others) {
      return new FaultPlan(others, minPause, maxPause, maxDuration, beyondQuorum, deadForever);
    }
  }

  /** No faults, a few clients, a quick network. */
  static Plan calm(int nodes, long seed) {
    ChainParameters chain = ChainParameters.DEFAULT;
    return new Plan(
        nodes,
        seed,
        false,
        chain,
        MempoolLimits.DEFAULT,
        1_000,
        2,
        50,
        500,
        0,
        NetworkPlan.CALM,
        DiskPlan.CALM,
        ClientPlan.CALM,
        FaultPlan.NONE,
        10 * SECOND,
        List.of(),
        Reduction.NONE);
  }

  /** Draws everything from the seed: swarm testing, each run has its own kinds of trouble. */
  static Plan draw(SimulationOptions options) {
    return PlanReduction.of(drawn(options).with(DrawnLiars.of(options)), options.reduction());
  }

  private static Plan drawn(SimulationOptions options) {
    Draw draw = new Draw(options.seed()).of("plan");
    long base = draw.pick(List.of(200L, 500L, 1_000L));
    ChainParameters chain =
        new ChainParameters(
            draw.pick(List.of(1_024, 64 << 10)),
            draw.pick(List.of(64 << 10, 1 << 20)),
            draw.pick(List.of(1, 3, 20, 1_000)),
            draw.pick(List.of(200L, 100_000L)),
            draw.pick(List.of(4, 8, 32)),
            base,
            base * draw.pick(List.of(2, 4, 8)),
            10_000,
            epochLength(new Draw(options.seed()).of("epochs")));
    return new Plan(
        options.nodes(),
        options.seed(),
        options.realSignatures(),
        chain,
        draw.chance(250) ? new MempoolLimits(40, 256 << 10, 12, 64 << 10) : MempoolLimits.DEFAULT,
        draw.pick(List.of(200L, 500L, 1_000L)),
        draw.pick(List.of(1L, 5L, 20L)),
        50,
        draw.pick(List.of(500L, 5 * MILLI, 80 * MILLI)),
        draw.pick(List.of(0L, 50L, 3_000L)),
        network(draw),
        new DiskPlan(50, draw.pick(List.of(300L, 4 * MILLI, 60 * MILLI))),
        clients(draw),
        faults(draw, (options.nodes() - 1) / 3),
        draw.between(8, 24) * SECOND,
        List.of(),
        options.reduction());
  }

  private static NetworkPlan network(Draw draw) {
    long max = draw.pick(List.of(4 * MILLI, 20 * MILLI, 80 * MILLI));
    return new NetworkPlan(
        300,
        max,
        draw.pick(List.of(0, 0, 3, 20)),
        draw.pick(List.of(300 * MILLI, 3 * SECOND)),
        draw.pick(List.of(0, 0, 5, 50, 200)),
        draw.pick(List.of(0, 0, 10, 100)),
        draw.chance(600));
  }

  private static ClientPlan clients(Draw draw) {
    return new ClientPlan(
        (int) draw.between(1, 5),
        5 * MILLI,
        draw.pick(List.of(200 * MILLI, 1 * SECOND, 6 * SECOND)),
        draw.pick(List.of(3, 30)),
        draw.pick(List.of(1, 8, 40)),
        draw.pick(List.of(0, 50, 300)),
        draw.between(500, 4_000) * MILLI);
  }

  private static FaultPlan faults(Draw draw, int f) {
    List<Fault> kinds = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (draw.chance(450)) {
        kinds.add(fault);
      }
    }
    return new FaultPlan(
        kinds,
        100 * MILLI,
        draw.pick(List.of(500 * MILLI, 2 * SECOND, 5 * SECOND)),
        draw.pick(List.of(500 * MILLI, 3 * SECOND, 10 * SECOND)),
        draw.chance(400),
        draw.chance(300) ? draw.below(f + 1) : 0);
  }

  /** In half of the runs epochs end every few dozen heights. */
  private static long epochLength(Draw draw) {
    return draw.chance(500) ? draw.between(20, 60) : ChainParameters.DEFAULT_EPOCH_LENGTH;
  }

  /** The most nodes whose failure is tolerated. */
  int tolerated() {
    return (nodes - 1) / 3;
  }

  /**
   * Within this much virtual time after everything healed, all that is pending has to be committed
   * and all honest nodes have to agree. The terms:
   *
   * <ul>
   *   <li>{@link #PATIENCE} capped view timeouts: one until timers that began before the repair run
   *       out, one for the views to meet, and a rotation's worth of views that start late.
   *   <li>{@link #PER_FAULTY} more for each node that stays dead or lies: it can spoil the views it
   *       leads, at the worst placed so that no run of good views is long enough to commit, until
   *       engines that pass over failed leaders have seen it fail; and it may do so once more after
   *       it behaved.
   *   <li>Four times what a client waits before it turns to another node, and a replica before it
   *       repeats itself, plus as much for each liar: a liar may take a transaction and drop it.
   *   <li>Two hundred of the slowest message, sync and execution, for what has to be fetched and
   *       executed by those who were away.
   * </ul>
   */
  long livenessBound() {
    long faulty = (long) faults.deadForever() + liars.size();
    long timeouts = (PATIENCE + PER_FAULTY * faulty) * chain.maxTimeoutMillis() * MILLI;
    long retries = (4 + 4L * liars.size()) * (clients.retry() + tickMillis * MILLI);
    return timeouts + retries + 200 * (network.maxDelay() + disk.maxSync() + maxExecution);
  }

  Plan with(NetworkPlan changed) {
    return copy(chain, mempool, changed, disk, clients, faults, safety, liars);
  }

  Plan with(DiskPlan changed) {
    return copy(chain, mempool, network, changed, clients, faults, safety, liars);
  }

  Plan with(ClientPlan changed) {
    return copy(chain, mempool, network, disk, changed, faults, safety, liars);
  }

  Plan with(FaultPlan changed) {
    return copy(chain, mempool, network, disk, clients, changed, safety, liars);
  }

  Plan with(ChainParameters changed) {
    return copy(changed, mempool, network, disk, clients, faults, safety, liars);
  }

  Plan with(MempoolLimits changed) {
    return copy(chain, changed, network, disk, clients, faults, safety, liars);
  }

  Plan withSafety(long changed) {
    return copy(chain, mempool, network, disk, clients, faults, changed, liars);
  }

  /** With these liars, and no more dead nodes than they leave to be tolerated. */
  Plan with(List<LiarPlan> changed) {
    int rest = Math.max(0, tolerated() - changed.size());
    FaultPlan fewer = faults.withDeadForever(Math.min(faults.deadForever(), rest));
    return copy(chain, mempool, network, disk, clients, fewer, safety, changed);
  }

  Plan withoutClockSkew() {
    return with(0, maxExecution);
  }

  Plan withoutSlowExecution() {
    return with(clockSkewMillis, 10 * minExecution);
  }

  private Plan with(long newSkew, long newMaxExecution) {
    return new Plan(
        nodes,
        seed,
        realSignatures,
        chain,
        mempool,
        tickMillis,
        spreadMillis,
        minExecution,
        newMaxExecution,
        newSkew,
        network,
        disk,
        clients,
        faults,
        safety,
        liars,
        reduction);
  }

  /** Whose key each machine runs under, by address: the nodes, then the twins. */
  List<Integer> machines() {
    List<Integer> machines = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      machines.add(node);
    }
    liars.stream()
        .filter(liar -> liar.lie(LieKind.TWINS).isPresent())
        .forEach(liar -> machines.add(liar.node()));
    return machines;
  }

  private Plan copy(
      ChainParameters newChain,
      MempoolLimits newMempool,
      NetworkPlan newNetwork,
      DiskPlan newDisk,
      ClientPlan newClients,
      FaultPlan newFaults,
      long newSafety,
      List<LiarPlan> newLiars) {
    return new Plan(
        nodes,
        seed,
        realSignatures,
        newChain,
        newMempool,
        tickMillis,
        spreadMillis,
        minExecution,
        maxExecution,
        clockSkewMillis,
        newNetwork,
        newDisk,
        newClients,
        newFaults,
        newSafety,
        newLiars,
        reduction);
  }

  /** What was drawn, for the head of the report. */
  List<String> describe() {
    return List.of(
        "nodes "
            + nodes
            + ", seed "
            + seed
            + ", signatures "
            + (realSignatures ? "ed25519" : "simulated"),
        "chain: " + chain,
        "mempool: " + mempool,
        "replica: tick "
            + tickMillis
            + " ms, spread "
            + spreadMillis
            + " ms, execution "
            + minExecution
            + " to "
            + maxExecution
            + " us, clocks off by up to "
            + clockSkewMillis
            + " ms",
        "network: " + network,
        "disk: " + disk,
        "clients: " + clients,
        "faults: " + faults,
        "byzantine: " + (liars.isEmpty() ? "nobody" : liars.toString()),
        "phases: faults for "
            + safety / MILLI
            + " ms, then everything has to be in order within "
            + livenessBound() / MILLI
            + " ms");
  }
}
