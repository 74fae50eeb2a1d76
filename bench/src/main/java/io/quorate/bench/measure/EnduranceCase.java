package io.quorate.bench.measure;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.bench.result.Endurance;
import io.quorate.bench.result.EnduranceRun.Plan;
import io.quorate.client.Account;
import io.quorate.client.QuorateClient;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.load.LoadPlan;
import io.quorate.devnet.load.LoadRun;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.FaultActions;
import io.quorate.devnet.network.NetworkFaults;
import io.quorate.devnet.network.NetworkPlan;
import io.quorate.devnet.network.NodeReport;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.NodeView;
import io.quorate.devnet.network.Readiness;
import io.quorate.simulator.byzantine.LieKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** All that is measured of one engine, on one network that is broken and mended. */
public final class EnduranceCase {
  private static final int SENDERS = 32;
  private static final int KEYS = 100_000;
  private static final int PAYLOAD_BYTES = 100;
  private static final int UNANSWERED = 20_000;
  private static final long BETWEEN_MILLIS = 250;
  private static final long CUT_MILLIS = 5_000;
  private static final long LOOK_MILLIS = 50;
  private static final long NEAR = 5;
  private static final double MILLIS = 1e6;
  private static final double NANOS = 1e9;
  private static final Duration RUN_UP = Duration.ofSeconds(3);
  private static final Duration RETURN_PATIENCE = Duration.ofMinutes(10);

  private final Bed bed;
  private final Plan plan;
  private final Consumer<String> progress;
  private final NodeSpec victim;
  private final List<Double> leaderKilled = new ArrayList<>();
  private final List<Double> healed = new ArrayList<>();
  private final List<Double> returned = new ArrayList<>();
  private final List<Endurance.Throughput> throughput = new ArrayList<>();
  private final List<Endurance.Sample> soak = new ArrayList<>();
  private Optional<Endurance.CatchUp> catchUp = Optional.empty();

  private EnduranceCase(Bed bed, Plan plan, Consumer<String> progress) {
    this.bed = bed;
    this.plan = plan;
    this.progress = progress;
    this.victim = bed.network().nodes().getLast();
  }

  /** An event after which the next commit is awaited. */
  private interface Event {
    void happen() throws DevnetException, InterruptedException;
  }

  /**
   * Measures everything; a failure ends it early and is part of the result.
   *
   * @param network four nodes with a door for faults
   */
  public static Endurance measure(
      NetworkPlan network, Plan plan, Path work, Consumer<String> progress)
      throws InterruptedException {
    Optional<String> failure = Optional.empty();
    Optional<EnduranceCase> made = Optional.empty();
    try (Bed bed = Bed.up(network, work)) {
      EnduranceCase measured = new EnduranceCase(bed, plan, progress);
      made = Optional.of(measured);
      measured.all();
    } catch (DevnetException e) {
      failure = Optional.of(e.getMessage());
      progress.accept(e.getMessage());
    }
    String engine = network.engine().label();
    Optional<String> why = failure;
    return made.map(each -> each.result(engine, why))
        .orElseGet(() ->
            new Endurance(
                engine,
                why,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of()));
  }

  private Endurance result(String engine, Optional<String> failure) {
    return new Endurance(
        engine, failure, leaderKilled, healed, returned, throughput, catchUp, soak);
  }

  private void all() throws DevnetException, InterruptedException {
    throughputs();
    catchUp();
    kills();
    partitions();
    returns();
    soak();
  }

  private void kills() throws DevnetException, InterruptedException {
    for (int i = 0; i < plan.tries(); i++) {
      NodeSpec leader = leader();
      List<NodeSpec> others = without(leader);
      try (QuorateClient client = QuorateClient.connect(bed.client(others))) {
        Account account = account(client);
        warm(account);
        leaderKilled.add(nextCommit(account, () -> bed.kill(leader)));
      }
      bed.start(List.of(leader));
      awaitNear(leader);
    }
    progress.accept("leader killed: " + leaderKilled);
  }

  private void partitions() throws DevnetException, InterruptedException {
    NetworkFaults faults = NetworkFaults.of(bed.network());
    List<NodeSpec> nodes = bed.network().nodes();
    for (int i = 0; i < plan.tries(); i++) {
      try (QuorateClient client = QuorateClient.connect(bed.client(nodes))) {
        Account account = account(client);
        warm(account);
        faults.partition(List.of(nodes.subList(0, 2), nodes.subList(2, nodes.size())));
        unanswered(account, CUT_MILLIS);
        healed.add(nextCommit(account, faults::heal));
      }
    }
    progress.accept("partition healed: " + healed);
  }

  private void returns() throws DevnetException, InterruptedException {
    List<NodeSpec> stay = bed.network().nodes().subList(0, 2);
    List<NodeSpec> leave = bed.network().nodes().subList(2, bed.network().nodes().size());
    for (int i = 0; i < plan.returns(); i++) {
      try (QuorateClient client = QuorateClient.connect(bed.client(stay))) {
        Account account = account(client);
        warm(account);
        for (NodeSpec node : leave) {
          bed.kill(node);
        }
        unanswered(account, plan.awaySeconds() * 1_000L);
        NodeSpec first = leave.getFirst();
        bed.network().start(List.of(first));
        new Readiness(bed.network(), bed.probe()).awaitServing(List.of(first));
        returned.add(nextCommit(account, () -> {}));
      }
      bed.start(leave.subList(1, leave.size()));
    }
    progress.accept("quorum returned: " + returned);
  }

