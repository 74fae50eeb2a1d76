package io.quorate.devnet.network;

import io.quorate.node.runtime.FirstStart;
import io.quorate.simulator.byzantine.LieKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Nodes as containers, by the commands {@code docker} and Compose. */
final class DockerHost implements NodeHost {
  private static final String STATE =
      "{{.State.Status}} {{.State.Pid}} {{.State.ExitCode}} {{.State.OOMKilled}}";
  private static final String GRACE_SECONDS = "20";
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  private final NetworkDirectory directory;
  private final NetworkPlan plan;
  private final DockerNames names;

  DockerHost(NetworkDirectory directory, NetworkPlan plan, DockerNames names) {
    this.directory = directory;
    this.plan = plan;
    this.names = names;
  }

  @Override
  public NodeState state(NodeSpec node) throws DevnetException {
    try {
      String said = Command.run(List.of("docker", "inspect", "-f", STATE, names.container(node)));
      String[] words = said.split(" ", -1);
      return switch (words[0]) {
        case "running", "restarting" -> new NodeState.Running(Long.parseLong(words[1]), false);
        case "paused" -> new NodeState.Running(Long.parseLong(words[1]), true);
        case "exited", "dead" -> ended(Integer.parseInt(words[2]), words[3].equals("true"));
        default -> new NodeState.Stopped();
      };
    } catch (DevnetException e) {
      if (e.getMessage().contains("No such object")) {
        return new NodeState.Stopped();
      }
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while asking Docker", e);
    }
  }

  /** A container does not say who ended it: by signal means a command, else it failed. */
  private static NodeState ended(int status, boolean outOfMemory) {
    boolean asked = status == 0 || status == KILLED || status == TERMINATED;
    return asked && !outOfMemory
        ? new NodeState.Stopped()
        : new NodeState.Died(0, OptionalInt.of(status));
  }

  @Override
  public void refreshSoftware() throws DevnetException {
    try {
      new DockerImage(directory.root().resolve("image")).build(names.image(), plan.faults());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while building the image", e);
    }
  }

  @Override
  public void start(List<NodeSpec> nodes, List<LieKind> lies) throws DevnetException {
    if (!lies.isEmpty() && !plan.faults()) {
      throw new DevnetException(
          "the image of this network has no liars; make a network that has with: "
              + directory.command("devnet up --docker --faults --fresh")
              + " (its data is lost)");
    }
    try {
      allowFirstStarts(nodes);
      compose(upWith("-d", nodes));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while starting containers", e);
    }
  }

  private static List<String> upWith(String option, List<NodeSpec> nodes) {
    List<String> words = new ArrayList<>(List.of("up", option, "--no-deps"));
    nodes.forEach(node -> words.add(node.name()));
    return words;
  }

  /**
   * Moves into the volumes what says that a node's key is new, once: a volume that is lost later is
   * made anew without it (decision 0061).
   */
  private void allowFirstStarts(List<NodeSpec> nodes) throws DevnetException, InterruptedException {
    List<NodeSpec> fresh =
        nodes.stream().filter(node -> Files.exists(FirstStart.mark(directory.data(node)))).toList();
    if (fresh.isEmpty()) {
      return;
    }
    compose(upWith("--no-start", fresh));
    try {
      // Here first: were one to stay while its node signs, a volume lost later would get it again.
      for (NodeSpec node : fresh) {
        Files.delete(FirstStart.mark(directory.data(node)));
      }
      boolean moved = false;
      try {
        Command.run(marking(fresh));
        moved = true;
      } finally {
        if (!moved) {
          for (NodeSpec node : fresh) {
            FirstStart.allow(directory.data(node));
          }
        }
      }
    } catch (IOException e) {
      throw new DevnetException("cannot say that the keys of the nodes are new: " + e, e);
    }
  }

  /** The command that writes into each volume that the key of its node is new. */
  private List<String> marking(List<NodeSpec> fresh) throws IOException {
    List<String> command = new ArrayList<>(List.of("docker", "run", "--rm", "--network=none"));
    command.addAll(List.of("--user", ContainerUser.here().text(), "--entrypoint", "bash"));
    fresh.forEach(
        node -> command.addAll(List.of("-v", names.volume(node) + ":/volumes/" + node.name())));
    String mark = FirstStart.mark(Path.of(ComposeFile.DATA)).getFileName().toString();
    String script = "for at in /volumes/*; do : > $at/" + mark + " || exit 1; done";
    command.addAll(List.of(names.image(), "-c", script));
    return command;
  }

  @Override
  public boolean stop(NodeSpec node) throws DevnetException, InterruptedException {
    return stopAll(List.of(node)) > 0;
  }

