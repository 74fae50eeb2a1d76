package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkFaults;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.Readiness;
import io.quorate.simulator.byzantine.LieKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A network of node processes on this machine. */
@Command(
    name = "devnet",
    description = "Run a network of node processes on this machine.",
    subcommands = {UpCommand.class, LogsCommand.class, FaultCommand.class, ScenarioCommand.class})
final class DevnetCommand {
  private static final String NODE_HELP = "The node's name or number: node-1 or 1.";

  @Command(
      name = "down",
      description = "Stop all nodes. Their data stays; `up` goes on from there.")
  int down(@Mixin DirectoryOption where, @Mixin Output output) throws Exception {
    LocalNetwork network = where.network();
    int stopped;
    try (AutoCloseable _ = network.lock()) {
      stopped = network.stopAll();
    }
    ObjectNode json = Output.object().put("stopped", stopped);
    output.result(json, stopped == 0 ? "no node was running" : "stopped " + nodes(stopped));
    return 0;
  }

  @Command(
      name = "status",
      description = "Show every node: its process, and what it says of itself.")
  int status(@Mixin DirectoryOption where, @Mixin Output output) throws DevnetException {
    LocalNetwork network = where.network();
    NetworkView view = new NetworkView(network, new NodeProbe().view(network));
    output.result(view.json(), String.join("\n", new StatusTable().lines(view)));
    return 0;
  }

  @Command(name = "stop", description = "Stop one node and wait until it has stopped.")
  int stop(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name, where, output, (network, node) -> network.stop(node) ? "stopped" : "was not running");
  }

  @Command(
      name = "kill",
      description = "End one node's process at once (kill -9), as a crash would.")
  int kill(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name, where, output, (network, node) -> network.kill(node) ? "killed" : "was not running");
  }

  @Command(name = "start", description = "Start one node and wait until it serves.")
  int start(
      @Parameters(paramLabel = "NODE", description = NODE_HELP) String name,
      @Option(
              names = "--byzantine",
              paramLabel = "STRATEGY",
              split = ",",
              description =
                  "The node lies until it is started again without this. Strategies:"
                      + " ${COMPLETION-CANDIDATES}; several with commas.",
              completionCandidates = Strategies.class)
          List<String> strategies,
      @Mixin DirectoryOption where,
      @Mixin Output output)
      throws Exception {
    return NodeChange.run(
        name,
        where,
        output,
        (network, node) -> {
          List<LieKind> lies = Strategies.of(strategies, output.command.commandLine());
          if (network.plan().faults() && !lies.isEmpty()) {
            NetworkFaults.of(network).lies(node, lies);
          }
          boolean started = !network.start(List.of(node), lies).isEmpty();
          new Readiness(network, new NodeProbe()).await(List.of(node), ready -> {});
          return started ? "started" : "was running";
        });
  }

  /** "1 node", "2 nodes". */
  static String nodes(int count) {
    return count + (count == 1 ? " node" : " nodes");
  }
}
