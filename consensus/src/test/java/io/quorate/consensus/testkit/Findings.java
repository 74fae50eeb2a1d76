package io.quorate.consensus.testkit;

import org.junit.jupiter.api.TestReporter;

/**
 * What a test found out that whoever reads the build's console should see: seeds drawn anew, seeds
 * that catch what is broken. Surefire shows what a test prints and drops what it publishes;
 * development environments show what it publishes beside the test. So it is done both ways.
 */
public final class Findings {
  private Findings() {}

  /**
   * A line on standard output and an entry of the test's report.
   *
   * @param subject what was looked for, the engine included
   * @param found what was found, in one line
   */
  public static void tell(TestReporter reporter, String subject, String found) {
    reporter.publishEntry(subject, found);
    System.out.println(subject + ": " + found);
  }
}
