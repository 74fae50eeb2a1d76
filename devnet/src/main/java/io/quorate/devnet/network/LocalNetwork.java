package io.quorate.devnet.network;

import io.quorate.api.genesis.GenesisException;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.crypto.SchemeId;
import io.quorate.simulator.byzantine.LieKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network of node processes on this machine. Commands that start or stop nodes hold {@link #lock}
 * while they do.
 */
public final class LocalNetwork {
  private static final int LAST_WORDS = 8;

  private final NetworkDirectory directory;
  private final NetworkPlan plan;
  private final NodeHost host;

  private LocalNetwork(NetworkDirectory directory, NetworkManifest manifest) {
    this.directory = directory;
    this.plan = manifest.plan();
    this.host = host(directory, manifest);
  }

  /** The network in that directory, with its parts checked to belong together. */
  public static LocalNetwork open(NetworkDirectory directory) throws DevnetException {
    NetworkManifest manifest = NetworkManifest.read(directory);
    LocalNetwork network = new LocalNetwork(directory, manifest);
    network.checkWhole(manifest);
    return network;
  }

  /** Makes a network of the key-value application. */
  public static LocalNetwork create(NetworkDirectory directory, NetworkPlan plan)
      throws DevnetException {
    return create(directory, plan, NetworkApplication.BUNDLED);
  }

  /** Makes a network that does not run yet. The directory must be missing or empty. */
  public static LocalNetwork create(
      NetworkDirectory directory, NetworkPlan plan, NetworkApplication application)
      throws DevnetException {
    if (plan.docker()) {
      DockerHost.check();
    }
    new NetworkBuilder(directory, plan, application).build();
    return open(directory);
  }

  /**
   * Makes the nodes run another build of the network's application from their next start on.
   *
   * @throws DevnetException when a node runs, or it is not the application of this network
   */
  public void renewApplication(NetworkApplication application) throws DevnetException {
    String present = genesis().application();
    if (!application.name().equals(present)) {
      throw new DevnetException(
          directory.root()
              + " holds a network that runs the application "
              + present
              + ", not "
              + application.name()
              + "; replace it with --fresh (its data is lost), or choose another --dir");
    }
    if (!running().isEmpty()) {
      throw new DevnetException(
          "nodes of "
              + directory.root()
              + " run; stop them before they get another build of their application: "
              + directory.command("devnet down"));
    }
    try {
      application.install(directory);
    } catch (IOException e) {
      throw new DevnetException("cannot copy the application's jar: " + e, e);
    }
  }

  /** Kills the nodes of the network and deletes all that belongs to it. */
  public static void delete(NetworkDirectory directory)
      throws DevnetException, InterruptedException {
    NetworkManifest manifest;
    try {
      manifest = NetworkManifest.read(directory);
    } catch (DevnetException damaged) {
      deleteDamaged(directory, damaged);
      return;
    }
    host(directory, manifest).remove(manifest.plan().specs());
    deleteFiles(directory);
  }

  /** What a description that cannot be read belongs to is found by the nodes' pid files. */
  private static void deleteDamaged(NetworkDirectory directory, DevnetException damaged)
      throws DevnetException, InterruptedException {
    if (Files.exists(directory.compose())) {
      throw new DevnetException(
          damaged.getMessage()
              + "; remove its containers first with: docker-compose -f "
              + directory.compose()
              + " down -v, then delete the folder",
          damaged);
    }
    NetworkPlan largest =
        new NetworkPlan(
            NetworkPlan.MAX_NODES,
            EngineKind.HOTSTUFF,
            SchemeId.ED25519,
            NetworkPlan.DEFAULT_BASE_PORT);
    if (!Files.exists(directory.genesis())
        || !Files.isDirectory(directory.node(largest.specs().getFirst()))) {
      throw damaged; // A file of that name in a folder that may be somebody's.
    }
    List<NodeSpec> there =
        largest.specs().stream().filter(node -> Files.exists(directory.pid(node))).toList();
    new NodeProcesses(directory, false).remove(there);
    deleteFiles(directory);
  }

  private static void deleteFiles(NetworkDirectory directory) throws DevnetException {
    try {
      Trees.delete(directory.root());
    } catch (IOException e) {
      throw new DevnetException("cannot delete " + directory.root() + ": " + e.getMessage(), e);
    }
  }

  private static NodeHost host(NetworkDirectory directory, NetworkManifest manifest) {
    NetworkPlan plan = manifest.plan();
    return plan.docker()
        ? new DockerHost(directory, plan, DockerNames.of(manifest.chain()))
        : new NodeProcesses(directory, plan.faults());
  }

  /** Where it is. */
  public NetworkDirectory directory() {
    return directory;
  }

  /** What it was made from. */
  public NetworkPlan plan() {
    return plan;
  }

  /** Its nodes in the order of their validator indexes. */
  public List<NodeSpec> nodes() {
    return plan.specs();
  }

  /** The node that {@code word} names: its name or its number. */
  public NodeSpec node(String word) throws DevnetException {
    return nodes().stream()
        .filter(node -> node.name().equals(word) || String.valueOf(node.number()).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new DevnetException(
                "there is no node '" + word + "'; the nodes are node-1 to node-" + plan.nodes()));
  }

  /** What became of the node's process. */
  public NodeState state(NodeSpec node) throws DevnetException {
    return host.state(node);
  }

  /** The nodes whose processes run, frozen ones included. */
  public List<NodeSpec> running() throws DevnetException {
    List<NodeSpec> running = new ArrayList<>();
    for (NodeSpec node : nodes()) {
      if (state(node) instanceof NodeState.Running) {
        running.add(node);
      }
    }
    return running;
  }

  /**
   * Starts those of the nodes that do not run, after a look at their ports. Does not wait until
   * they are ready.
   *
   * @return the nodes that were started
   */
  public List<NodeSpec> start(List<NodeSpec> nodes) throws DevnetException {
    return start(nodes, List.of());
  }

  /**
   * The same for nodes that lie.
   *
   * @param lies what they do; honest when empty
   */
  public List<NodeSpec> start(List<NodeSpec> nodes, List<LieKind> lies) throws DevnetException {
    List<NodeSpec> missing = new ArrayList<>(nodes);
    missing.removeAll(running());
    for (NodeSpec node : missing) {
      if (!plan.docker()) {
        checkPort(node, node.peerPort());
      }
      checkPort(node, node.apiPort());
    }
    if (running().isEmpty() && !missing.isEmpty()) {
      host.refreshSoftware();
    }
    if (!missing.isEmpty()) {
      host.start(missing, lies);
    }
    return missing;
  }

  /** Stops the node and waits for its end; whether it ran. */
  public boolean stop(NodeSpec node) throws DevnetException, InterruptedException {
    return host.stop(node);
  }

  /** Stops all nodes, all at the same time, and waits for their end; how many ran. */
  public int stopAll() throws DevnetException, InterruptedException {
    return host.stopAll(nodes());
  }

  /** Ends the node's process at once (kill -9); whether it ran. */
  public boolean kill(NodeSpec node) throws DevnetException, InterruptedException {
    return host.kill(node);
  }

  /** Freezes a running node (SIGSTOP), which keeps its connections and says nothing. */
  public void pause(NodeSpec node) throws DevnetException, InterruptedException {
    host.pause(node);
  }

  /** Lets a frozen node go on. */
  public void resume(NodeSpec node) throws DevnetException, InterruptedException {
    host.resume(node);
  }

  /**
   * Deletes what a node that does not run has stored.
   *
   * @param keepKey whether it keeps its keys; else it gets new ones, which the genesis does not
   *     list
   */
  public void wipe(NodeSpec node, boolean keepKey) throws DevnetException, InterruptedException {
    host.wipe(node);
    if (!keepKey) {
      NetworkBuilder.renewKeys(directory, plan, node);
    }
  }

  /** The command that prints what is added to the log of a node that is a container. */
  public Optional<List<String>> followCommand(NodeSpec node) {
    return host.followCommand(node);
  }

  /** The last lines of the node's log, at most that many. */
  public List<String> lastLines(NodeSpec node, int lines) {
    return host.lastLines(node, lines);
  }

  /** Why the node is not running, with its last words; for a node that died. */
  public DevnetException death(NodeSpec node, OptionalInt exitStatus) {
    String how =
        exitStatus.isPresent() ? "ended with exit status " + exitStatus.getAsInt() : "has ended";
    List<String> words = lastLines(node, LAST_WORDS);
    return new DevnetException(
        node.name()
            + " "
            + how
            + "; put right what its log says and start it with: "
            + directory.command("devnet start " + node.name())
            + "\nthe end of its log:\n"
            + String.join("\n", words));
  }

  /** Keeps other commands from starting or stopping nodes until it is closed. */
  public AutoCloseable lock() throws DevnetException {
    try {
      FileChannel channel =
          FileChannel.open(directory.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        channel.close();
        throw new DevnetException(
            "another command is starting or stopping nodes of "
                + directory.root()
                + "; try again when it is done");
      }
      return channel;
    } catch (IOException e) {
      throw new DevnetException("cannot lock " + directory.root() + ": " + e.getMessage(), e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // The other command runs in this very process.
      return false;
    }
  }

  private void checkPort(NodeSpec node, int port) throws DevnetException {
    if (Ports.isFree(port)) {
      return;
    }
    Optional<String> owner = Ports.owner(port);
    throw new DevnetException(
        "port "
            + port
            + ", which "
            + node.name()
            + " needs, is in use"
            + owner.map(name -> " by " + name).orElse("")
            + "; end that process, or make a network on other ports with: ./quorate devnet up"
            + " --dir FOLDER --base-port PORT");
  }

  private void checkWhole(NetworkManifest manifest) throws DevnetException {
    for (NodeSpec node : nodes()) {
      for (var file :
          List.of(
              directory.config(node), directory.validatorKey(node), directory.networkKey(node))) {
        if (!Files.isRegularFile(file)) {
          throw broken(file + " is missing");
        }
      }
    }
    if (!genesis().chainId().toHex().equals(manifest.chain())) {
      throw broken("genesis.json is of another chain than the one this network was made with");
    }
  }

  private Genesis genesis() throws DevnetException {
    try {
      return GenesisJson.read(directory.genesis());
    } catch (GenesisException e) {
      throw broken(e.getMessage());
    }
  }

  private DevnetException broken(String reason) {
    return new DevnetException(
        "the network in "
            + directory.root()
            + " is not whole: "
            + reason
            + "; put the file back, or make the network anew with: ./quorate devnet up --fresh (its"
            + " data is lost)");
  }
}