  @Override
  public int stopAll(List<NodeSpec> nodes) throws DevnetException, InterruptedException {
    List<NodeSpec> running = new ArrayList<>();
    for (NodeSpec node : nodes) {
      if (state(node) instanceof NodeState.Running(long _, boolean paused)) {
        running.add(node);
        if (paused) {
          resume(node);
        }
      }
    }
    if (!running.isEmpty()) {
      List<String> words = new ArrayList<>(List.of("stop", "-t", GRACE_SECONDS));
      running.forEach(node -> words.add(node.name()));
      compose(words);
    }
    return running.size();
  }

  @Override
  public boolean kill(NodeSpec node) throws DevnetException, InterruptedException {
    if (!(state(node) instanceof NodeState.Running)) {
      return false;
    }
    Command.run(List.of("docker", "kill", names.container(node)));
    Command.run(List.of("docker", "wait", names.container(node)));
    return true;
  }

  @Override
  public void pause(NodeSpec node) throws DevnetException, InterruptedException {
    Command.run(List.of("docker", "pause", names.container(node)));
  }

  @Override
  public void resume(NodeSpec node) throws DevnetException, InterruptedException {
    Command.run(List.of("docker", "unpause", names.container(node)));
  }

  @Override
  public void wipe(NodeSpec node) throws DevnetException, InterruptedException {
    Command.run(List.of("docker", "rm", "-f", names.container(node)));
    Command.run(List.of("docker", "volume", "rm", "-f", names.volume(node)));
  }

  @Override
  public List<String> lastLines(NodeSpec node, int lines) {
    try {
      return Command.run(
              List.of("docker", "logs", "--tail", String.valueOf(lines), names.container(node)))
          .lines()
          .toList();
    } catch (DevnetException e) {
      return List.of(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  @Override
  public Optional<List<String>> followCommand(NodeSpec node) {
    return Optional.of(List.of("docker", "logs", "-f", "--tail", "0", names.container(node)));
  }

  @Override
  public void remove(List<NodeSpec> nodes) throws DevnetException, InterruptedException {
    compose(List.of("down", "-v", "--remove-orphans", "-t", "0"));
  }

  private void compose(List<String> words) throws DevnetException, InterruptedException {
    List<String> command = new ArrayList<>(tool());
    command.addAll(
        List.of(
            "-p",
            names.project(),
            "-f",
            directory.compose().toString(),
            "--project-directory",
            directory.root().toString()));
    command.addAll(words);
    Command.run(command);
  }

  /** Compose 2 is a part of docker, Compose 1 a program of its own. */
  private static List<String> tool() throws DevnetException, InterruptedException {
    try {
      Command.run(List.of("docker", "compose", "version"));
      return List.of("docker", "compose");
    } catch (DevnetException none) {
      return List.of("docker-compose");
    }
  }

  /** Says what is missing for a network of containers, before anything is made. */
  static void check() throws DevnetException {
    try {
      checkTools();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while looking for Docker", e);
    }
  }

  private static void checkTools() throws DevnetException, InterruptedException {
    try {
      Command.run(List.of("docker", "version", "-f", "{{.Server.Version}}"));
    } catch (DevnetException e) {
      throw unreachable(e);
    }
    try {
      List<String> tool = new ArrayList<>(tool());
      tool.add("version");
      Command.run(tool);
    } catch (DevnetException e) {
      throw new DevnetException(
          "Compose is missing; install it, on Debian with: apt-get install docker-compose", e);
    }
  }

  private static DevnetException unreachable(DevnetException cause) {
    return new DevnetException(
        "Docker does not answer ("
            + cause.getMessage()
            + "); install it (on Debian: apt-get install docker.io docker-compose), start its"
            + " daemon, and see that this user may use it",
        cause);
  }

  /** Where the Compose file is written, once. */
  static void write(NetworkDirectory directory, NetworkPlan plan, String chain) throws IOException {
    DockerNames names = DockerNames.of(chain);
    ContainerUser user = ContainerUser.here();
    Files.writeString(
        directory.compose(),
        ComposeFile.yaml(names, plan, user.text(), Files.exists(directory.applicationJar())));
    Files.writeString(
        directory.root().resolve(".env"), "COMPOSE_PROJECT_NAME=" + names.project() + "\n");
    for (NodeSpec node : plan.specs()) {
      own(directory, plan, node);
    }
  }

  /** Gives a node's secrets and its door to the user of its container. */
  static void own(NetworkDirectory directory, NetworkPlan plan, NodeSpec node) throws IOException {
    ContainerUser user = ContainerUser.here();
    for (Path file : List.of(directory.validatorKey(node), directory.networkKey(node))) {
      user.own(file);
    }
    if (plan.faults()) {
      user.own(directory.door(node));
    }
  }
}
