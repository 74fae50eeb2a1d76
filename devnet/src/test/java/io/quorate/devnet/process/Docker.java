package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The docker command; a build that must not skip its tests has a daemon. */
public final class Docker {
  private Docker() {}

  /** Skips the test where no daemon answers, unless this is the build that must have one. */
  public static void assumeDaemon() {
    boolean docker = run("version").status() == 0;
    boolean required = "true".equals(System.getenv("CI"));
    assertTrue(docker || !required, "CI needs Docker; see .ci/docker");
    if (!docker) {
      // Maven prints how many tests are skipped, and not why.
      System.err.println("No Docker daemon answers: a test of the image is skipped.");
    }
    assumeTrue(docker, "no Docker daemon answers, so the image is not tested");
  }

  /**
   * What the command did.
   *
   * @param status its exit status, -1 when it did not run
   * @param out what it printed, standard error included
   */
  public record Said(int status, String out) {}

  /** Runs it. */
  public static Said run(String... words) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), out);
    } catch (IOException e) {
      return new Said(-1, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Said(-1, "interrupted");
    }
  }
}
