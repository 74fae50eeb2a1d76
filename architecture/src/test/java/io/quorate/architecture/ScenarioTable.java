package io.quorate.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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

      The page says where a test runs, not how it ended: it is made from sources, and `mvn verify` fails when one of
      these tests does. *Every build* is every `mvn verify`; *with Docker* is every one on a machine where a Docker daemon
      answers; elsewhere that test is skipped. The shared suites of `consensus` run once for each engine named; behind the
      colon of another part are the engines that its test runs with. *Waits for* names a feature that the scenario needs
      and that is not there; *open* means that no test names the scenario.

      | scenario | engine or part | test | runs |
      | --- | --- | --- | --- |
      """;

  private static final Pattern DISPLAY_NAME =
      Pattern.compile("@DisplayName\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"[\\s+]*)+)\\)");
  private static final Pattern NUMBER = Pattern.compile("\\bS(\\d+)\\b");
  private static final Pattern MEMBER =
      Pattern.compile(
          "\\b(?:class|interface)\\s+(\\w+)|(?<![@.])\\b(\\w+)\\s*(\\([^()]*\\))[^;{}()]*\\{");

  /** Where tests choose the engine themselves, and how they name it. */
  private static final Set<String> CHOOSING = Set.of("simulator", "devnet");

  private static final Pattern ENGINE =
      Pattern.compile("\\bEngineKind\\.([A-Z]+)\\b|\"(hotstuff|pbft|tendermint)\"");
  private static final String ALL_ENGINES = "hotstuff, pbft, tendermint";
  private static final String WAITS = "- waits for ";
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
    List<String> list =
        Files.readAllLines(root.resolve("architecture/src/test/resources/scenarios.txt"));
    for (int at = 0; at < list.size(); at++) {
      String line = list.get(at);
      if (line.startsWith("S")) {
        int space = line.indexOf(' ');
        int number = Integer.parseInt(line.substring(1, space));
        String scenario = "**S" + number + "** " + line.substring(space + 1);
        String without = "| | | " + waits(list, at + 1) + " |";
        for (String row : rows.getOrDefault(number, List.of(without))) {
          text.append("| ").append(scenario).append(' ').append(row).append('\n');
          scenario = "";
        }
      }
    }
    return text.toString().replace("|  |", "| |");
  }

  /** What a scenario without a test waits for, as the line below it says. */
  private static String waits(List<String> list, int at) {
    boolean said = at < list.size() && list.get(at).startsWith(WAITS);
    return said ? "waits for " + list.get(at).substring(WAITS.length()) : "open";
  }

  /** The rest of each row, by scenario. */
  private Map<Integer, List<String>> rows() {
    Map<Integer, List<String>> rows = new TreeMap<>();
    sources.forEach((key, source) -> {
      String parts = String.join(", ", parts(key));
      String test = key.substring(key.indexOf('/') + 1);
      String link = "[" + test + "](../" + slashes(source.file()) + ")";
      members(source)
          .forEach((number, byEngines) ->
              byEngines.forEach((engines, members) ->
                  rows.computeIfAbsent(number, n -> new ArrayList<>())
                      .add(
                          "| %s | %s: %s | %s |"
                              .formatted(
                                  engines.isEmpty() ? parts : parts + ": " + engines,
                                  link,
                                  String.join(", ", members),
                                  runs(source)))));
    });
    return rows;
  }

  private static String runs(Source source) {
    return source.text().contains("Docker.assumeDaemon()") ? "with Docker" : "every build";
  }

  private String slashes(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** The methods by the scenarios that their display names number, and by their engines. */
  private static Map<Integer, Map<String, Set<String>>> members(Source source) {
    String text = source.text();
    Map<Integer, Map<String, Set<String>>> members = new TreeMap<>();
    Matcher name = DISPLAY_NAME.matcher(text);
    while (name.find()) {
      Matcher member = MEMBER.matcher(text);
      boolean found = member.find(name.end());
      Matcher number = NUMBER.matcher(name.group(1));
      while (found && number.find()) {
        String what = member.group(1) == null ? member.group(2) : "all";
        members
            .computeIfAbsent(Integer.valueOf(number.group(1)), n -> new TreeMap<>())
            .computeIfAbsent(engines(source, member), e -> new TreeSet<>())
            .add(what);
      }
    }
    return members;
  }

  /**
   * The engines that a test runs with, where it chooses them itself: all when it is given one, else
   * those that its body names, or else its file.
   */
  private static String engines(Source source, Matcher member) {
    if (!CHOOSING.contains(source.module())) {
      return "";
    }
    boolean given = member.group(3) != null && member.group(3).contains("EngineKind ");
    if (given) {
      return ALL_ENGINES;
    }
    Set<String> own = named(body(source.text(), member.end()));
    return String.join(", ", own.isEmpty() ? named(source.text()) : own);
  }

  private static Set<String> named(String text) {
    Set<String> engines = new TreeSet<>();
    Matcher engine = ENGINE.matcher(text);
    while (engine.find()) {
      String constant = engine.group(1) == null ? engine.group(2) : engine.group(1);
      engines.add(constant.toLowerCase(Locale.ROOT));
    }
    return engines;
  }

  /** What follows an opening brace, up to the one that closes it. */
  private static String body(String text, int from) {
    int depth = 1;
    int at = from;
    while (depth > 0 && at < text.length()) {
      char c = text.charAt(at++);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
    return text.substring(from, at);
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
