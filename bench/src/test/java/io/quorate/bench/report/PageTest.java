package io.quorate.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.bench.result.Comparison;
import io.quorate.bench.result.Samples;
import io.quorate.bench.result.Setting;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PageTest {
  private final String page = new Page(Samples.comparison(), List.of("recovery.png")).text();

  @Test
  void tablesHaveARowForEachEngineAndAColumnForEachNetwork() {
    assertTrue(
        page.contains("| engine | n = 4, ed25519 | n = 7, bls12-381 |\n| --- | ---: | ---: |\n"));
    assertTrue(page.contains("| hotstuff | 1,500 | 1,500 |"), page);
  }

  @Test
  void everyRowHasAsManyCellsAsItsHead() {
    String head = "";
    for (String line : page.lines().toList()) {
      if (!line.startsWith("|")) {
        head = "";
      } else if (head.isEmpty()) {
        head = line;
      } else {
        assertEquals(bars(head), bars(line), line);
      }
    }
  }

  @Test
  void aSkippedRateSaysSoAndWhy() {
    assertTrue(page.contains("| 30.0 / 40.0 / 90.0 | skipped |"), page);
    assertTrue(page.contains("pbft, n = 4, ed25519, 100 tx/s: skipped: too much."), page);
  }

  @Test
  void recoveryHasMedianAndGreatest() {
    assertTrue(
        page.contains("| n = 4, ed25519 | pbft | 22.5 | 1,500 | 2,000 | 1,000, 2,000 |"), page);
  }

  @Test
  void messagesStandBesideWhatTheoryExpects() {
    assertTrue(
        page.contains("| n = 4, ed25519 | pbft | saturated | 9.1 | 130 | 36.0 | 36 |"), page);
    assertTrue(
        page.contains("Messages per block under saturation, pbft: 0.29 to 1.00 times"), page);
  }

  @Test
  void sentencesFollowTheNumbers() {
    assertTrue(
        page.contains("n = 4, ed25519, tx/s: hotstuff 1,500, pbft 1,200, tendermint 1,190.\n"),
        page);
    assertTrue(
        page.contains("ms: pbft 30.0, hotstuff 30.0, tendermint 30.0. The first two are too"));
  }

  @Test
  void onlyDrawnPlotsAreShown() {
    assertTrue(page.contains("](comparison/recovery.png)"));
    assertFalse(page.contains("throughput.png"));
  }

  @Test
  void aBusyMachineIsAdmitted() {
    assertTrue(page.contains("The machine was quiet"));

    assertTrue(new Page(busy(), List.of()).text().contains("**The machine was not quiet**: 9.00"));
  }

  @Test
  void aCaseThatFailedIsNamedWithItsReason() {
    String incomplete = new Page(Samples.comparisonWithFailure(), List.of()).text();

    assertTrue(
        incomplete.contains(
            "pbft, n = 4, ed25519 is not complete: node-2 ended with exit status 1"));
    assertTrue(incomplete.contains("| pbft | – | 1,200 |"), incomplete);
  }

  @Test
  void nothingAtAllIsStillAPage() {
    Comparison nothing =
        new Comparison(Comparison.FORMAT, Samples.comparison().setting(), List.of());

    assertTrue(new Page(nothing, List.of()).text().contains("## Throughput"));
  }

  @Test
  void theFormulasAreThoseOfTheProtocols() {
    List<Theory> four =
        Stream.of("pbft", "hotstuff", "tendermint")
            .flatMap(engine -> Theory.of(engine, 4).stream())
            .toList();

    // 3 + 9 + 12, 3 + 3, 3 + 12 + 12; and 12 attestations.
    assertEquals(List.of(36, 18, 39), four.stream().map(t -> t.allMessages(4)).toList());
    assertEquals(List.of(12, 9, 13), four.stream().map(t -> t.allSignatures(4)).toList());
  }

  private static Comparison busy() {
    Comparison quiet = Samples.comparison();
    Setting s = quiet.setting();
    Setting busy =
        new Setting(
            s.date(),
            s.processor(),
            s.processors(),
            s.memoryMiB(),
            s.system(),
            s.disk(),
            s.jvm(),
            s.commit(),
            s.commandLine(),
            9,
            s.minutes(),
            s.schedule());
    return new Comparison(Comparison.FORMAT, busy, quiet.cases());
  }

  private static long bars(String line) {
    return line.chars().filter(c -> c == '|').count();
  }
}
