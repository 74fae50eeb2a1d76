package io.quorate.devnet.scenario;

import io.quorate.api.genesis.GenesisException;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.client.Account;
import io.quorate.client.ClientConfig;
import io.quorate.client.QuorateClient;
import io.quorate.devnet.load.LoadRun;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.FaultActions;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run of a scenario on a network that is up. */
public final class ScenarioRun {
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final Duration WRITE = Duration.ofSeconds(60);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 20;
  private static final int PATIENCE = 6;

  private final Scenario scenario;
  private final LocalNetwork network;
  private final FaultWords faults;
  private final Consumer<String> progress;
  private final List<ScenarioReport.Done> done = new ArrayList<>();
  private long start;

  /** A restart takes seconds: what follows comes as much later, so that every fault lasts. */
  private long delayNanos;

  /** Carries out the words of a fault, as a person who types them. */
  public interface FaultWords {
    /** Returns when the fault is in force. */
    void apply(List<String> words) throws DevnetException;
  }

  /**
   * @param progress told what happens, in lines for people
   */
  public ScenarioRun(
      Scenario scenario, LocalNetwork network, FaultWords faults, Consumer<String> progress) {
    this.scenario = scenario;
    this.network = network;
    this.faults = faults;
    this.progress = progress;
  }

  /** Runs it: load and faults, then everything is mended, then the checks. */
  public ScenarioReport run() throws DevnetException, InterruptedException {
    try (QuorateClient client = QuorateClient.connect(config())) {
      List<Account> accounts = LoadRun.accounts(client, scenario.clients()).get();
      start = System.nanoTime();
      Recorder recorder = new Recorder(client, accounts, scenario.keys());
      Heights heights = new Heights(network);
      List<ScenarioReport.Check> checks = new ArrayList<>();
      for (Scenario.Event event : scenario.timeline()) {
        sleepUntil(event.atMillis());
        switch (event) {
          case Scenario.Fault fault -> {
            faults.apply(fault.words());
            note(fault.text());
          }
          case Scenario.Expect expect -> {
            ScenarioReport.Check check = heights.check(expect);
            checks.add(check);
            note("it " + expect.text() + (check.holds() ? "" : " not") + ": " + check.detail());
          }
        }
        delayNanos = System.nanoTime() - start - TimeUnit.MILLISECONDS.toNanos(event.atMillis());
      }
      sleepUntil(TimeUnit.SECONDS.toMillis(scenario.seconds()));
      mend();
      long mended = System.nanoTime();
      note("all is mended");
      checks.add(commits(recorder, mended));
      List<Operation> history = recorder.finish();
      progress.accept("checking " + history.size() + " operations ...");
      enough(recorder.receipts().size()).ifPresent(checks::add);
      checks.addAll(new Checks(network, client).all(history, recorder.receipts()));
      int writes = (int) history.stream().filter(Operation::write).count();
      return new ScenarioReport(
          done,
          history.size() - writes,
          recorder.receipts().size(),
          writes - recorder.receipts().size(),
          checks);
    } catch (ExecutionException e) {
      throw new DevnetException("the network takes no clients: " + e.getCause(), e);
    }
  }

  private ClientConfig config() throws DevnetException {
    try {
      return ClientConfig.of(
              GenesisJson.read(network.directory().genesis()),
              network.nodes().stream().map(NodeSpec::url).toList())
          .withTimes(SILENCE, WRITE, READ);
    } catch (GenesisException e) {
      throw DevnetException.of(e);
    }
  }

  private void mend() throws DevnetException, InterruptedException {
    new FaultActions(network).clear();
    List<NodeSpec> down = new ArrayList<>(network.nodes());
    down.removeAll(network.running());
    network.start(down);
    new Readiness(network, new NodeProbe()).awaitServing(down);
  }

  /** Waits until a write that began after the mending is acknowledged. */
  private ScenarioReport.Check commits(Recorder recorder, long mended) throws InterruptedException {
    long limit = TimeUnit.SECONDS.toNanos(scenario.commitsWithinSeconds());
    while (recorder.latestBegin() < mended && System.nanoTime() - mended < PATIENCE * limit) {
      Thread.sleep(LOOK_MILLIS);
    }
    long took = System.nanoTime() - mended;
    boolean came = recorder.latestBegin() >= mended;
    return new ScenarioReport.Check(
        "commits go on within " + scenario.commitsWithinSeconds() + " s",
        came && took <= limit,
        came
            ? "the first write after the mending took "
                + TimeUnit.NANOSECONDS.toMillis(took)
                + " ms"
            : "none came in " + PATIENCE * scenario.commitsWithinSeconds() + " s");
  }

  private Optional<ScenarioReport.Check> enough(int writes) {
    int wanted = scenario.writesAtLeast();
    return wanted == 0
        ? Optional.empty()
        : Optional.of(
            new ScenarioReport.Check(
                "at least " + wanted + " writes are acknowledged",
                writes >= wanted,
                writes + " are"));
  }

  private void sleepUntil(long millis) throws InterruptedException {
    long left = start + delayNanos + TimeUnit.MILLISECONDS.toNanos(millis) - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  private void note(String what) {
    long at = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    done.add(new ScenarioReport.Done(at, what));
    progress.accept(at / 1_000 + " s  " + what);
  }
}
