package io.quorate.devnet.command;

import io.quorate.devnet.byzantine.LyingNode;
import io.quorate.devnet.network.DevnetException;
import io.quorate.node.NodeMain;
import io.quorate.node.config.ConfigException;
import io.quorate.simulator.byzantine.LieKind;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One node in this process. */
@Command(name = "node", description = "Run one node of a network, or repair it.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class NodeCommand {
  @Spec CommandSpec command;

  @Command(
      name = "run",
      description = "Run a node in this process until SIGTERM, SIGINT or a failure.")
  int run(
      @Option(
              names = "--config",
              paramLabel = "FILE",
              required = true,
              description = "The node's YAML file.")
          Path config,
      @Option(
              names = "--byzantine",
              paramLabel = "STRATEGY",
              split = ",",
              description =
                  "For tests: the node lies. Strategies: ${COMPLETION-CANDIDATES}; several with"
                      + " commas.",
              completionCandidates = Strategies.class)
          List<String> strategies,
      @Option(
              names = "--seed",
              paramLabel = "NUMBER",
              defaultValue = "1",
              description = "What a lying node draws its choices from (default: 1).")
          long seed)
      throws DevnetException {
    List<LieKind> lies = Strategies.of(strategies, command.commandLine());
    if (lies.isEmpty()) {
      // This process has the code of liars: an honest node is one that has not.
      throw new ParameterException(
          command.commandLine(),
          "an honest node is a program of its own; start it with `./quorate node run --config FILE`"
              + " and no other option");
    }
    try {
      return NodeMain.run(config, honest -> LyingNode.nodes(honest, lies, seed));
    } catch (ConfigException e) {
      throw DevnetException.of(e);
    }
  }

  @Command(
      name = "repair",
      description = {
        "Look through all data of a node that does not run. If a file is damaged, the data are moved",
        "aside, and the node's next start fetches the chain from its peers; it keeps its keys and",
        "signs nothing until an epoch begins, since what it signed was in the damaged data."
      })
  int repair(
      @Option(
              names = "--config",
              paramLabel = "FILE",
              required = true,
              description = "The node's YAML file.")
          Path config,
      @Mixin Output output)
      throws DevnetException {
    try {
      String done = NodeMain.repair(config);
      output.result(Output.object().put("result", done), done);
      return 0;
    } catch (ConfigException e) {
      throw DevnetException.of(e);
    }
  }
}
