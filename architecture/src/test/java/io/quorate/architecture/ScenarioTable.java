package io.quorate.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes docs/scenarios.md: which test covers which numbered scenario, found by the numbers in the
 * display names of the test sources. Needs nothing but the JDK, so that {@code java
 * architecture/src/test/java/io/quorate/architecture/ScenarioTable.java} in the root of the
 * repository brings the page up to date.
 */
public final class ScenarioTable {
  private static final String HEAD =
      """
      # Scenarios and their tests

      Each scenario is a fault that stopped, forked or corrupted a real system. A test that covers one has its number in
      its display name; this page is made from these names and is not edited by hand. After a change:

      ```
      java architecture/src/test/java/io/quorate/architecture/ScenarioTable.java
      ```

      *In the build* means that the test runs in every `mvn verify`, which fails when it does. The shared suites of
      `consensus` run once for each engine named. *Open* means that no test names the scenario.

      | scenario | engine or part | test | result |
      | --- | --- | --- | --- |
      """;

  private static final Pattern DISPLAY_NAME =
      Pattern.compile("@DisplayName\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"[\\s+]*)+)\\)");
  private static final Pattern NUMBER = Pattern.compile("\\bS(\\d+)\\b");
  private static final Pattern MEMBER =
      Pattern.compile("\\b(?:class|interface)\\s+(\\w+)|\\b(\\w+)\\s*\\([^()]*\\)[^;{}()]*\\{");
  private static final Pattern TYPE =
      Pattern.compile(
          "^(?:public |final |abstract |sealed )*(class|interface) (\\w+)([^{]*)\\{",
          Pattern.MULTILINE);

  private final Path root;
  private final Map<String, Source> sources = new TreeMap<>();

  /** A test source and the types its main type extends or implements. */
  private record Source(
      String module, Path file, String text, boolean concrete, Set<String> above) {}

  private ScenarioTable(Path root) {
    this.root = root;
  }

  /** Writes the page of the repository in the working directory. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of("");
    Files.writeString(page(root), render(root));
  }

  static Path page(Path root) {
    return root.resolve("docs/scenarios.md");
  }

  /** The page as the test sources under {@code root} want it. */
  static String render(Path root) throws IOException {
    ScenarioTable table = new ScenarioTable(root);
    table.read();
    return table.page();
  }

  private void read() throws IOException {
    for (Path file : javaFiles()) {
      String text = Files.readString(file).replace("\r\n", "\n");
      Matcher type = TYPE.matcher(text);
      if (type.find()) {
        boolean concrete = type.group(1).equals("class") && !type.group().contains("abstract ");
        Set<String> above = new LinkedHashSet<>();
        Matcher name = Pattern.compile("\\w+").matcher(type.group(3));
        while (name.find()) {
          above.add(name.group());
        }
        String module = root.relativize(file).getName(0).toString();
        sources.put(module + "/" + type.group(2), new Source(module, file, text, concrete, above));
      }
    }
  }

  private List<Path> javaFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root.toAbsolutePath())) {
      for (Path module : modules.sorted().toList()) {
        Path tests = module.resolve("src/test/java");
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            files
                .filter(file -> file.toString().endsWith(".java"))
                .sorted()
                .map(file -> root.resolve(root.toAbsolutePath().relativize(file)))
                .forEach(found::add);
          }
        }
      }
    }
    return found;
  }

  private String page() throws IOException {
    Map<Integer, List<String>> rows = rows();
    StringBuilder text = new StringBuilder(HEAD);
    Path list = root.resolve("architecture/src/test/resources/scenarios.txt");
    for (String line : Files.readAllLines(list)) {
      if (line.startsWith("S")) {
        int space = line.indexOf(' ');
        int number = Integer.parseInt(line.substring(1, space));
        String scenario = "**S" + number + "** " + line.substring(space + 1);
        List<String> found = rows.getOrDefault(number, List.of("| | | open |"));
        for (String row : found) {
          text.append("| ").append(scenario).append(' ').append(row).append('\n');
          scenario = "";
        }
      }
    }
    return text.toString().replace("|  |", "| |");
  }

  /** The rest of each row, by scenario. */
  private Map<Integer, List<String>> rows() {
    Map<Integer, List<String>> rows = new TreeMap<>();
    sources.forEach((key, source) -> {
      String parts = String.join(", ", parts(key));
      members(source.text())
          .forEach((number, members) -> {
            String test = key.substring(key.indexOf('/') + 1);
            String link = "[" + test + "](../" + slashes(source.file()) + ")";
            rows.computeIfAbsent(number, n -> new ArrayList<>())
                .add(
                    "| %s | %s: %s | in the build |"
                        .formatted(parts, link, String.join(", ", members)));
          });
    });
    return rows;
  }

  private String slashes(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** The methods by the scenarios that their display names number. */
  private static Map<Integer, Set<String>> members(String text) {
    Map<Integer, Set<String>> members = new TreeMap<>();
    Matcher name = DISPLAY_NAME.matcher(text);
    while (name.find()) {
      Matcher member = MEMBER.matcher(text);
      boolean found = member.find(name.end());
      Matcher number = NUMBER.matcher(name.group(1));
      while (found && number.find()) {
        String what = member.group(1) == null ? member.group(2) : "all";
        members.computeIfAbsent(Integer.valueOf(number.group(1)), n -> new TreeSet<>()).add(what);
      }
    }
    return members;
  }

  /** Where a test runs: its own module, or those of the classes that extend it. */
  private Set<String> parts(String key) {
    Set<String> parts = new TreeSet<>();
    Source source = sources.get(key);
    if (source != null && source.concrete()) {
      parts.add(source.module().replace("-style", ""));
    }
    String type = key.substring(key.indexOf('/') + 1);
    sources.forEach((other, below) -> {
      if (below.above().contains(type)) {
        parts.addAll(parts(other));
      }
    });
    return parts;
  }
}
