package io.quorate.devnet.network;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path that nodes run with. A network runs its own copy of the libraries, taken from the
 * running command while no node runs, so that a later build changes nothing under a living process.
 */
final class Software {
  private final Path copies;

  Software(NetworkDirectory directory) {
    this.copies = directory.app();
  }

  /** Makes the copies equal to the libraries of the running command. Only while no node runs. */
  void refresh() throws IOException {
    List<Path> libraries = ownLibraries();
    if (libraries.isEmpty()) {
      return;
    }
    Files.createDirectories(copies);
    Set<String> wanted = new LinkedHashSet<>();
    boolean changed = false;
    for (Path library : libraries) {
      Path copy = copies.resolve(library.getFileName());
      wanted.add(copy.getFileName().toString());
      if (!sameFile(library, copy)) {
        Files.copy(
            library, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        changed = true;
      }
    }
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (!wanted.contains(name) && (changed || name.endsWith(".jar"))) {
        Files.delete(file);
      }
    }
  }

  /** The class path of a node: what a node needs, and nothing that makes one misbehave. */
  String nodeClassPath() throws IOException {
    return NodeLibraries.of(classPath());
  }

  /** The class path of a node that is to misbehave: everything the command has. */
  String classPath() throws IOException {
    if (ownLibraries().isEmpty()) {
      return System.getProperty("java.class.path", "");
    }
    if (!Files.isDirectory(copies)) {
      refresh();
    }
    // In one order everywhere, as the class data archive is good for one class path.
    return files().stream()
        .map(Path::toString)
        .filter(name -> name.endsWith(".jar"))
        .sorted()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * JVM options that keep the loaded classes of a node for the next start, which halves it. The
   * first node writes the archive when it is stopped; all networks of one built command share it.
   */
  List<String> archiveOptions(NodeSpec node, boolean faults) {
    Optional<Path> folder =
        Optional.ofNullable(System.getProperty("quorate.home"))
            .map(home -> Path.of(home, ".quorate", "app"))
            .filter(Files::isDirectory);
    if (folder.isEmpty() || ownLibraries().isEmpty()) {
      return List.of();
    }
    Path archive = folder.get().resolve(faults ? "devnet-faulty-node.jsa" : "devnet-node.jsa");
    boolean first = node.number() == 1;
    if (!first && !Files.exists(archive)) {
      return List.of();
    }
    List<String> options = new ArrayList<>();
    if (first) {
      options.add("-XX:+AutoCreateSharedArchive");
    }
    options.add("-XX:SharedArchiveFile=" + archive);
    // Without the JVM's remarks about an archive that it cannot use.
    options.add("-Xlog:disable");
    return options;
  }

  /**
   * The libraries of the running command; none when it runs from folders of classes, as in a test.
   */
  private static List<Path> ownLibraries() {
    List<Path> entries =
        Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    return entries.stream().allMatch(entry -> entry.toString().endsWith(".jar"))
        ? entries
        : List.of();
  }

  private static boolean sameFile(Path library, Path copy) throws IOException {
    return Files.exists(copy)
        && Files.size(copy) == Files.size(library)
        && seconds(copy) == seconds(library);
  }

  private static long seconds(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    return time.toMillis() / 1_000;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(copies)) {
      entries.forEach(files::add);
    }
    return files;
  }
}
