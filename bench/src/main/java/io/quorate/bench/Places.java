package io.quorate.bench;

import io.quorate.devnet.network.DevnetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * What every command of this module takes and says: where it works, what it writes, how it ends.
 */
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class Places {
  static final String RESULTS = "results.json";

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      defaultValue = "21000",
      description =
          "Node i has its peers on PORT+i and its clients on PORT+100+i (default:"
              + " ${DEFAULT-VALUE}).")
  int basePort;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Measure nothing; make page and plots from the results of an earlier run.")
  Optional<Path> from;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Gets the page, and a folder of its name with results and plots (default: docs).")
  Optional<Path> out;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description =
          "Where the networks are made; its disk is the one measured (default: .quorate/bench).")
  Optional<Path> work;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;

  /** The command's parser: a failure is one line and status 1. */
  static CommandLine line(Object command) {
    CommandLine line = new CommandLine(command);
    line.setExecutionExceptionHandler((failure, failed, _) -> {
      String text =
          failure instanceof DevnetException known
              ? known.getMessage()
              : "unexpected failure: " + failure;
      failed.getErr().println(failed.getCommandName() + ": " + text);
      failed.getErr().flush();
      return CommandLine.ExitCode.SOFTWARE;
    });
    return line;
  }

  /** The repository. */
  static Path home() {
    return Path.of(System.getProperty("quorate.root", "")).toAbsolutePath().normalize();
  }

  /** The sources' version, as git describes it. */
  static String commit() {
    return System.getProperty("quorate.bench.commit", "unknown");
  }

  /** What was typed. */
  static String typed(CommandLine line) {
    return (line.getCommandName() + " " + String.join(" ", line.getParseResult().originalArgs()))
        .strip();
  }

  /** Tells the person who waits. */
  static void note(CommandLine line, String text) {
    PrintWriter err = line.getErr();
    err.println(String.format(Locale.ROOT, "%tT  %s", System.currentTimeMillis(), text));
    err.flush();
  }

  Path outFolder() {
    return out.orElseGet(() -> home().resolve("docs"));
  }

  Path workFolder() {
    return work.orElseGet(() -> home().resolve(".quorate").resolve("bench"));
  }

  /** Writes the page and says where it is. */
  void publish(CommandLine line, String name, String page) throws DevnetException {
    Path file = outFolder().resolve(name);
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new DevnetException("cannot write " + file + ": " + e.getMessage(), e);
    }
    line.getOut().println(file);
    line.getOut().flush();
  }
}
