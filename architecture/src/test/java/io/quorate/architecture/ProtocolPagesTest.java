package io.quorate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages on protocols, which show runs that golden traces of the engines' tests hold. */
class ProtocolPagesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TRACE = Pattern.compile("([a-z-]+\\.trace)");

  /** The beginning of a block's hash. */
  private static final Pattern BLOCK = Pattern.compile("\\b(?=[0-9a-f]*[0-9])[0-9a-f]{8}\\b");

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"hotstuff", "pbft", "tendermint"})
  @DisplayName("every block on the page is one of the trace named above it")
  void blocks(String page) throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("docs/protocols/" + page + ".md"));
    Path traces =
        ROOT.resolve(page.equals("tendermint") ? "tendermint-style" : page)
            .resolve("src/test/resources/traces");
    assertEquals(List.of(), strangers(lines, traces));
    assertTrue(lines.stream().anyMatch(line -> TRACE.matcher(line).find()), "no trace named");
  }

  @Test
  @DisplayName("a block that the trace does not know is found")
  void canFail() throws IOException {
    Path traces = ROOT.resolve("pbft/src/test/resources/traces");
    List<String> page = List.of("From `new-view.trace`:", "a good page", "PREPARED 0123abcd");
    assertEquals(List.of("0123abcd"), strangers(page, traces));
  }

  private static List<String> strangers(List<String> lines, Path traces) throws IOException {
    List<String> strangers = new ArrayList<>();
    String trace = "";
    for (String line : lines) {
      Matcher named = TRACE.matcher(line);
      if (named.find()) {
        trace = Files.readString(traces.resolve(named.group(1)));
      }
      String known = trace;
      Stream<String> blocks = BLOCK.matcher(line).results().map(match -> match.group());
      strangers.addAll(blocks.filter(block -> !known.contains(block)).toList());
    }
    return strangers;
  }
}
