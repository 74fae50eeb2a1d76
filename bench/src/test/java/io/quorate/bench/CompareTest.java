package io.quorate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.bench.result.Comparison;
import io.quorate.bench.result.ResultsFile;
import io.quorate.bench.result.Samples;
import io.quorate.devnet.network.NetworkPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CompareTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  @Test
  void earlierResultsBecomeThePageAgainWithoutAnyNetwork() throws Exception {
    Path results = folder.resolve("earlier.json");
    ResultsFile.write(results, Samples.comparison());

    assertEquals(0, run("--from", results.toString(), "--out", folder.toString()), err.toString());

    assertTrue(Files.readString(folder.resolve("comparison.md")).startsWith("# The engines"));
    assertEquals(Samples.comparison(), ResultsFile.read(folder.resolve("comparison/results.json")));
  }

  @Test
  void aMissingCaseShowsInTheExitStatus() throws Exception {
    Path results = folder.resolve("earlier.json");
    Comparison incomplete = Samples.comparisonWithFailure();
    ResultsFile.write(results, incomplete);

    assertEquals(1, run("--from", results.toString(), "--out", folder.toString()));
  }

  @Test
  void aWrongFileIsNamed() throws Exception {
    Path results = folder.resolve("wrong.json");
    Files.writeString(results, "{\"format\": 1}");

    assertEquals(1, run("--from", results.toString(), "--out", folder.toString()));

    assertTrue(err.toString().contains("wrong.json holds no results"), err.toString());
  }

  @Test
  void unknownEnginesAreWrongUsage() {
    assertEquals(2, run("--engines", "raft"));
    assertTrue(err.toString().contains("raft"), err.toString());
  }

  @Test
  void theDefaultIsTwelveNetworksInHalfAnHour() {
    CompareOptions options = options();
    List<NetworkPlan> plans = options.plans(new CommandLine(options), 21_000);

    assertEquals(12, plans.size());
    assertTrue(options.estimate(plans).toMinutes() <= 30, () -> "" + options.estimate(plans));
    assertEquals(List.of(), plans.stream().flatMap(plan -> plan.fault().stream()).toList());
  }

  @Test
  void quickIsThreeNetworksUnlessMoreAreNamed() {
    CompareOptions quick = options("--quick");
    CompareOptions more = options("--quick", "--nodes", "4,7", "--schemes", "bls12-381");

    assertEquals(3, quick.plans(new CommandLine(quick), 21_000).size());
    assertEquals(6, more.plans(new CommandLine(more), 21_000).size());
  }

  private static CompareOptions options(String... arguments) {
    Compare compare = new Compare();
    new CommandLine(compare).parseArgs(arguments);
    return compare.options;
  }

  private int run(String... arguments) {
    return Compare.create()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
