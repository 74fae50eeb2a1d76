package io.quorate.bench.measure;

import io.quorate.bench.result.LoadResult;
import io.quorate.bench.result.Traffic;
import io.quorate.client.Account;
import io.quorate.client.QuorateClient;
import io.quorate.devnet.load.LoadPlan;
import io.quorate.devnet.load.LoadReport;
import io.quorate.devnet.load.LoadRun;
import io.quorate.devnet.network.DevnetException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

/** Spans of load on one network, by one client that talks to all nodes. */
final class Loads implements AutoCloseable {
  private static final int UNANSWERED = 20_000;
  private static final int SENDERS = 32;
  private static final int KEYS = 100_000;

  /** In which a closed loop fills and an open one settles. */
  private static final Duration RUN_UP = Duration.ofSeconds(1);

  private final Bed bed;
  private final int payloadBytes;
  private final QuorateClient client;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Loads(Bed bed, int payloadBytes) {
    this.bed = bed;
    this.payloadBytes = payloadBytes;
    this.client =
        QuorateClient.connect(bed.client(bed.network().nodes()).withMaxInFlight(UNANSWERED));
  }

  /** Load that nobody counts. */
  void warmUp(LoadPlan.Pace pace, Duration length) throws DevnetException, InterruptedException {
    run(pace, Duration.ZERO, length);
  }

  /** Load for that long, counted after a short run-up. */
  LoadResult measure(LoadPlan.Pace pace, Duration length)
      throws DevnetException, InterruptedException {
    Scrape before = scrape();
    LoadReport report = run(pace, RUN_UP, length);
    return result(report, scrape().since(before));
  }

  private LoadReport run(LoadPlan.Pace pace, Duration runUp, Duration length)
      throws DevnetException, InterruptedException {
    List<Account> accounts = Answers.await(LoadRun.accounts(client, SENDERS));
    return new LoadRun(new LoadPlan(pace, payloadBytes, SENDERS, KEYS, runUp, length), accounts)
        .run();
  }

  private Scrape scrape() throws DevnetException, InterruptedException {
    return Scrape.of(bed.network().nodes(), http);
  }

  private static LoadResult result(LoadReport report, Traffic traffic) {
    LoadReport.Latency latency = report.latency();
    return new LoadResult(
        report.seconds(),
        report.sent(),
        report.executed(),
        report.throughput(),
        latency.p50(),
        latency.p90(),
        latency.p99(),
        latency.max(),
        traffic);
  }

  @Override
  public void close() {
    client.close();
    http.close();
  }
}
