package io.quorate.devnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.devnet.Quorate;
import io.quorate.node.NodeMain;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * What a running node is made of, as the system tells it.
 *
 * @param line its whole command line
 */
public record NodeProgram(List<String> line) {
  private static final List<String> NO_NODE =
      List.of("io/quorate/devnet/", "io/quorate/simulator/", "io/quorate/client/");

  /** Copies the list. */
  public NodeProgram {
    line = List.copyOf(line);
  }

  /** The one of a process; skips the test where the system does not tell. */
  public static NodeProgram of(long pid) throws IOException {
    Path file = Path.of("/proc/" + pid + "/cmdline");
    assumeTrue(Files.isReadable(file), "this system does not show command lines whole");
    assumeFalse(
        source(Quorate.class).equals(source(NodeMain.class)), "all modules are in one folder");
    String all = Files.readString(file, StandardCharsets.UTF_8);
    return new NodeProgram(List.of(all.split("\0", -1)));
  }

  private static String source(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  /** The entries of its class path. */
  public List<Path> classPath() {
    int option = line.indexOf("-cp");
    assertNotEquals(-1, option, line::toString);
    List<Path> entries = new ArrayList<>();
    for (String entry : line.get(option + 1).split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry));
    }
    return entries;
  }

  /** It runs a node's main class, with no class that makes, uses or breaks networks in reach. */
  public void assertHasNoDoor() {
    assertTrue(line.contains("io.quorate.node.NodeMain"), line::toString);
    List<Path> entries = classPath();
    assertTrue(entries.stream().anyMatch(NodeProgram::hasNode), line::toString);
    for (Path entry : entries) {
      assertHasNoStrangers(entry);
    }
  }

  /** A jar or a folder of classes has none that makes, uses or breaks networks. */
  static void assertHasNoStrangers(Path entry) {
    assertEquals(List.of(), strangers(entry), () -> entry + " is no part of a node");
  }

  private static boolean hasNode(Path entry) {
    return holds(entry, "io/quorate/node/NodeMain.class");
  }

  private static List<String> strangers(Path entry) {
    return NO_NODE.stream().filter(each -> holds(entry, each)).toList();
  }

  private static boolean holds(Path entry, String name) {
    if (Files.isDirectory(entry)) {
      return Files.exists(entry.resolve(name));
    }
    try (ZipFile jar = new ZipFile(entry.toFile())) {
      return jar.stream().anyMatch(each -> each.getName().startsWith(name));
    } catch (IOException e) {
      throw new AssertionError(entry + " is no jar", e);
    }
  }
}
