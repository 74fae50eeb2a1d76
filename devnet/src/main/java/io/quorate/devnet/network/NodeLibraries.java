package io.quorate.devnet.network;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of the command's libraries a node consists of: all but what networks are made, used and
 * broken with.
 */
final class NodeLibraries {
  private static final List<String> OTHERS =
      List.of(
          "quorate-devnet",
          "quorate-simulator",
          "quorate-client",
          "picocli",
          "progressbar",
          "jline");
  private static final List<String> OTHER_MODULES =
      List.of("devnet", "simulator", "client", "bench", "architecture");

  private NodeLibraries() {}

  /** The part of a class path. */
  static String of(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator, -1))
        .filter(entry -> isOfNode(Path.of(entry)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Whether a node needs that jar, or that module's folder of classes. */
  static boolean isOfNode(Path entry) {
    String name = String.valueOf(entry.getFileName());
    if (name.endsWith(".jar")) {
      return OTHERS.stream().noneMatch(name::startsWith);
    }
    int target = entry.getNameCount() - 2;
    boolean built = target > 0 && entry.getName(target).toString().equals("target");
    return !built || !OTHER_MODULES.contains(entry.getName(target - 1).toString());
  }
}
