package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.api.genesis.GenesisJson;
import io.quorate.client.ClientConfig;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.devnet.command.Ran;
import io.quorate.devnet.network.FreePorts;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkDirectory;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.NodeReport;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.NodeState;
import io.quorate.devnet.network.NodeView;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A network of real processes, driven by the commands a person types. */
final class Devnet {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String SHORT_EPOCH = "400";
  private static final long LOOK_NANOS = 100_000_000;

  private final Path folder;
  private final NodeProbe probe = new NodeProbe();

  private Devnet(Path folder) {
    this.folder = folder;
  }

  /** No network yet. */
  static Devnet in(Path folder) {
    return new Devnet(folder);
  }

  /** Makes and starts four nodes. */
  static Devnet up(Path folder) {
    return up(folder, EngineKind.HOTSTUFF);
  }

  /** Makes and starts four nodes of that engine. */
  static Devnet up(Path folder, EngineKind engine) {
    Devnet devnet = new Devnet(folder);
    String port = String.valueOf(FreePorts.base(4));
    devnet.done("devnet", "up", "--detach", "--base-port", port, "--engine", engine.label());
    return devnet;
  }

  /** Makes and starts four nodes of that engine that have a door for faults, with short epochs. */
  static Devnet withFaults(Path folder, EngineKind engine) {
    Devnet devnet = new Devnet(folder);
    String port = String.valueOf(FreePorts.base(4));
    devnet.done(
        "devnet",
        "up",
        "--detach",
        "--faults",
        "--epoch-length",
        SHORT_EPOCH,
        "--base-port",
        port,
        "--engine",
        engine.label());
    return devnet;
  }

  /** Makes and starts four nodes of an application. */
  static Devnet withApplication(Path folder, Path jar, String... options) {
    Devnet devnet = new Devnet(folder);
    List<String> line = new ArrayList<>(List.of("devnet", "up", "--detach"));
    line.addAll(List.of("--base-port", String.valueOf(FreePorts.base(4))));
    line.addAll(List.of("--app", jar.toString()));
    line.addAll(List.of(options));
    devnet.done(line.toArray(String[]::new));
    return devnet;
  }

  /**
   * Makes and starts four nodes in containers of that engine that have a door for faults, with
   * short epochs.
   */
  static Devnet withDocker(Path folder, EngineKind engine) {
    Devnet devnet = new Devnet(folder);
    String port = String.valueOf(FreePorts.base(4));
    devnet.done(
        "devnet",
        "up",
        "--detach",
        "--docker",
        "--faults",
        "--epoch-length",
        SHORT_EPOCH,
        "--base-port",
        port,
        "--engine",
        engine.label());
    return devnet;
  }

  /** Runs a command on this network. */
  Ran run(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--dir");
    line.add(folder.toString());
    return Ran.command(line.toArray(String[]::new));
  }

  /** Runs a command that must succeed; its standard output. */
  String done(String... arguments) {
    Ran ran = run(arguments);
    assertEquals(0, ran.status(), () -> ran + logs());
    return ran.out();
  }

  LocalNetwork network() throws Exception {
    return LocalNetwork.open(new NetworkDirectory(folder));
  }

  /** A client that knows all nodes. */
  QuorateClient client() throws Exception {
    LocalNetwork network = network();
    return QuorateClient.connect(
        ClientConfig.of(
                GenesisJson.read(network.directory().genesis()),
                network.nodes().stream().map(NodeSpec::url).toList())
            .withTimes(Duration.ofSeconds(2), PATIENCE, Duration.ofSeconds(10)));
  }

  /** A key that nobody used. */
  static PrivateKey freshKey() {
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    return SignatureSchemes.of(SchemeId.ED25519).privateKey(Bytes.wrap(seed));
  }

  /** What the nodes that answer say. */
  List<NodeReport> reports() throws Exception {
    return probe.view(network()).stream().map(NodeView::report).flatMap(Optional::stream).toList();
  }

  /** Observes until it holds. */
  void await(String what, BooleanSupplier holds) {
    await(() -> what, holds);
  }

  /** Observes until it holds; {@code what} is asked for when it does not. */
  void await(Supplier<String> what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + PATIENCE + ": " + what.get() + logs());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /**
   * Observes that nothing becomes final any more: after {@code settling} for what was under way, no
   * node's height grows for as long again.
   *
   * <p>Heights and not receipts, since a client that turns to another node may still be given the
   * receipt of what was final before.
   *
   * @return the height at which it rests
   */
  long assertRests(Duration settling) {
    LockSupport.parkNanos(settling.toNanos());
    long then = highest();
    LockSupport.parkNanos(settling.toNanos());
    assertEquals(then, highest(), () -> "became final without a quorum" + logs());
    return then;
  }

  /** Observes until something above that height is final. */
  void awaitAbove(long height) {
    await("a height above " + height, () -> highest() > height);
  }

  /** Observes that something becomes final in that time from now on. */
  void goesOnWithin(Duration atMost) {
    long begin = System.nanoTime();
    awaitAbove(highest());
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertTrue(took.compareTo(atMost) < 0, () -> "went on after " + took + logs());
  }

  /** Observes until that node has come to where the others are now, and is behind no more. */
  void awaitFollows(String node) {
    long height = highest();
    await(
        node + " at height " + height,
        () -> report(node).filter(it -> it.height() >= height && !it.catchingUp()).isPresent());
  }

  /** What that node says, if it answers. */
  Optional<NodeReport> report(String node) {
    try {
      return probe.view(network()).stream()
          .filter(view -> view.node().name().equals(node))
          .flatMap(view -> view.report().stream())
          .findFirst();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What became of that node's process. */
  NodeState state(String node) throws Exception {
    return network().state(network().node(node));
  }

  /** Kills all nodes, the processes themselves: no command is between the four deaths. */
  void killAllAtOnce() throws Exception {
    LocalNetwork network = network();
    for (NodeSpec node : network.running()) {
      if (network.state(node) instanceof NodeState.Running(long pid, boolean _)) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
    await("the end of all", () -> running() == 0);
  }

  /** How many nodes run. */
  int running() {
    try {
      return network().running().size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The highest final height that a node answers; 0 when none does. */
  long highest() {
    try {
      return reports().stream().mapToLong(NodeReport::height).max().orElse(0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Observes until all four nodes stand at one height with one state root; returns that height. */
  long awaitEqualStates() {
    List<Long> found = new ArrayList<>();
    await(
        "four nodes at one height with one state root",
        () -> {
          try {
            List<NodeReport> reports = reports();
            found.clear();
            reports.stream().map(NodeReport::height).distinct().forEach(found::add);
            return reports.size() == 4
                && found.size() == 1
                && reports.stream().map(NodeReport::stateRoot).distinct().count() == 1
                && reports.stream().noneMatch(NodeReport::catchingUp);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    return found.getFirst();
  }

  private String logs() {
    StringBuilder text = new StringBuilder("\n").append(run("devnet", "status").out());
    for (int node = 1; node <= 4; node++) {
      text.append("\n--- node-").append(node).append('\n');
      text.append(run("devnet", "logs", String.valueOf(node), "-n", "15").out());
    }
    return text.toString();
  }

  /** Kills what runs and deletes the folder. */
  void delete() throws Exception {
    LocalNetwork.delete(new NetworkDirectory(folder));
  }
}
