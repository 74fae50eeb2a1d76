package io.quorate.devnet.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.devnet.network.DevnetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The hunt for nondeterminism")
class ApplicationCheckTest {
  @TempDir Path folder;

  private Path jar(String expression) throws IOException {
    return ApplicationSources.app(folder, ApplicationSources.executing(expression));
  }

  private static Optional<String> difference(Path jar) throws Exception {
    return new ApplicationCheck(jar, Optional.empty(), 1, 6).run().difference();
  }

  @Test
  @DisplayName("finds nothing where there is nothing")
  void deterministic() throws Exception {
    ApplicationCheck check =
        new ApplicationCheck(jar("block.timeMillis() + \" \" + tx.id()"), Optional.empty(), 1, 6);
    ApplicationCheck.Outcome outcome = check.run();
    assertEquals(Optional.empty(), outcome.difference());
    assertTrue(outcome.lines() > 12, "compared " + outcome.lines());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.time.LocalDate.now(java.time.ZoneOffset.UTC)",
        "java.time.ZoneId.systemDefault()",
        "\"i\".toUpperCase()",
        "new Object().hashCode()",
        "calls",
      })
  @DisplayName("finds the clock, the zone, the locale, identity hashes and fields that remember")
  void nondeterministic(String expression) throws Exception {
    String difference = difference(jar(expression)).orElseThrow();
    assertTrue(difference.startsWith("the state after height "), difference);
  }

  @Test
  @DisplayName("finds a verdict on proposals that depends on where it is given")
  void verdict() throws Exception {
    String source =
        ApplicationSources.executing("1")
            .replace(
                "private int calls;",
                """
                private int calls;
                public Verdict judge(Proposal proposal) {
                  return java.util.Locale.getDefault().getLanguage().equals("en")
                      ? Verdict.accept()
                      : Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no");
                }
                """);
    String difference = difference(ApplicationSources.app(folder, source)).orElseThrow();
    assertTrue(difference.startsWith("the verdict on the proposal of height "), difference);
  }

  @Test
  @DisplayName(
      "finds a query whose answer depends on where it is given, and one that leaves a trace")
  void query() throws Exception {
    String difference =
        difference(asking("1", "java.util.Locale.getDefault().getLanguage()")).orElseThrow();
    assertTrue(difference.startsWith("the answer to the query where at height 1 "), difference);
    assertTrue(difference(asking("asked", "asked++")).isPresent());
    assertEquals(Optional.empty(), difference(asking("1", "state.get(query.data())")));
  }

  private Path asking(String stored, String answered) throws IOException {
    String query =
        """
        private int calls;
        private int asked;
        public java.util.List<Query> sampleQueries() {
          return java.util.List.of(new Query("where", Bytes.utf8("value"), 0));
        }
        public QueryResult query(Query query, ReadableState state) {
          return new QueryResult.Answered(Bytes.utf8(String.valueOf(ANSWERED)));
        }
        """;
    return ApplicationSources.app(
        folder,
        ApplicationSources.executing(stored)
            .replace("private int calls;", query.replace("ANSWERED", answered)));
  }

  @Test
  @DisplayName("an exception is a finding, too, and names height and transaction")
  void throwing() throws Exception {
    String difference = difference(jar("1 / (calls - 3)")).orElseThrow();
    assertTrue(difference.contains("threw at height "), difference);
    assertTrue(difference.contains("in transaction "), difference);
  }

  @Test
  @DisplayName("shows the application evidence as well")
  void evidence() throws Exception {
    String difference = difference(jar("1 / (block.evidence().isEmpty() ? 1 : 0)")).orElseThrow();
    assertTrue(difference.contains("threw at height "), difference);
  }

  @Test
  @DisplayName("a file that is no jar gets the sentence of the loader")
  void noJar() {
    ApplicationCheck check =
        new ApplicationCheck(folder.resolve("missing.jar"), Optional.empty(), 1, 6);
    assertTrue(
        assertThrows(DevnetException.class, check::run).getMessage().contains("does not exist"));
  }
}
