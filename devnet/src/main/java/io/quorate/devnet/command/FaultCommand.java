package io.quorate.devnet.command;

import io.quorate.devnet.fault.LineFault;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.FaultActions;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkFaults;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.simulator.byzantine.LieKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Breaks a network, and mends it. */
@Command(
    name = "fault",
    description = {
      "Break a network, and mend it.",
      "Faults stay until they are taken away, also when a node is started again. Lines, clocks,"
          + " disks and lies need a network that was made with `devnet up --faults`."
    })
final class FaultCommand {
  private static final String NODE_HELP = "The node's name or number: node-1 or 1.";
  private static final String STRATEGY_HELP =
      "What it does: ${COMPLETION-CANDIDATES}; several with commas.";

  @Command(name = "crash", description = "End a node's process at once (kill -9).")
  int crash(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name, where, output, (network, node) -> network.kill(node) ? "crashed" : "was not running");
  }

  @Command(
      name = "restart",
      description = "Start a node, stopping it in good order first if it runs.")
  int restart(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name,
        where,
        output,
        (network, node) -> {
          boolean ran = new FaultActions(network).restart(node);
          return ran ? "restarted" : "started";
        });
  }

  @Command(
      name = "pause",
      description = "Freeze a node's process; its connections stay and it says nothing.")
  int pause(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name,
        where,
        output,
        (network, node) -> {
          network.pause(node);
          return "paused";
        });
  }

  @Command(name = "resume", description = "Let a frozen node go on.")
  int resume(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name,
        where,
        output,
        (network, node) -> {
          network.resume(node);
          return "resumed";
        });
  }

  @Command(
      name = "wipe",
      description = {
        "End a node as a crash would and delete all that it has stored.",
        "Without --keep-key it gets new keys, which the genesis does not list: a new machine."
      })
  int wipe(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Option(names = "--keep-key", description = "The node keeps its keys.") boolean keepKey,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name,
        where,
        output,
        (network, node) -> {
          new FaultActions(network).wipe(node, keepKey);
          return keepKey ? "wiped, with its keys kept" : "wiped, with new keys";
        });
  }

  @Command(
      name = "partition",
      description = "Cut every connection between groups of nodes, as in: partition 1,2/3,4")
  int partition(
      @Parameters(
              paramLabel = "GROUPS",
              description = "Nodes with commas, groups with slashes; every node in one group.")
          String groups,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return lines(
        where,
        output,
        "partitioned " + groups,
        (network, faults) -> faults.partition(groups(network, groups, output)));
  }

  @Command(name = "isolate", description = "Cut every connection of a node.")
  int isolate(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return lines(
        where, output, name + " isolated", (network, faults) -> faults.isolate(network.node(name)));
  }

  @Command(name = "heal", description = "Let every connection come back that was cut.")
  int heal(@Mixin DirectoryOption where, @Mixin Output output) throws Exception {
    return lines(where, output, "healed", (_, faults) -> faults.heal());
  }

  @Command(
      name = "link",
      description = {
        "Make the line between two nodes bad, in both directions.",
        "What is not given is without fault; with no option at all the line is good again."
      })
  int link(
      @Parameters(paramLabel = "A", description = NODE_HELP) String one,
      @Parameters(paramLabel = "B", description = "The other node.") String other,
      @Option(
              names = "--delay",
              paramLabel = "TIME",
              description = "How much later messages leave.")
          Optional<String> delay,
      @Option(names = "--jitter", paramLabel = "TIME", description = "How much that varies.")
          Optional<String> jitter,
      @Option(names = "--loss", paramLabel = "PERCENT", description = "How many messages are lost.")
          Optional<String> loss,
      @Option(names = "--duplicate", paramLabel = "PERCENT", description = "How many come twice.")
          Optional<String> duplicate,
      @Option(names = "--rate", paramLabel = "RATE", description = "How much leaves each second.")
          Optional<String> rate,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    Quantities read = new Quantities(output.command.commandLine());
    LineFault fault =
        new LineFault(
            delay.map(typed -> read.delay("--delay", typed)).orElse(0L),
            jitter.map(typed -> read.delay("--jitter", typed)).orElse(0L),
            loss.map(typed -> read.percent("--loss", typed)).orElse(0.0),
            duplicate.map(typed -> read.percent("--duplicate", typed)).orElse(0.0),
            rate.map(typed -> read.mbit("--rate", typed)).orElse(0.0));
    return lines(
        where,
        output,
        one + " and " + other + ": " + fault.text(),
        (network, faults) -> {
          NodeSpec a = network.node(one);
          NodeSpec b = network.node(other);
          if (a.equals(b)) {
            throw new DevnetException("a line lies between two nodes; " + a.name() + " is one");
          }
          faults.line(a, b, fault);
        });
  }

  @Command(name = "clock", description = "Set a node's clock ahead or behind.")
  int clock(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Option(
              names = "--skew",
              paramLabel = "TIME",
              required = true,
              description = "How far ahead, such as 5s; behind with a minus; 0s is right again.")
          String skew,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    long millis = new Quantities(output.command.commandLine()).millis("--skew", skew);
    return lines(
        where,
        output,
        "the clock of " + name + " is off by " + millis + "ms",
        (network, faults) -> faults.clock(network.node(name), millis));
  }

  @Command(
      name = "disk",
      description = "Make a node's disk full or slow; neither without an option.")
  int disk(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Option(names = "--full", description = "The node finds no room on its disk.") boolean full,
      @Option(
              names = "--slow",
              paramLabel = "TIME",
              description = "How much longer each write and each sync takes.")
          Optional<String> slow,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    Quantities read = new Quantities(output.command.commandLine());
    long millis = slow.map(typed -> read.delay("--slow", typed)).orElse(0L);
    String what = full ? "full" : millis > 0 ? "slow by " + millis + "ms" : "good";
    return lines(
        where,
        output,
        "the disk of " + name + " is " + what,
        (network, faults) -> faults.disk(network.node(name), full, millis));
  }

  @Command(name = "byzantine", description = "Start a node again as one that lies.")
  int byzantine(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Parameters(
              paramLabel = "STRATEGY",
              split = ",",
              description = STRATEGY_HELP,
              completionCandidates = Strategies.class)
          List<String> strategies,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    List<LieKind> lies = Strategies.of(strategies, output.command.commandLine());
    return NodeChange.run(
        name,
        where,
        output,
        (network, node) -> {
          new FaultActions(network).becomes(node, lies);
          return "lies: " + String.join(", ", strategies);
        });
  }

  @Command(name = "honest", description = "Start a node again as an honest one.")
  int honest(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name,
        where,
        output,
        (network, node) -> {
          new FaultActions(network).becomes(node, List.of());
          return "is honest";
        });
  }

  @Command(name = "list", description = "Show every fault there is.")
  int list(@Mixin DirectoryOption where, @Mixin Output output) throws DevnetException {
    FaultList list = FaultList.of(where.network());
    output.result(list.json(), String.join("\n", list.lines()));
    return 0;
  }

  @Command(
      name = "clear",
      description = {
        "Take every fault away: connections, lines, clocks and disks are good, frozen nodes go on,",
        "liars are started again as honest ones. Nodes that are down stay down."
      })
  int clear(@Mixin DirectoryOption where, @Mixin Output output) throws Exception {
    LocalNetwork network = where.network();
    try (AutoCloseable _ = network.lock()) {
      new FaultActions(network).clear();
    }
    output.result(Output.object().put("result", "cleared"), "cleared");
    return 0;
  }

  private static List<List<NodeSpec>> groups(LocalNetwork network, String typed, Output output)
      throws DevnetException {
    List<List<NodeSpec>> groups = new ArrayList<>();
    List<NodeSpec> missing = new ArrayList<>(network.nodes());
    for (String group : typed.split("/", -1)) {
      List<NodeSpec> members = new ArrayList<>();
      for (String word : group.split(",", -1)) {
        NodeSpec node = network.node(word.strip());
        if (!missing.remove(node)) {
          throw misused(output, "GROUPS is '" + typed + "', which has " + node.name() + " twice");
        }
        members.add(node);
      }
      groups.add(members);
    }
    if (!missing.isEmpty() || groups.size() < 2) {
      throw misused(
          output,
          "GROUPS is '"
              + typed
              + "'; it needs every node in one of at least two groups, such as 1,2/3,4");
    }
    return groups;
  }

  private static ParameterException misused(Output output, String sentence) {
    return new ParameterException(output.command.commandLine(), sentence);
  }

  /** What is done to the faults behind the doors. */
  private interface DoorChange {
    void apply(LocalNetwork network, NetworkFaults faults) throws Exception;
  }

  private static int lines(DirectoryOption where, Output output, String done, DoorChange change)
      throws Exception {
    LocalNetwork network = where.network();
    try (AutoCloseable _ = network.lock()) {
      change.apply(network, NetworkFaults.of(network));
      output.result(Output.object().put("result", done), done);
    }
    return 0;
  }
}
