package io.quorate.devnet.network;

import io.quorate.simulator.byzantine.LieKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts and ends the processes of a network's nodes. Which process a node is stands in its pid
 * file, so that any later command finds it.
 */
final class NodeProcesses {
  /** How long a node gets to finish what it does after it was asked to stop. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

  private static final long COLLECTION_MILLIS = 1_000;

  private final NetworkDirectory directory;
  private final Software software;
  private final Map<NodeSpec, Process> children = new ConcurrentHashMap<>();

  NodeProcesses(NetworkDirectory directory) {
    this.directory = directory;
    this.software = new Software(directory);
  }

  NodeState state(NodeSpec node) {
    Optional<PidFile> file = PidFile.read(directory.pid(node));
    if (file.isEmpty()) {
      return new NodeState.Stopped();
    }
    long pid = file.get().pid();
    return file.get().process().isPresent()
        ? new NodeState.Running(pid)
        : new NodeState.Died(pid, exitStatus(node));
  }

  /** Starts the node's process; does not wait until it is ready. */
  void start(NodeSpec node, List<LieKind> lies) throws DevnetException {
    try {
      Process process =
          new ProcessBuilder(command(node, lies))
              .directory(directory.node(node).toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log(node).toFile()))
              .start();
      children.put(node, process);
      PidFile.of(process.toHandle()).write(directory.pid(node));
    } catch (IOException e) {
      throw new DevnetException("cannot start " + node.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Asks the node to stop and waits until it has.
   *
   * @return whether it ran
   */
  boolean stop(NodeSpec node) throws DevnetException, InterruptedException {
    Optional<ProcessHandle> process = running(node);
    process.ifPresent(ProcessHandle::destroy);
    if (process.isPresent() && !Processes.awaitEnd(process.get(), STOP_PATIENCE)) {
      throw new DevnetException(
          node.name()
              + " did not stop within "
              + STOP_PATIENCE.toSeconds()
              + " seconds; end it with: "
              + directory.command("devnet kill " + node.name()));
    }
    forget(node);
    return process.isPresent();
  }

  /** Asks the node to stop and does not wait. */
  boolean askToStop(NodeSpec node) {
    return running(node).map(ProcessHandle::destroy).orElse(false);
  }

  /**
   * Ends the node at once, without a chance to write anything (kill -9).
   *
   * @return whether it ran
   */
  boolean kill(NodeSpec node) throws DevnetException, InterruptedException {
    Optional<ProcessHandle> process = running(node);
    process.ifPresent(ProcessHandle::destroyForcibly);
    if (process.isPresent() && !Processes.awaitEnd(process.get(), KILL_PATIENCE)) {
      throw new DevnetException(
          "process "
              + process.get().pid()
              + " of "
              + node.name()
              + " does not end; see: ps -p "
              + process.get().pid());
    }
    forget(node);
    return process.isPresent();
  }

  /**
   * Makes the nodes run the software of this command from their next start on. Only while none
   * runs.
   */
  void refreshSoftware() throws DevnetException {
    try {
      software.refresh();
    } catch (IOException e) {
      throw new DevnetException(
          "cannot copy the software to "
              + directory.app()
              + ": "
              + e.getMessage()
              + "; is the disk full?",
          e);
    }
  }

  private Optional<ProcessHandle> running(NodeSpec node) {
    return PidFile.read(directory.pid(node)).flatMap(PidFile::process);
  }

  private void forget(NodeSpec node) throws DevnetException {
    children.remove(node);
    try {
      Files.deleteIfExists(directory.pid(node));
    } catch (IOException e) {
      throw new DevnetException("cannot delete " + directory.pid(node) + ": " + e.getMessage(), e);
    }
  }

  /** Known when this very process started the node. */
  private OptionalInt exitStatus(NodeSpec node) {
    Process child = children.get(node);
    try {
      // A child that has ended is collected by a thread of its own, a moment later.
      return child != null && child.waitFor(COLLECTION_MILLIS, TimeUnit.MILLISECONDS)
          ? OptionalInt.of(child.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  private List<String> command(NodeSpec node, List<LieKind> lies) throws IOException {
    List<String> command = new ArrayList<>(detachment());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions(node));
    command.addAll(software.archiveOptions(node));
    command.add("-cp");
    command.add(software.classPath());
    command.add("io.quorate.devnet.Quorate");
    command.add("node");
    command.add("run");
    command.add("--config");
    command.add(directory.config(node).toString());
    if (!lies.isEmpty()) {
      command.add("--byzantine");
      command.add(lies.stream().map(LieKind::label).collect(Collectors.joining(",")));
    }
    return command;
  }

  private List<String> jvmOptions(NodeSpec node) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xms64m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:MinHeapFreeRatio=15",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:-ShrinkHeapInSteps",
                "-XX:TrimNativeHeapInterval=10000",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + directory.node(node).resolve("jvm-crash.log"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dquorate.node=" + node.name()));
    String more = System.getenv().getOrDefault("QUORATE_NODE_JAVA_OPTS", "").strip();
    if (!more.isEmpty()) {
      options.addAll(List.of(more.split("\\s+", -1)));
    }
    return options;
  }

  /**
   * What keeps the terminal's signals (Ctrl-C, its closing) away from a node. Both replace
   * themselves.
   */
  private static List<String> detachment() {
    for (String tool : List.of("/usr/bin/setsid", "/bin/setsid", "/usr/bin/nohup")) {
      if (Files.isExecutable(Path.of(tool))) {
        return List.of(tool);
      }
    }
    return List.of();
  }
}
