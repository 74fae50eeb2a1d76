package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.replica.ReplicaStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A world under a script. Every checker watches; the script adds what its scenario promises beyond
 * them.
 */
final class Scene {
  private final World world;
  private final List<String> lines = new ArrayList<>();

  private Scene(EngineKind engine, Plan plan, Parts parts) {
    this.world = new World(plan, parts, engine, lines::add, Trace.Detail.EVENTS);
  }

  /** Nodes have started and see one another. */
  static Scene of(EngineKind engine, Plan plan, Parts parts) {
    Scene scene = new Scene(engine, plan, parts);
    scene.world.startNodes();
    scene.seconds(1);
    return scene;
  }

  static Scene of(EngineKind engine, Plan plan) {
    return of(engine, plan, HonestParts.of(engine));
  }

  World world() {
    return world;
  }

  /** Every line of the trace so far, without the engines' notes. */
  List<String> lines() {
    return lines;
  }

  Scene load() {
    world.clients().start();
    return this;
  }

  void seconds(long seconds) {
    world.run(seconds * Plan.SECOND);
  }

  void millis(long millis) {
    world.run(millis * Plan.MILLI);
  }

  void crash(int... nodes) {
    for (int node : nodes) {
      world.node(node).crash();
    }
  }

  void start(int... nodes) {
    for (int node : nodes) {
      world.node(node).start();
    }
  }

  ReplicaStatus status(int node) {
    return world.node(node).process().orElseThrow().status();
  }

  long height() {
    return world.checks().log().height();
  }

  /** How many lies of that kind were told. */
  long told(String strategy) {
    return world.told().getOrDefault(strategy, 0L);
  }

  /** The evidence that the log holds, lowest height first. */
  List<Equivocation> evidence() {
    List<Equivocation> evidence = new ArrayList<>();
    for (long height = 1; height <= height(); height++) {
      evidence.addAll(world.checks().log().block(height).payload().evidence());
    }
    return evidence;
  }

  long fired(String rule) {
    return world.checks().rules().getOrDefault(rule, 0L);
  }

  /**
   * A client sends a transaction to a node; the time until it holds the proof, which has to come
   * within the bound.
   */
  long commitMillis(int client, int node, long boundMillis) {
    long before = world.scheduler().now();
    Transaction transaction = world.clients().submit(client, node);
    boolean proved =
        world.runUntil(
            boundMillis * Plan.MILLI,
            () -> world.checks().acknowledged().containsKey(transaction.id()));
    assertTrue(proved, () -> "no proof within " + boundMillis + " ms; " + state());
    return (world.scheduler().now() - before) / Plan.MILLI;
  }

  Optional<Receipt> receipt(Transaction transaction) {
    return Optional.ofNullable(world.checks().acknowledged().get(transaction.id()));
  }

  /**
   * Clients stop; within the bound nothing is pending, all running nodes are equal, and every proof
   * given out holds.
   */
  void settles(long boundMillis) {
    world.clients().rest();
    assertTrue(world.runUntil(boundMillis * Plan.MILLI, this::settled), this::state);
    new Audit(world).all();
    assertEquals(0, world.clients().waiting());
  }

  private boolean settled() {
    for (SimulatedNode node : world.nodes()) {
      boolean there =
          node.process().map(p -> p.status().finalizedHeight() == height()).orElse(true);
      if (!there && world.honest(node.index())) {
        return false;
      }
    }
    return world.clients().waiting() == 0;
  }

  private String state() {
    StringBuilder text = new StringBuilder("height " + height());
    for (SimulatedNode node : world.nodes()) {
      text.append("\nn").append(node.index()).append(' ');
      text.append(node.process().map(p -> p.status().toString()).orElse("down"));
    }
    return text.append("\npending ").append(world.clients().pending()).toString();
  }
}
