package io.quorate.devnet.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Waits until nodes that were started serve, and notices the ones that end instead. */
public final class Readiness {
  private static final Duration BASE = Duration.ofMinutes(2);
  private static final Duration PER_NODE = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 100;

  private final LocalNetwork network;
  private final NodeProbe probe;

  /** For the nodes of that network. */
  public Readiness(LocalNetwork network, NodeProbe probe) {
    this.network = network;
    this.probe = probe;
  }

  /**
   * Returns when all the nodes are ready.
   *
   * @param progress is told how many are, whenever that changes
   * @throws DevnetException when one ends, or is not ready in time
   */
  public void await(List<NodeSpec> nodes, IntConsumer progress)
      throws DevnetException, InterruptedException {
    long deadline = System.nanoTime() + BASE.plus(PER_NODE.multipliedBy(nodes.size())).toNanos();
    List<NodeSpec> waiting = new ArrayList<>(nodes);
    while (!waiting.isEmpty()) {
      int before = waiting.size();
      checkAlive(waiting);
      waiting.removeIf(probe::isReady);
      if (waiting.size() < before) {
        progress.accept(nodes.size() - waiting.size());
      } else {
        checkDeadline(waiting, deadline);
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /**
   * Returns when the nodes answer, whether they are ready or not: one whose peers are cut off never
   * is.
   */
  public void awaitServing(List<NodeSpec> nodes) throws DevnetException, InterruptedException {
    long deadline = System.nanoTime() + BASE.toNanos();
    List<NodeSpec> waiting = new ArrayList<>(nodes);
    while (!waiting.isEmpty()) {
      checkAlive(waiting);
      waiting.removeIf(probe::isLive);
      checkDeadline(waiting, deadline);
      if (!waiting.isEmpty()) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private void checkAlive(List<NodeSpec> waiting) throws DevnetException {
    for (NodeSpec node : waiting) {
      if (network.state(node) instanceof NodeState.Died died) {
        throw network.death(node, died.exitStatus());
      }
    }
  }

  private void checkDeadline(List<NodeSpec> waiting, long deadline) throws DevnetException {
    if (!waiting.isEmpty() && System.nanoTime() - deadline > 0) {
      NodeSpec node = waiting.getFirst();
      throw new DevnetException(
          node.name()
              + " runs but is not ready; its log says why: "
              + network.directory().command("devnet logs " + node.name()));
    }
  }
}
