package io.quorate.bench.measure;

import io.quorate.api.genesis.GenesisException;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.client.ClientConfig;
import io.quorate.consensus.Genesis;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkDirectory;
import io.quorate.devnet.network.NetworkPlan;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network in a temporary folder, for one case. Closing it kills the nodes and deletes the folder;
 * the end of this process, Ctrl-C included, does the same.
 */
final class Bed implements AutoCloseable {
  private static final Duration SILENCE = Duration.ofSeconds(4);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration QUERY = Duration.ofSeconds(6);

  private final Path folder;
  private final NodeProbe probe = new NodeProbe();
  private final LocalNetwork network;
  private final Genesis genesis;
  private final Thread atExit = new Thread(this::cleanUpAtExit, "bench-clean-up");
  private boolean closed;

  private Bed(Path folder, LocalNetwork network, Genesis genesis) {
    this.folder = folder;
    this.network = network;
    this.genesis = genesis;
  }

  /**
   * Makes a network and starts it; returns when all nodes are ready.
   *
   * @param work where its folder is made
   */
  static Bed up(NetworkPlan plan, Path work) throws DevnetException, InterruptedException {
    Bed bed = make(plan, work);
    Runtime.getRuntime().addShutdownHook(bed.atExit);
    try {
      bed.start(bed.network.nodes());
      return bed;
    } catch (DevnetException | InterruptedException | RuntimeException e) {
      bed.close();
      throw e;
    }
  }

  private static Bed make(NetworkPlan plan, Path work) throws DevnetException {
    Path folder;
    try {
      Files.createDirectories(work);
      folder = Files.createTempDirectory(work, "network-");
    } catch (IOException e) {
      throw new DevnetException("cannot make a folder in " + work + ": " + e.getMessage(), e);
    }
    try {
      NetworkDirectory directory = new NetworkDirectory(folder.resolve("nodes"));
      LocalNetwork network = LocalNetwork.create(directory, plan);
      return new Bed(folder, network, GenesisJson.read(directory.genesis()));
    } catch (GenesisException e) {
      delete(folder);
      throw DevnetException.of(e);
    } catch (DevnetException e) {
      delete(folder);
      throw e;
    }
  }

  LocalNetwork network() {
    return network;
  }

  NodeProbe probe() {
    return probe;
  }

  /** The configuration of a client that knows those nodes alone. */
  ClientConfig client(List<NodeSpec> nodes) {
    return ClientConfig.of(genesis, nodes.stream().map(NodeSpec::url).toList())
        .withTimes(SILENCE, TIMEOUT, QUERY);
  }

  /** Starts those nodes and waits until every node of the network is ready. */
  void start(List<NodeSpec> nodes) throws DevnetException, InterruptedException {
    launch(nodes);
    new Readiness(network, probe).await(network.nodes(), _ -> {});
  }

  /** Nothing is started once the cleaning up began, so it leaves nobody behind. */
  private synchronized void launch(List<NodeSpec> nodes) throws DevnetException {
    if (closed) {
      throw new DevnetException("the comparison is ending");
    }
    network.start(nodes);
  }

  /** Ends a node at once (kill -9). */
  void kill(NodeSpec node) throws DevnetException, InterruptedException {
    network.kill(node);
  }

  @Override
  public void close() throws DevnetException {
    try {
      cleanUp();
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while nodes were stopped", e);
    }
  }

  private synchronized void cleanUp() throws DevnetException, InterruptedException {
    if (closed) {
      return;
    }
    closed = true;
    for (NodeSpec node : network.nodes()) {
      network.kill(node);
    }
    delete(folder);
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // nobody else is left to be told
  private void cleanUpAtExit() {
    try {
      cleanUp();
    } catch (DevnetException | InterruptedException e) {
      e.printStackTrace();
    }
  }

  private static void delete(Path root) throws DevnetException {
    try (Stream<Path> found = Files.walk(root)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new DevnetException("cannot delete " + root + ": " + e.getMessage(), e);
    }
  }
}
