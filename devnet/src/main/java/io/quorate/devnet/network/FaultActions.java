package io.quorate.devnet.network;

import io.quorate.simulator.byzantine.LieKind;
import java.util.List;

/** The faults of a network that start or end processes. Whoever calls holds its lock. */
public final class FaultActions {
  private final LocalNetwork network;

  /** On that network. */
  public FaultActions(LocalNetwork network) {
    this.network = network;
  }

  /** Stops the node in good order if it runs, starts it, waits until it serves; whether it ran. */
  public boolean restart(NodeSpec node) throws DevnetException, InterruptedException {
    boolean ran = network.stop(node);
    start(node);
    return ran;
  }

  /** Ends the node as a crash would and deletes what it has stored. */
  public void wipe(NodeSpec node, boolean keepKey) throws DevnetException, InterruptedException {
    network.kill(node);
    network.wipe(node, keepKey);
  }

  /** Starts the node again as one with those lies; honest when there are none. */
  public void becomes(NodeSpec node, List<LieKind> lies)
      throws DevnetException, InterruptedException {
    NetworkFaults faults = NetworkFaults.of(network);
    network.kill(node);
    faults.lies(node, lies);
    start(node);
  }

  /** Takes every fault away; nodes that are down stay down. */
  public void clear() throws DevnetException, InterruptedException {
    for (NodeSpec node : network.running()) {
      if (isPaused(node)) {
        network.resume(node);
      }
    }
    if (network.plan().faults()) {
      NetworkFaults faults = NetworkFaults.of(network);
      List<NodeSpec> running = network.running();
      for (NodeSpec node : running) {
        if (!faults.of(node).lies().isEmpty()) {
          becomes(node, List.of());
        }
      }
      faults.clear();
    }
  }

  private boolean isPaused(NodeSpec node) throws DevnetException {
    return network.state(node) instanceof NodeState.Running(long _, boolean paused) && paused;
  }

  private void start(NodeSpec node) throws DevnetException, InterruptedException {
    network.start(List.of(node));
    new Readiness(network, new NodeProbe()).awaitServing(List.of(node));
  }
}
