package io.quorate.devnet.check;

import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.Trees;
import io.quorate.node.application.ApplicationJar;
import io.quorate.node.application.ApplicationJarException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs an application over the same random blocks in two processes whose clocks, locales, time
 * zones and hashes differ, one of them with a restart in the middle, and compares every verdict on
 * a proposal, every receipt, every state root and every answer to a query. The state of an
 * application that keeps its own lacks a height at that restart, is lost whole later on, and in the
 * other process must not change by transactions that failed.
 *
 * @param jar the application
 * @param genesisState the file that it initialises from, if any
 * @param seed of the blocks
 * @param blocks how many
 */
public record ApplicationCheck(Path jar, Optional<Path> genesisState, long seed, long blocks) {
  private static final List<String> HERE =
      List.of(
          "-Duser.language=en",
          "-Duser.country=US",
          "-Duser.timezone=Pacific/Kiritimati",
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:hashCode=5");

  /** Turkish upper case and Arabic digits, 25 hours behind, hashes that are addresses. */
  private static final List<String> THERE =
      List.of(
          "-Duser.language=tr",
          "-Duser.country=TR",
          "-Duser.extensions=u-nu-arab",
          "-Dfile.encoding=ISO-8859-9",
          "-Duser.timezone=Pacific/Pago_Pago",
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:hashCode=1");

  /**
   * What was found.
   *
   * @param difference where the two first differ, or what was thrown, as a sentence; empty when all
   *     is well
   * @param lines how many results were compared
   */
  public record Outcome(Optional<String> difference, int lines) {}

  /**
   * Runs both, one after the other; the second sees another clock ({@link ShiftedJar}).
   *
   * @throws DevnetException when the jar holds no application, or a process cannot run
   */
  public Outcome run() throws DevnetException, InterruptedException {
    try (ApplicationJar loaded = ApplicationJar.open(jar)) {
      loaded.id();
    } catch (ApplicationJarException e) {
      throw new DevnetException(String.valueOf(e.getMessage()), e);
    }
    try {
      Path later = Files.createTempFile("quorate-check-", ".jar");
      try {
        ShiftedJar.write(jar, later);
        return compare(lines(jar, HERE, 0), lines(later, THERE, Math.max(1, blocks / 2)));
      } finally {
        Files.deleteIfExists(later);
      }
    } catch (IOException e) {
      throw new DevnetException("cannot run the application in a process of its own: " + e, e);
    }
  }

  private static Outcome compare(List<String> here, List<String> there) {
    Optional<String> thrown =
        here.stream().filter(line -> line.startsWith(CheckRun.THREW)).findFirst();
    if (thrown.isPresent()) {
      return new Outcome(thrown, here.size());
    }
    Optional<String> found =
        here.stream().filter(line -> line.startsWith(CheckRun.FOUND)).findFirst();
    if (found.isPresent()) {
      return new Outcome(found.map(line -> line.substring(CheckRun.FOUND.length())), here.size());
    }
    int both = Math.min(here.size(), there.size());
    for (int i = 0; i < both; i++) {
      if (!here.get(i).equals(there.get(i))) {
        return new Outcome(Optional.of(sentence(here.get(i), there.get(i))), i);
      }
    }
    return here.size() == there.size()
        ? new Outcome(Optional.empty(), both)
        : new Outcome(
            Optional.of("one process stopped after result " + both + " and the other went on"),
            both);
  }

  private static String sentence(String here, String there) {
    if (there.startsWith(CheckRun.THREW)) {
      return "in the process that restarts: " + there.substring(CheckRun.THREW.length());
    }
    String what = here.substring(0, Math.max(0, here.lastIndexOf(' ')));
    if (here.startsWith("proposal ") && there.startsWith(what)) {
      return "the verdict on "
          + what.replace("proposal ", "the proposal of height ")
          + " is another one in the other process";
    }
    if (here.startsWith("transaction ") && there.startsWith(what)) {
      return what + " has another receipt in the other process";
    }
    if (here.startsWith("query ") && there.startsWith(what)) {
      return "the answer to the " + what + " is another one in the other process";
    }
    if (here.startsWith("state ") && there.startsWith(what)) {
      return "the state after height "
          + what.substring("state ".length())
          + " differs although all receipts up to there are equal";
    }
    return "one process says '" + here + "', the other '" + there + "'";
  }

  private List<String> lines(Path classes, List<String> environment, long restartAfter)
      throws IOException, InterruptedException, DevnetException {
    Path folder = Files.createTempDirectory("quorate-check-");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(environment);
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path", ""),
            CheckRun.class.getName(),
            classes.toAbsolutePath().toString(),
            genesisState.map(file -> file.toAbsolutePath().toString()).orElse(""),
            String.valueOf(seed),
            String.valueOf(blocks),
            String.valueOf(restartAfter),
            folder.toString()));
    Path results = Files.createTempFile("quorate-check-", ".txt");
    Path complaints = Files.createTempFile("quorate-check-", ".err");
    try {
      int status =
          new ProcessBuilder(command)
              .redirectOutput(results.toFile())
              .redirectError(complaints.toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new DevnetException(
            "the process of the application ended with "
                + status
                + ": "
                + Files.readString(complaints, StandardCharsets.ISO_8859_1).strip());
      }
      return List.of(Files.readString(results, StandardCharsets.ISO_8859_1).split("\n", -1));
    } finally {
      Files.deleteIfExists(results);
      Files.deleteIfExists(complaints);
      Trees.delete(folder);
    }
  }
}
