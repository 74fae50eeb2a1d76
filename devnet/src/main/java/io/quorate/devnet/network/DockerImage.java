package io.quorate.devnet.network;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the image of a network's nodes from the libraries of the running command. */
final class DockerImage {
  /** What the Dockerfile says as well. */
  static final String PUBLIC_BASE = "debian:bookworm-slim";

  /** The name that devnet/docker/base-image.sh gives. */
  static final String OWN_BASE = "quorate-base:bookworm";

  private static final String MODULES =
      "java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,"
          + "jdk.crypto.ec,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs";

  private final Path context;

  /**
   * @param context the folder from which Docker builds; made when missing
   */
  DockerImage(Path context) {
    this.context = context;
  }

  /**
   * Builds it.
   *
   * @param faults whether nodes have a door for faults
   */
  void build(String name, boolean faults) throws DevnetException, InterruptedException {
    try {
      fill();
    } catch (IOException e) {
      throw new DevnetException("cannot fill " + context + ": " + e.getMessage(), e);
    }
    String base = base();
    try {
      Command.run(
          List.of(
              "docker",
              "build",
              "-q",
              "--target",
              faults ? "faulty" : "node",
              "--build-arg",
              "BASE=" + base,
              "-t",
              name,
              context.toString()));
    } catch (DevnetException e) {
      throw new DevnetException(
          "the image could not be built on "
              + base
              + ": "
              + e.getMessage()
              + "\nWhere no image registry can be reached, make a base with:"
              + " devnet/docker/base-image.sh",
          e);
    }
  }

  /** The one that was asked for, the one that was made here, or the public one. */
  private static String base() throws InterruptedException {
    String wanted = System.getenv().getOrDefault("QUORATE_BASE_IMAGE", "").strip();
    return !wanted.isEmpty() ? wanted : exists(OWN_BASE) ? OWN_BASE : PUBLIC_BASE;
  }

  private static boolean exists(String image) throws InterruptedException {
    try {
      return !Command.run(List.of("docker", "image", "inspect", "-f", "{{.Id}}", image)).isEmpty();
    } catch (DevnetException e) {
      return false;
    }
  }

  private void fill() throws IOException, DevnetException, InterruptedException {
    Files.createDirectories(context);
    try (InputStream file = DockerImage.class.getResourceAsStream("/docker/Dockerfile")) {
      if (file == null) {
        throw new IOException("this build has no Dockerfile");
      }
      Files.copy(file, context.resolve("Dockerfile"), StandardCopyOption.REPLACE_EXISTING);
    }
    libraries();
    arguments();
    if (!Files.isDirectory(context.resolve("runtime"))) {
      Command.run(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
              "--add-modules",
              MODULES,
              "--strip-java-debug-attributes",
              "--no-header-files",
              "--no-man-pages",
              "--compress",
              "zip-6",
              "--output",
              context.resolve("runtime").toString()));
    }
  }

  /** The command's class path in two: what a node is, and what only the door for faults needs. */
  private void libraries() throws IOException {
    Path node = context.resolve("lib");
    Path door = context.resolve("door-lib");
    for (Path folder : List.of(node, door)) {
      Trees.delete(folder);
      Files.createDirectories(folder);
    }
    int number = 0;
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (entry.isEmpty()) {
        continue;
      }
      Path library = Path.of(entry).toAbsolutePath();
      String file = String.valueOf(library.getFileName());
      Path folder = NodeLibraries.isOfNode(library) ? node : door;
      if (Files.isDirectory(library)) {
        // In the order of the class path, which may have to hold for classes in folders.
        Jars.of(library, folder.resolve("classes-" + number++ + ".jar"));
      } else if (file.endsWith(".jar") && Files.isRegularFile(library) && isLinux(file)) {
        Files.copy(library, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** The options of the JVM and the class paths, as files of arguments for Java. */
  private void arguments() throws IOException {
    Path folder = context.resolve("args");
    Files.createDirectories(folder);
    List<String> jvm = new ArrayList<>(NodeJvm.shared());
    jvm.add(NodeJvm.LARGE_PAGES);
    Files.write(folder.resolve("jvm"), jvm);
    String node = paths("lib");
    Files.writeString(folder.resolve("node"), "-cp\n" + node + "\n");
    Files.writeString(folder.resolve("faulty"), "-cp\n" + node + ":" + paths("door-lib") + "\n");
  }

  private String paths(String library) throws IOException {
    try (Stream<Path> files = Files.list(context.resolve(library))) {
      return files
          .map(file -> "/opt/quorate/" + library + "/" + file.getFileName())
          .sorted()
          .collect(Collectors.joining(":"));
    }
  }

  /** Not a native library for another system. */
  private static boolean isLinux(String file) {
    return !file.contains("-osx-") && !file.contains("-windows-");
  }
}
