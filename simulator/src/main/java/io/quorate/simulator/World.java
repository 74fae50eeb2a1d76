package io.quorate.simulator;

import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.replica.message.PeerCodec;
import io.quorate.simulator.byzantine.ByzantineReplica;
import io.quorate.simulator.byzantine.EngineLies;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A chain, its nodes and its clients in virtual time: everything a run consists of. Not
 * thread-safe.
 */
final class World {
  private static final long GENESIS_MILLIS = 1_700_000_000_000L;
  private static final long CHUNK = 20 * Plan.MILLI;

  private final Plan plan;
  private final Parts parts;
  private final SignatureScheme scheme;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final Genesis genesis;
  private final Epoch epoch;
  private final Epochs epochs;
  private final PeerCodec codec;
  private final Scheduler scheduler = new Scheduler();
  private final Trace trace;
  private final Network network;
  private final Checks checks;
  private final Clients clients;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<SimulatedNode> twins = new ArrayList<>();
  private final EngineLies lies;
  private final List<Draw> timing = new ArrayList<>();
  private final long[] clockOffsets;

  /** Whom the plan lets lie; asked for nearly everything that happens. */
  private final BitSet liars = new BitSet();

  private final Draw faultDraw;
  private long events;
  private long processes;

  World(Plan plan, Parts parts, EngineKind engine, Consumer<String> listener, Trace.Detail detail) {
    Draw draw = new Draw(plan.seed());
    this.plan = plan;
    plan.liars().forEach(liar -> liars.set(liar.node()));
    this.parts = parts;
    this.scheme =
        plan.realSignatures() ? SignatureSchemes.of(SchemeId.ED25519) : new SimulatedSignatures();
    this.genesis = genesis(engine, plan.chain(), draw.of("keys"));
    this.epoch = genesis.epoch(scheme);
    this.epochs = new Epochs(epoch);
    this.codec = new PeerCodec(parts.engine(0).codec());
    this.lies = EngineLies.of(engine);
    List<Integer> machines = plan.machines();
    this.trace = new Trace(scheduler, machines, listener, detail);
    this.network = new Network(scheduler, draw.of("network"), trace, plan.network(), machines);
    this.faultDraw = draw.of("crash");
    this.checks =
        new Checks(
            plan,
            epochs,
            genesis.block(),
            this::honest,
            transaction -> this.clients().meant(transaction));
    this.clients = new Clients(this);
    this.clockOffsets = new long[plan.nodes()];
    for (int i = 0; i < plan.nodes(); i++) {
      clockOffsets[i] =
          draw.of("clock " + i).between(-plan.clockSkewMillis(), plan.clockSkewMillis());
    }
    for (int address = 0; address < machines.size(); address++) {
      timing.add(draw.of("timing " + address));
      SimulatedNode node = new SimulatedNode(this, machines.get(address), address);
      (address < plan.nodes() ? nodes : twins).add(node);
    }
  }

  private Genesis genesis(EngineKind engine, ChainParameters chain, Draw draw) {
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < plan.nodes(); i++) {
      PrivateKey key = scheme.privateKey(draw.seed32());
      keys.add(key);
      Bytes networkKey = draw.seed32();
      validators.add(
          new Validator(
              "n" + i, key.publicKey(), key.provePossession(), networkKey, parts.power(i)));
    }
    return new Genesis(
        "simulation",
        GENESIS_MILLIS,
        engine,
        SchemeId.ED25519,
        chain,
        validators,
        KeyValueApplication.NAME,
        Bytes.EMPTY);
  }

  /** Starts all nodes within some milliseconds, in a drawn order. */
  void startNodes() {
    for (SimulatedNode node : nodes) {
      scheduler.after(timing(node.index()).between(0, 50 * Plan.MILLI), node::start);
    }
    for (SimulatedNode twin : twins) {
      scheduler.after(timing(twin.address()).between(0, 50 * Plan.MILLI), twin::start);
    }
  }

  /** Whether the checkers hold a node to the protocol. */
  boolean honest(int node) {
    return !liars.get(node) && parts.honest(node);
  }

  /** How many lies of each kind were told so far, by name. */
  SortedMap<String, Long> told() {
    SortedMap<String, Long> told = new TreeMap<>();
    Stream.concat(nodes.stream(), twins.stream())
        .flatMap(node -> node.liar().stream())
        .forEach(liar -> liar.told().forEach((kind, count) -> told.merge(kind, count, Long::sum)));
    return told;
  }

  /** What makes a machine lie, if anything does. */
  Optional<ByzantineReplica> liar(int node, int address) {
    return plan.liars().stream()
        .filter(liar -> liar.node() == node)
        .findFirst()
        .map(liar ->
            new ByzantineReplica(
                node,
                epoch,
                key(node),
                lies,
                liar.lies(),
                new Draw(plan.seed()).of("liar " + address)));
  }

  /** Lets time pass. */
  void run(long micros) {
    runUntil(micros, () -> false);
  }

  /**
   * Lets time pass until something holds, asked every few milliseconds; false when it does not hold
   * in that time.
   */
  boolean runUntil(long micros, BooleanSupplier condition) {
    long end = scheduler.now() + micros;
    while (scheduler.now() < end) {
      if (condition.getAsBoolean()) {
        return true;
      }
      long chunk = Math.min(end, scheduler.now() + CHUNK);
      while (scheduler.step(chunk)) {
        events++;
      }
    }
    return condition.getAsBoolean();
  }

  /** Milliseconds since 1970 on a node's clock. */
  long clock(int node) {
    return GENESIS_MILLIS + 10_000 + clockOffsets[node] + scheduler.now() / Plan.MILLI;
  }

  /** How long things take at a machine. */
  Draw timing(int address) {
    return timing.get(address);
  }

  /** What a crash destroys. */
  Draw faultDraw() {
    return faultDraw;
  }

  Plan plan() {
    return plan;
  }

  Parts parts() {
    return parts;
  }

  SignatureScheme scheme() {
    return scheme;
  }

  PrivateKey key(int node) {
    return keys.get(node);
  }

  Genesis genesis() {
    return genesis;
  }

  Epochs epochs() {
    return epochs;
  }

  /** The first epoch. */
  Epoch epoch() {
    return epoch;
  }

  PeerCodec codec() {
    return codec;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Trace trace() {
    return trace;
  }

  Network network() {
    return network;
  }

  Checks checks() {
    return checks;
  }

  Clients clients() {
    return clients;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  /** Second machines under the keys of some nodes. */
  List<SimulatedNode> twins() {
    return twins;
  }

  SimulatedNode node(int index) {
    return nodes.get(index);
  }

  /** A number for one process of any node. */
  long nextProcess() {
    return ++processes;
  }

  /** How much happened so far. */
  long events() {
    return events;
  }
}
