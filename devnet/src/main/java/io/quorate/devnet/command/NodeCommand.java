package io.quorate.devnet.command;

import io.quorate.devnet.network.DevnetException;
import io.quorate.node.NodeMain;
import io.quorate.node.config.ConfigException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One node in this process. */
@Command(name = "node", description = "Run one node of a network.")
final class NodeCommand {

  @Command(
      name = "run",
      description = "Run a node in this process until SIGTERM, SIGINT or a failure.")
  int run(
      @Option(
              names = "--config",
              paramLabel = "FILE",
              required = true,
              description = "The node's YAML file.")
          Path config)
      throws DevnetException {
    try {
      return NodeMain.run(config);
    } catch (ConfigException e) {
      throw DevnetException.of(e);
    }
  }
}
