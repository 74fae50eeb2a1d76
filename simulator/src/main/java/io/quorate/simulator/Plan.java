package io.quorate.simulator;

import io.quorate.consensus.ChainParameters;
import io.quorate.mempool.MempoolLimits;
import io.quorate.simulator.byzantine.LieKind;
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
    return PlanReduction.of(
        DrawnPlan.of(options).with(DrawnLiars.of(options)), options.reduction());
  }

  /** The most nodes whose failure is tolerated. */
  int tolerated() {
    return (nodes - 1) / 3;
  }

  /** How long everything may take to come right after the repair; see {@link LivenessBound}. */
  long livenessBound() {
    return LivenessBound.of(this);
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
}
