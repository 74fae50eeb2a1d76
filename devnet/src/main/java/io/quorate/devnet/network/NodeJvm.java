package io.quorate.devnet.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The options of the JVM that a node runs in. {@code node-jvm.options} has what all nodes share:
 * the launcher gives that file to Java, and the image has a copy of it.
 */
final class NodeJvm {
  /** Large pages, which exist on Linux alone; elsewhere no JVM starts with it. */
  static final String LARGE_PAGES = "-XX:+UseTransparentHugePages";

  private static final String FILE = "node-jvm.options";

  private NodeJvm() {}

  /**
   * For one node, with what {@code QUORATE_NODE_JAVA_OPTS} adds.
   *
   * @param folder where a crash of the JVM leaves its report
   */
  static List<String> options(String name, Path folder) throws IOException {
    List<String> options = new ArrayList<>(shared());
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
      options.add(LARGE_PAGES);
    }
    options.add("-XX:ErrorFile=" + folder.resolve("jvm-crash.log"));
    options.add("-Dquorate.node=" + name);
    String more = System.getenv().getOrDefault("QUORATE_NODE_JAVA_OPTS", "").strip();
    if (!more.isEmpty()) {
      options.addAll(List.of(more.split("\\s+", -1)));
    }
    return options;
  }

  /** What every node on every system has. */
  static List<String> shared() throws IOException {
    try (InputStream file = NodeJvm.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IOException("this build has no " + FILE);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }
}
