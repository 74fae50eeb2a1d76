package io.quorate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of scenarios and their tests. */
class ScenarioTableTest {
  private static final Path ROOT = Path.of("..");

  @Test
  @DisplayName("docs/scenarios.md is up to date with the test sources")
  void upToDate() throws IOException {
    String written = Files.readString(ScenarioTable.page(ROOT)).replace("\r\n", "\n");
    assertEquals(
        ScenarioTable.render(ROOT),
        written,
        "in the root: java architecture/src/test/java/io/quorate/architecture/ScenarioTable.java");
  }

  @Test
  @DisplayName("a scenario's row names the engines whose tests extend a shared suite")
  void inherited(@TempDir Path root) throws IOException {
    put(root, "architecture/src/test/resources/scenarios.txt", "S1 One\nS2 Two\n");
    String name = "@DisplayName(\"S1 \"\n + \"it\") void it() {}";
    put(root, "base/src/test/java/Suite.java", "interface Suite { " + name + " }");
    put(root, "one/src/test/java/OneTest.java", "final class OneTest implements Suite {\n}");
    String page = ScenarioTable.render(root);
    String row =
        "| **S1** One | one | [Suite](../base/src/test/java/Suite.java): it | every build |";
    assertTrue(page.contains(row), page);
    assertTrue(page.contains("| **S2** Two | | | open |"), page);
  }

  @Test
  @DisplayName("an annotation between a display name and what it names is not taken for that")
  void annotated(@TempDir Path root) throws IOException {
    put(root, "architecture/src/test/resources/scenarios.txt", "S1 One\n");
    put(
        root,
        "one/src/test/java/OneTest.java",
        """
        @Named("S1 all of it")
        @SuppressWarnings("NullAway.Init")
        class OneTest {
        }
        """);
    String page = ScenarioTable.render(root);
    assertTrue(page.contains("[OneTest](../one/src/test/java/OneTest.java): all |"), page);
  }

  @Test
  @DisplayName(
      "where tests choose engines, a row names them; and where a test runs, and what waits")
  void engines(@TempDir Path root) throws IOException {
    String scenarios = "S1 One\nS2 Two\nS3 Three\n- waits for wings\n";
    put(root, "architecture/src/test/resources/scenarios.txt", scenarios);
    put(
        root,
        "simulator/src/test/java/AllTest.java",
        """
        class AllTest {
          @Named("S1 with whichever it is given")
          void given(EngineKind engine) {}

          @Named("S1 S2 with the one it names")
          void named() {
            if (true) {
              run(EngineKind.PBFT);
            }
          }

          @Named("S2 with the one that its file names")
          void helped() {
            help();
          }

          void help() {
            up("tendermint", EngineKind.PBFT);
          }
        }
        """);
    put(
        root,
        "devnet/src/test/java/ImageTest.java",
        """
        class ImageTest {
          @Named("S2 in a container")
          void contained() {
            Docker.assumeDaemon();
          }
        }
        """);
    String page = ScenarioTable.render(root);
    String all = "[AllTest](../simulator/src/test/java/AllTest.java): ";
    String image = "[ImageTest](../devnet/src/test/java/ImageTest.java): ";
    for (String row :
        List.of(
            "| simulator: hotstuff, pbft, tendermint | " + all + "given | every build |",
            "| simulator: pbft | " + all + "named | every build |",
            "| simulator: pbft, tendermint | " + all + "helped | every build |",
            "| devnet | " + image + "contained | with Docker |",
            "| **S3** Three | | | waits for wings |")) {
      assertTrue(page.contains(row), () -> row + "\n\n" + page);
    }
  }

  private static void put(Path root, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    // The page of this repository is made from this file as well, so it must not name scenarios.
    Files.writeString(file, text.replace("@Named", "@DisplayName"));
  }
}
