package io.quorate.bench.measure;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.bench.result.Kill;
import io.quorate.client.Account;
import io.quorate.client.QuorateClient;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.load.LoadRun;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.NodeReport;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.NodeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kills the leader under the eyes of one client that submits, waits and submits again. The client
 * does not know the node that is to be killed, so what it waits for is consensus and not its own
 * change of nodes.
 */
final class LeaderKill {
  private static final Duration BEFORE = Duration.ofMillis(1_500);
  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final int LEAST_AFTER = 3;
  private static final Duration RETURN_PATIENCE = Duration.ofSeconds(40);
  private static final long POLL_MILLIS = 100;

  /** One submission, by {@link System#nanoTime()}. */
  record Submission(long startNanos, long endNanos) {
    double millis() {
      return (endNanos - startNanos) / 1e6;
    }
  }

  private final Bed bed;

  LeaderKill(Bed bed) {
    this.bed = bed;
  }

  /** Kills the leader, measures, starts it again, and waits until it is up to date. */
  Kill run() throws DevnetException, InterruptedException {
    NodeSpec leader = leader();
    List<NodeSpec> others =
        bed.network().nodes().stream().filter(node -> !node.equals(leader)).toList();
    Kill kill;
    try (QuorateClient client = QuorateClient.connect(bed.client(others))) {
      kill = measure(leader, Answers.await(LoadRun.accounts(client, 1)).getFirst());
    }
    bed.start(List.of(leader));
    awaitReturn(leader);
    return kill;
  }

  private Kill measure(NodeSpec leader, Account account)
      throws DevnetException, InterruptedException {
    List<Submission> submissions = new ArrayList<>();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < BEFORE.toNanos()) {
      submissions.add(submit(account));
    }
    long killed = System.nanoTime();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> killing =
          executor.submit(() -> {
            bed.kill(leader);
            return true;
          });
      int after = 0;
      while (System.nanoTime() - killed < AFTER.toNanos() || after < LEAST_AFTER) {
        submissions.add(submit(account));
        after++;
      }
      killing.get();
    } catch (ExecutionException e) {
      throw new DevnetException("cannot kill " + leader.name() + ": " + e.getCause(), e);
    }
    return summary(leader.name(), submissions, killed);
  }

  /** The longest submission that ended after the kill beside the median of those before. */
  static Kill summary(String node, List<Submission> submissions, long killedNanos) {
    double[] before =
        submissions.stream()
            .filter(s -> s.endNanos() - killedNanos <= 0)
            .mapToDouble(Submission::millis)
            .sorted()
            .toArray();
    double longest =
        submissions.stream()
            .filter(s -> s.endNanos() - killedNanos > 0)
            .mapToDouble(Submission::millis)
            .max()
            .orElse(0);
    return new Kill(node, before.length == 0 ? 0 : before[before.length / 2], longest);
  }

  private static Submission submit(Account account) throws DevnetException, InterruptedException {
    Bytes payload =
        new KeyValueOperation.Put(Bytes.utf8("bench/recovery"), Bytes.utf8("value")).encoded();
    long start = System.nanoTime();
    CompletableFuture<?> answer = account.submit(payload);
    Answers.await(answer);
    return new Submission(start, System.nanoTime());
  }

  /** Whom most nodes take for the leader. */
  private NodeSpec leader() throws DevnetException {
    Map<String, Integer> named = new TreeMap<>();
    for (NodeView view : bed.probe().view(bed.network())) {
      view.report()
          .map(NodeReport::leader)
          .filter(name -> !name.isEmpty())
          .ifPresent(name -> named.merge(name, 1, Integer::sum));
    }
    Optional<String> name =
        named.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    return bed.network()
        .node(name.orElseThrow(() -> new DevnetException("no node says who leads")));
  }

  private void awaitReturn(NodeSpec node) throws DevnetException, InterruptedException {
    long deadline = System.nanoTime() + RETURN_PATIENCE.toNanos();
    while (!isUpToDate(node)) {
      if (System.nanoTime() - deadline > 0) {
        throw new DevnetException(node.name() + " was started again and does not catch up");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean isUpToDate(NodeSpec node) throws DevnetException {
    List<NodeView> views = bed.probe().view(bed.network());
    long highest =
        views.stream()
            .flatMap(view -> view.report().stream())
            .mapToLong(NodeReport::height)
            .max()
            .orElse(0);
    return views.stream()
        .filter(view -> view.node().equals(node))
        .flatMap(view -> view.report().stream())
        .anyMatch(report ->
            report.voting()
                && !report.catchingUp()
                && report.peersConnected() == report.peersTotal()
                && report.height() == highest);
  }
}
