package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the example for people without Java; a build that must not skip it has Node.js. */
final class JavaScriptExample {
  private static final Path FOLDER = Path.of("..", "examples", "javascript");

  private JavaScriptExample() {}

  /** Skips the test without Node.js, unless this is the build that must have it. */
  static void assumeNodeJs() {
    boolean there;
    try {
      there = run(List.of("--version"), Map.of()).status() == 0;
    } catch (java.io.IOException | InterruptedException e) {
      there = false;
    }
    boolean required = "true".equals(System.getenv("CI"));
    assertTrue(there || !required, "CI=true, and there is no Node.js: install nodejs");
    assumeTrue(there, "there is no Node.js here, so the JavaScript example is not tested");
  }

  /**
   * What Node.js did.
   *
   * @param status its exit status
   * @param output what it printed, standard error included
   */
  record Done(int status, String output) {}

  /** Runs Node.js in the example's folder. */
  static Done run(List<String> arguments, Map<String, String> environment)
      throws java.io.IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("node"));
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(FOLDER.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Done(process.waitFor(), output);
  }
}
