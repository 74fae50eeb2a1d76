package io.quorate.devnet.command;

import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.LogTail;
import io.quorate.devnet.network.NodeSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a node wrote to its log. */
@Command(name = "logs", description = "Print the end of one node's log.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class LogsCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 200;
  private static final int BUFFER = 64 << 10;

  @Spec CommandSpec command;

  @Parameters(paramLabel = "NODE", description = "The node's name or number: node-1 or 1.")
  String name;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "COUNT",
      defaultValue = "50",
      description = "How many lines (default: ${DEFAULT-VALUE}).")
  int lines;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing what is added, until Ctrl-C.")
  boolean follow;

  @Mixin DirectoryOption where;

  @Override
  public Integer call() throws DevnetException, InterruptedException {
    LocalNetwork network = where.network();
    NodeSpec node = network.node(name);
    Optional<List<String>> container = network.followCommand(node);
    if (container.isPresent()) {
      print(network.lastLines(node, lines));
      return follow ? follow(container.get()) : 0;
    }
    Path log = network.directory().log(node);
    if (!Files.exists(log)) {
      throw new DevnetException(
          node.name()
              + " has no log yet; start it with: "
              + network.directory().command("devnet start " + node.name()));
    }
    long end = log.toFile().length();
    print(LogTail.last(log, lines));
    if (follow) {
      follow(log, end);
    }
    return 0;
  }

  private void print(List<String> last) {
    last.forEach(command.commandLine().getOut()::println);
    command.commandLine().getOut().flush();
  }

  /** Runs until Ctrl-C. */
  private static int follow(List<String> logs) throws DevnetException, InterruptedException {
    try {
      return new ProcessBuilder(logs).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new DevnetException("cannot run docker: " + e.getMessage(), e);
    }
  }

  private void follow(Path log, long from) throws DevnetException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(from);
      byte[] buffer = new byte[BUFFER];
      while (!command.commandLine().getOut().checkError()) {
        int read = file.read(buffer);
        if (read > 0) {
          command.commandLine().getOut().print(new String(buffer, 0, read, StandardCharsets.UTF_8));
        } else {
          Thread.sleep(POLL_MILLIS);
        }
      }
    } catch (IOException e) {
      throw new DevnetException("cannot read " + log + ": " + e.getMessage(), e);
    }
  }
}
