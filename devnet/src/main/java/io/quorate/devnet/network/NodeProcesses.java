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
final class NodeProcesses implements NodeHost {
  /** How long a node gets to finish what it does after it was asked to stop. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

  private static final long COLLECTION_MILLIS = 1_000;

  private final NetworkDirectory directory;
  private final boolean faults;
  private final Software software;
  private final Map<NodeSpec, Process> children = new ConcurrentHashMap<>();

  /**
   * @param faults whether nodes are started for fault injection
   */
  NodeProcesses(NetworkDirectory directory, boolean faults) {
    this.directory = directory;
    this.faults = faults;
    this.software = new Software(directory);
  }

  @Override
  public NodeState state(NodeSpec node) {
    Optional<PidFile> file = PidFile.read(directory.pid(node));
    if (file.isEmpty()) {
      return new NodeState.Stopped();
    }
    long pid = file.get().pid();
    return file.get().process().isPresent()
        ? new NodeState.Running(pid, Processes.isPaused(pid))
        : new NodeState.Died(pid, exitStatus(node));
  }

  @Override
  public void start(List<NodeSpec> nodes, List<LieKind> lies) throws DevnetException {
    for (NodeSpec node : nodes) {
      start(node, lies);
    }
  }

  private void start(NodeSpec node, List<LieKind> lies) throws DevnetException {
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

  @Override
  public boolean stop(NodeSpec node) throws DevnetException, InterruptedException {
    Optional<ProcessHandle> process = running(node);
    askToStop(node);
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

  @Override
  public int stopAll(List<NodeSpec> nodes) throws DevnetException, InterruptedException {
    int running = 0;
    for (NodeSpec node : nodes) {
      running += askToStop(node) ? 1 : 0;
    }
    for (NodeSpec node : nodes) {
      stop(node);
    }
    return running;
  }

  /** A frozen process would hear of it only when it goes on. */
  private boolean askToStop(NodeSpec node) throws DevnetException, InterruptedException {
    Optional<ProcessHandle> process = running(node);
    if (process.isPresent() && process.get().destroy()) {
      wake(process.get());
    }
    return process.isPresent();
  }

  private static void wake(ProcessHandle process) throws DevnetException, InterruptedException {
    try {
      signal(process.pid(), "CONT");
    } catch (DevnetException e) {
      if (process.isAlive()) {
        throw e;
      } // It was not frozen, and has ended already.
    }
  }

  @Override
  public void pause(NodeSpec node) throws DevnetException, InterruptedException {
    signal(pidOf(node), "STOP");
  }

  @Override
  public void resume(NodeSpec node) throws DevnetException, InterruptedException {
    signal(pidOf(node), "CONT");
  }

  private long pidOf(NodeSpec node) throws DevnetException {
    return running(node)
        .orElseThrow(() -> new DevnetException(node.name() + " does not run"))
        .pid();
  }

  private static void signal(long pid, String signal) throws DevnetException, InterruptedException {
    Command.run(List.of("kill", "-" + signal, String.valueOf(pid)));
  }

  @Override
  public void wipe(NodeSpec node) throws DevnetException {
    try {
      Trees.delete(directory.data(node));
    } catch (IOException e) {
      throw new DevnetException("cannot delete " + directory.data(node) + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> lastLines(NodeSpec node, int lines) {
    return LogTail.last(directory.log(node), lines);
  }

  @Override
  public void remove(List<NodeSpec> nodes) throws DevnetException, InterruptedException {
    for (NodeSpec node : nodes) {
      kill(node);
    }
  }

  @Override
  public boolean kill(NodeSpec node) throws DevnetException, InterruptedException {
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

  @Override
  public void refreshSoftware() throws DevnetException {
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
    command.addAll(NodeJvm.options(node.name(), directory.node(node)));
    command.addAll(software.archiveOptions(node, faults || !lies.isEmpty()));
    command.add("-cp");
    command.addAll(program(node, lies));
    return command;
  }

  /** Class path, main class and arguments. A node that shall not misbehave has no code for it. */
  private List<String> program(NodeSpec node, List<LieKind> lies) throws IOException {
    List<String> program = new ArrayList<>();
    if (faults) {
      program.addAll(List.of(software.classPath(), "io.quorate.devnet.fault.FaultyNode"));
    } else if (lies.isEmpty()) {
      program.addAll(List.of(software.nodeClassPath(), "io.quorate.node.NodeMain"));
    } else {
      program.addAll(
          List.of(
              software.classPath(),
              "io.quorate.devnet.Quorate",
              "node",
              "run",
              "--byzantine",
              lies.stream().map(LieKind::label).collect(Collectors.joining(","))));
    }
    program.addAll(List.of("--config", directory.config(node).toString()));
    if (faults) {
      program.addAll(List.of("--door", directory.door(node).toString()));
    }
    return program;
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
