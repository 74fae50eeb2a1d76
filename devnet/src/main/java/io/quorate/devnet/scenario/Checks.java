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
import java.util.List;
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
      height = reports.stream().mapToLong(NodeReport::height).max().orElse(0);
      boolean equal =
          reports.size() == network.nodes().size()
              && reports.stream().map(NodeReport::height).distinct().count() == 1
              && reports.stream().map(NodeReport::stateRoot).distinct().count() == 1;
      if (equal || System.nanoTime() - deadline > 0) {
        return check("all nodes have one state", equal, "height " + height + " at the highest");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private ScenarioReport.Check nothingLost(List<ProvedReceipt> receipts)
      throws InterruptedException {
    int lost = 0;
    for (ProvedReceipt proved : receipts) {
      lost += isKept(proved) ? 0 : 1;
    }
    return check(
        "no acknowledged transaction is lost",
        lost == 0,
        lost + " of " + receipts.size() + " lost");
  }

  private boolean isKept(ProvedReceipt proved) throws InterruptedException {
    try {
      return client.transaction(proved.receipt().transaction()).get()
              instanceof TransactionStatus.Final(ProvedReceipt now)
          && now.receipt().equals(proved.receipt());
    } catch (ExecutionException e) {
      return false;
    }
  }

  private ScenarioReport.Check onceOnly() throws InterruptedException {
    Set<String> executed = new HashSet<>();
    int twice = 0;
    try {
      for (long h = 1; h <= height; h++) {
        ProvedBlock block = client.block(h).get();
        List<Transaction> transactions = block.block().payload().transactions();
        for (int i = 0; i < transactions.size(); i++) {
          Receipt.Status status = block.receipts().get(i).status();
          boolean ran = status == Receipt.Status.EXECUTED || status == Receipt.Status.FAILED;
          Transaction transaction = transactions.get(i);
          twice +=
              ran && !executed.add(transaction.sender() + " " + transaction.sequence()) ? 1 : 0;
        }
      }
    } catch (ExecutionException e) {
      return check("no transaction is executed twice", false, "no answer: " + e.getCause());
    }
    return check(
        "no transaction is executed twice",
        twice == 0,
        twice + " of " + executed.size() + " in " + height + " blocks");
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