  /** Milliseconds from the event to the receipt of a transaction that was sent after it. */
  private static double nextCommit(Account account, Event event)
      throws DevnetException, InterruptedException {
    long begin = System.nanoTime();
    event.happen();
    Answers.await(account.submit(payload()));
    return (System.nanoTime() - begin) / MILLIS;
  }

  private static void warm(Account account) throws DevnetException, InterruptedException {
    for (int i = 0; i < SENDERS; i++) {
      Answers.await(account.submit(payload()));
    }
  }

  /** Something waits all the time, so timers run and grow as they do in earnest. */
  private static void unanswered(Account account, long millis) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    int sent = 0;
    while (System.nanoTime() - end < 0) {
      if (sent < SENDERS) {
        CompletableFuture<?> _ = account.submit(payload());
        sent++;
      }
      Thread.sleep(BETWEEN_MILLIS);
    }
  }

  private static Bytes payload() {
    return new KeyValueOperation.Put(Bytes.utf8("bench/resilience"), Bytes.utf8("value")).encoded();
  }

  private void throughputs() throws DevnetException, InterruptedException {
    FaultActions actions = new FaultActions(bed.network());
    span("warm-up");
    throughput.clear();
    span("none");
    bed.kill(victim);
    span("dead");
    bed.start(List.of(victim));
    awaitNear(victim);
    bed.network().pause(victim);
    span("paused");
    bed.network().resume(victim);
    awaitNear(victim);
    actions.becomes(victim, List.of(LieKind.EQUIVOCATE, LieKind.DOUBLE_VOTE));
    span("lying");
    actions.becomes(victim, List.of());
    awaitNear(victim);
    span("none");
  }

  private void span(String state) throws DevnetException, InterruptedException {
    try (QuorateClient client = connect()) {
      LoadPlan load =
          new LoadPlan(
              new LoadPlan.Pace.Closed(plan.clients()),
              PAYLOAD_BYTES,
              SENDERS,
              KEYS,
              RUN_UP,
              Duration.ofSeconds(plan.spanSeconds()));
      double rate =
          new LoadRun(load, Answers.await(LoadRun.accounts(client, SENDERS))).run().throughput();
      throughput.add(new Endurance.Throughput(state, rate));
      progress.accept("%s: %.0f tx/s".formatted(state, rate));
    }
  }

  /** Of the nodes that never fail. */
  private QuorateClient connect() {
    return QuorateClient.connect(bed.client(without(victim)).withMaxInFlight(UNANSWERED));
  }

  private void catchUp() throws DevnetException, InterruptedException {
    bed.kill(victim);
    try (BackgroundLoad _ = BackgroundLoad.start(connect(), plan.clients(), PAYLOAD_BYTES)) {
      Thread.sleep(plan.behindSeconds() * 1_000L);
      bed.network().start(List.of(victim));
      new Readiness(bed.network(), bed.probe()).awaitServing(List.of(victim));
      long begin = System.nanoTime();
      long top = highest();
      long from = height(victim);
      awaitNear(victim);
      double seconds = (System.nanoTime() - begin) / NANOS;
      catchUp =
          Optional.of(
              new Endurance.CatchUp(
                  top - from, (highest() - top) / seconds, (height(victim) - from) / seconds));
    }
    progress.accept("catch-up: " + catchUp);
  }

  private void soak() throws DevnetException, InterruptedException {
    if (plan.soakSeconds() == 0) {
      return;
    }
    long begin = System.nanoTime();
    long step = Math.max(1_000, plan.soakSeconds() * 1_000L / 60);
    try (BackgroundLoad _ = BackgroundLoad.steady(connect(), plan.soakRate(), PAYLOAD_BYTES)) {
      double second = 0;
      while (second < plan.soakSeconds()) {
        soak.add(Footprint.of(bed.network(), second));
        Thread.sleep(step);
        second = (System.nanoTime() - begin) / NANOS;
      }
      soak.add(Footprint.of(bed.network(), second));
    }
    progress.accept("soak: " + soak.getLast());
  }

  private List<NodeSpec> without(NodeSpec node) {
    return bed.network().nodes().stream().filter(each -> !each.equals(node)).toList();
  }

  private static Account account(QuorateClient client)
      throws DevnetException, InterruptedException {
    return Answers.await(LoadRun.accounts(client, 1)).getFirst();
  }

  private NodeSpec leader() throws DevnetException {
    String name =
        bed.probe().view(bed.network()).stream()
            .flatMap(view -> view.report().stream())
            .map(NodeReport::leader)
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElseThrow(() -> new DevnetException("no node says who leads"));
    return bed.network().node(name);
  }

  private long highest() throws DevnetException {
    return bed.probe().view(bed.network()).stream()
        .flatMap(view -> view.report().stream())
        .mapToLong(NodeReport::height)
        .max()
        .orElse(0);
  }

  private long height(NodeSpec node) throws DevnetException {
    return bed.probe().view(bed.network()).stream()
        .filter(view -> view.node().equals(node))
        .map(NodeView::report)
        .flatMap(Optional::stream)
        .mapToLong(NodeReport::height)
        .max()
        .orElse(0);
  }

  private void awaitNear(NodeSpec node) throws DevnetException, InterruptedException {
    long deadline = System.nanoTime() + RETURN_PATIENCE.toNanos();
    while (highest() - height(node) > NEAR) {
      if (System.nanoTime() - deadline > 0) {
        throw new DevnetException(node.name() + " does not catch up");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
