package io.quorate.devnet.scenario;

import io.quorate.client.ProvedBlock;
import io.quorate.client.QuorateClient;
import io.quorate.client.TransactionStatus;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.NodeReport;
import io.quorate.devnet.network.NodeView;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What must hold of a network at rest after whatever happened to it. */
final class Checks {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_MILLIS = 200;

  private final LocalNetwork network;
  private final QuorateClient client;
  private long height;

  Checks(LocalNetwork network, QuorateClient client) {
    this.network = network;
    this.client = client;
  }

  List<ScenarioReport.Check> all(List<Operation> history, List<ProvedReceipt> receipts)
      throws DevnetException, InterruptedException {
    return List.of(equalStates(), nothingLost(receipts), onceOnly(), linearizable(history));
  }

  private ScenarioReport.Check equalStates() throws DevnetException, InterruptedException {
    NodeProbe probe = new NodeProbe();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      List<NodeReport> reports =
          probe.view(network).stream().map(NodeView::report).flatMap(Optional::stream).toList();
      height = highest(reports);
      ScenarioReport.Check check = oneState(reports, network.nodes().size());
      if (check.holds() || System.nanoTime() - deadline > 0) {
        return check;
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Whether that many nodes report, all of them the same height and state root. */
  static ScenarioReport.Check oneState(List<NodeReport> reports, int nodes) {
    long roots = reports.stream().map(NodeReport::stateRoot).distinct().count();
    boolean equal =
        reports.size() == nodes
            && reports.stream().map(NodeReport::height).distinct().count() == 1
            && roots == 1;
    return check(
        "all nodes have one state",
        equal,
        "height %d at the highest, %d of %d nodes answer, with %d state roots"
            .formatted(highest(reports), reports.size(), nodes, roots));
  }

  private static long highest(List<NodeReport> reports) {
    return reports.stream().mapToLong(NodeReport::height).max().orElse(0);
  }

  private ScenarioReport.Check nothingLost(List<ProvedReceipt> receipts)
      throws InterruptedException {
    Map<Receipt, Optional<Receipt>> kept = new LinkedHashMap<>();
    for (ProvedReceipt proved : receipts) {
      kept.put(proved.receipt(), now(proved.receipt()));
    }
    return nothingLost(kept);
  }

  /** What a node says of that transaction now. */
  private Optional<Receipt> now(Receipt acknowledged) throws InterruptedException {
    try {
      return client.transaction(acknowledged.transaction()).get()
              instanceof TransactionStatus.Final(ProvedReceipt now)
          ? Optional.of(now.receipt())
          : Optional.empty();
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether every receipt is what it was.
   *
   * @param kept what was acknowledged, and what is found now
   */
  static ScenarioReport.Check nothingLost(Map<Receipt, Optional<Receipt>> kept) {
    long lost =
        kept.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(Optional.of(entry.getKey())))
            .count();
    return check(
        "no acknowledged transaction is lost", lost == 0, lost + " of " + kept.size() + " lost");
  }

  private ScenarioReport.Check onceOnly() throws InterruptedException {
    Executions executions = new Executions();
    try {
      for (long h = 1; h <= height; h++) {
        ProvedBlock block = client.block(h).get();
        executions.add(block.block().payload().transactions(), block.receipts());
      }
    } catch (ExecutionException e) {
      return check("no transaction is executed twice", false, "no answer: " + e.getCause());
    }
    return executions.check();
  }

  /** Counts what a log executed. */
  static final class Executions {
    private final Set<String> executed = new HashSet<>();
    private int blocks;
    private int twice;

    /** The next block, with the receipts of its transactions in their order. */
    void add(List<Transaction> transactions, List<Receipt> receipts) {
      blocks++;
      for (int i = 0; i < transactions.size(); i++) {
        Receipt.Status status = receipts.get(i).status();
        boolean ran = status == Receipt.Status.EXECUTED || status == Receipt.Status.FAILED;
        Transaction transaction = transactions.get(i);
        twice += ran && !executed.add(transaction.sender() + " " + transaction.sequence()) ? 1 : 0;
      }
    }

    ScenarioReport.Check check() {
      return Checks.check(
          "no transaction is executed twice",
          twice == 0,
          twice + " of " + executed.size() + " in " + blocks + " blocks");
    }
  }

  private static ScenarioReport.Check linearizable(List<Operation> history) {
    Optional<String> violation = Linearizability.violation(history);
    return check(
        "reads and writes are linearizable",
        violation.isEmpty(),
        violation
            .map(key -> "what clients saw of " + key + " has no explanation")
            .orElse(history.size() + " operations have an explanation"));
  }

  private static ScenarioReport.Check check(String name, boolean holds, String detail) {
    return new ScenarioReport.Check(name, holds, detail);
  }
}
