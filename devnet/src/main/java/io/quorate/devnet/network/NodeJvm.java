package io.quorate.devnet.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The options of the JVM that a node runs in. The image has the same ones ({@code
 * docker/Dockerfile}), all but what belongs to a folder.
 */
final class NodeJvm {
  private NodeJvm() {}

  /**
   * For one node, with what {@code QUORATE_NODE_JAVA_OPTS} adds.
   *
   * @param folder where a crash of the JVM leaves its report
   */
  static List<String> options(String name, Path folder) {
    List<String> options = new ArrayList<>(memory());
    options.addAll(compiler());
    options.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:ErrorFile=" + folder.resolve("jvm-crash.log"),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dquorate.node=" + name));
    String more = System.getenv().getOrDefault("QUORATE_NODE_JAVA_OPTS", "").strip();
    if (!more.isEmpty()) {
      options.addAll(List.of(more.split("\\s+", -1)));
    }
    return options;
  }

  /**
   * Little at rest, and few collections under load: what thousands of transactions under way hold
   * fits into a survivor space.
   */
  private static List<String> memory() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xms136m",
                "-Xmx512m",
                "-XX:NewSize=112m",
                "-XX:SurvivorRatio=6",
                "-XX:TargetSurvivorRatio=90",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:MinHeapFreeRatio=15",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:-ShrinkHeapInSteps",
                "-XX:TrimNativeHeapInterval=10000"));
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
      options.add("-XX:+UseTransparentHugePages"); // Elsewhere no JVM starts with it.
    }
    return options;
  }

  /** Half the compiling for the same speed of the code, see decision 0046. */
  private static List<String> compiler() {
    return List.of("-XX:InlineSmallCode=500", "-XX:MaxInlineLevel=6", "-XX:FreqInlineSize=80");
  }
}
