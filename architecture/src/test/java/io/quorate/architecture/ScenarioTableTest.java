package io.quorate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "| **S1** One | one | [Suite](../base/src/test/java/Suite.java): it | in the build |";
    assertTrue(page.contains(row), page);
    assertTrue(page.contains("| **S2** Two | | | open |"), page);
  }

  private static void put(Path root, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
