package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * An engine's golden traces, {@code src/test/resources/traces/<name>.trace}: what a change does to
 * the protocol's behaviour shows as a diff. {@code -Dquorate.rewriteTraces=true} writes them anew,
 * for review.
 */
public final class GoldenTraces {
  private static final boolean REWRITE = Boolean.getBoolean("quorate.rewriteTraces");

  private final Supplier<Fixture> fixture;
  private final Proposals proposals;

  public GoldenTraces(Supplier<Fixture> fixture, Proposals proposals) {
    this.fixture = fixture;
    this.proposals = proposals;
  }

  /** Runs the script of that trace and compares, or rewrites. */
  public void check(String name) throws IOException {
    List<String> expected = read(name);
    List<String> actual = run(name);
    if (REWRITE) {
      Files.write(file(name), actual);
    } else {
      assertEquals(String.join("\n", expected), String.join("\n", actual));
    }
  }

  /** The trace as it is now. */
  public List<String> run(String name) throws IOException {
    return TraceRunner.run(fixture.get(), proposals, read(name));
  }

  /** The rule labels in lines of a trace or of a replica's notes. */
  public static Set<String> labels(List<String> lines, List<String> rules) {
    Set<String> found = new TreeSet<>();
    for (String line : lines) {
      for (String word : line.trim().split(" +", 4)) {
        if (rules.contains(word)) {
          found.add(word);
        }
      }
    }
    return found;
  }

  private static List<String> read(String name) throws IOException {
    if (REWRITE) {
      return Files.readAllLines(file(name));
    }
    String path = "/traces/" + name + ".trace";
    try (InputStream in = GoldenTraces.class.getResourceAsStream(path)) {
      InputStream found = Optional.ofNullable(in).orElseThrow(() -> new IOException(path));
      String text = new String(found.readAllBytes(), StandardCharsets.UTF_8);
      return new ArrayList<>(text.lines().toList());
    }
  }

  private static Path file(String name) {
    return Path.of("src/test/resources/traces", name + ".trace");
  }
}
