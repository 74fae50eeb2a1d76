package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.devnet.check.ApplicationCheck;
import io.quorate.devnet.network.DevnetException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Applications in jars. */
@Command(name = "app", description = "Look at applications before a network runs them.")
final class AppCommand {
  @Command(
      name = "check",
      description = {
        "Hunt for nondeterminism: run the application over the same random blocks in two processes with"
            + " other hashes, locales and time zones, clocks that are more than a year apart, and a"
            + " restart in one of them, and compare every receipt, state root and answer to a query.",
        "The clock is another one for what the application's own classes ask of System, java.time and"
            + " Date. The order of a set or map of very few entries may be the same by chance.",
        "A state that the application keeps itself is also lost on the way, and must not change by"
            + " transactions that fail.",
        "Ends with 1 and the first difference when there is one."
      })
  int check(
      @Parameters(paramLabel = "JAR", description = "The application.") Path jar,
      @Option(
              names = "--app-genesis",
              paramLabel = "FILE",
              description = "What it starts from, in its own encoding (default: nothing).")
          Optional<Path> genesis,
      @Option(
              names = "--blocks",
              paramLabel = "COUNT",
              defaultValue = "200",
              description = "How many blocks (default: ${DEFAULT-VALUE}).")
          long blocks,
      @Option(
              names = "--seed",
              paramLabel = "NUMBER",
              defaultValue = "1",
              description = "What the blocks are drawn from (default: ${DEFAULT-VALUE}).")
          long seed,
      @Mixin Output output)
      throws DevnetException, InterruptedException {
    ApplicationCheck.Outcome outcome = new ApplicationCheck(jar, genesis, seed, blocks).run();
    ObjectNode json = Output.object();
    json.put("deterministic", outcome.difference().isEmpty());
    json.put("compared", outcome.lines());
    outcome.difference().ifPresent(difference -> json.put("difference", difference));
    output.result(
        json,
        outcome
            .difference()
            .map(difference -> "this application would stop its chain: " + difference)
            .orElse(
                "no difference in "
                    + outcome.lines()
                    + " results of "
                    + blocks
                    + " blocks; other blocks: --seed"));
    return outcome.difference().isEmpty() ? 0 : 1;
  }
}
