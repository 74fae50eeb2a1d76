package io.quorate.devnet.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Another program, run to its end. */
final class Command {
  private static final int SAID = 2_000;

  private Command() {}

  /**
   * Runs it.
   *
   * @return what it printed
   * @throws DevnetException when it ends with another status than 0, with what it said
   */
  static String run(List<String> command) throws DevnetException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        throw new DevnetException(
            "'"
                + command.stream().limit(4).collect(Collectors.joining(" "))
                + " ...' ended with "
                + status
                + ": "
                + said.substring(Math.max(0, said.length() - SAID)));
      }
      return said;
    } catch (IOException e) {
      throw new DevnetException("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }
}
