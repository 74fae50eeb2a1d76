package io.quorate.devnet.scenario;

import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.NodeReport;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Judges whether a network commits by what its nodes call final. What clients are told is no
 * measure: a receipt may come long after its height.
 */
final class Heights {
  /** So long a leader that does not answer may take to be replaced, twice. */
  private static final long GROWS_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long SETTLES_MILLIS = 1_000;
  private static final long RESTS_MILLIS = 2_000;
  private static final long LOOK_MILLIS = 100;

  private final LocalNetwork network;
  private final NodeProbe probe = new NodeProbe();

  Heights(LocalNetwork network) {
    this.network = network;
  }

  /** Looks for some seconds. */
  ScenarioReport.Check check(Scenario.Expect expected)
      throws DevnetException, InterruptedException {
    double seconds = expected.atMillis() / 1_000.0;
    String name = String.format(Locale.ROOT, "at %.1f s it %s", seconds, expected.text());
    return switch (expected.progress()) {
      case COMMITS -> commits(name);
      case RESTS -> rests(name);
    };
  }

  private ScenarioReport.Check commits(String name) throws DevnetException, InterruptedException {
    long before = highest();
    long deadline = System.nanoTime() + GROWS_NANOS;
    long now = before;
    while (now == before && System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK_MILLIS);
      now = highest();
    }
    return new ScenarioReport.Check(name, now > before, heights(before, now));
  }

  /** What was under way when a fault began may still become final. */
  private ScenarioReport.Check rests(String name) throws DevnetException, InterruptedException {
    Thread.sleep(SETTLES_MILLIS);
    long before = highest();
    Thread.sleep(RESTS_MILLIS);
    long now = highest();
    return new ScenarioReport.Check(name, now == before, heights(before, now));
  }

  private static String heights(long before, long now) {
    return "height " + before + ", then " + now;
  }

  private long highest() throws DevnetException {
    return probe.view(network).stream()
        .flatMap(view -> view.report().stream())
        .mapToLong(NodeReport::height)
        .max()
        .orElse(0);
  }
}
