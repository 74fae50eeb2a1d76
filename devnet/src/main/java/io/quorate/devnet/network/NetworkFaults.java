package io.quorate.devnet.network;

import io.quorate.devnet.fault.FaultFile;
import io.quorate.devnet.fault.LineFault;
import io.quorate.devnet.fault.NodeFaults;
import io.quorate.simulator.byzantine.LieKind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The faults of a network whose nodes were started for fault injection. What a method says is true
 * of every node that runs when it returns; of one that does not run or is frozen, as soon as it
 * does. Faults stay, over restarts as well, until they are taken away.
 */
public final class NetworkFaults {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long LOOK_MILLIS = 10;

  private final LocalNetwork network;

  private NetworkFaults(LocalNetwork network) {
    this.network = network;
  }

  /**
   * Those of that network.
   *
   * @throws DevnetException when its nodes have no door for faults
   */
  public static NetworkFaults of(LocalNetwork network) throws DevnetException {
    if (!network.plan().faults()) {
      throw new DevnetException(
          "the network in "
              + network.directory().root()
              + " was made without --faults, so its nodes have no door for faults; make one that"
              + " has with: "
              + network.directory().command("devnet up --faults --fresh")
              + " (its data is lost), or choose another --dir");
    }
    return new NetworkFaults(network);
  }

  /** What is wrong with a node. */
  public NodeFaults of(NodeSpec node) throws DevnetException {
    try {
      return file(node).read();
    } catch (IOException e) {
      throw failed(node, e);
    }
  }

  /** Cuts every connection between nodes of different groups, and no other. */
  public void partition(List<List<NodeSpec>> groups) throws DevnetException, InterruptedException {
    Map<NodeSpec, NodeFaults> changed = new LinkedHashMap<>();
    for (List<NodeSpec> group : groups) {
      SortedSet<String> others = new TreeSet<>();
      groups.stream().filter(other -> !other.equals(group)).forEach(other -> add(others, other));
      for (NodeSpec node : group) {
        changed.put(node, of(node).cutFrom(others));
      }
    }
    apply(changed);
  }

  /** Cuts every connection of the node, beside what is cut already. */
  public void isolate(NodeSpec node) throws DevnetException, InterruptedException {
    Map<NodeSpec, NodeFaults> changed = new LinkedHashMap<>();
    for (NodeSpec each : network.nodes()) {
      NodeFaults faults = of(each);
      SortedSet<String> cut = new TreeSet<>(faults.cut());
      if (each.equals(node)) {
        add(cut, network.nodes());
        cut.remove(node.name());
      } else {
        cut.add(node.name());
      }
      changed.put(each, faults.cutFrom(cut));
    }
    apply(changed);
  }

  /** Lets every connection come back that was cut. */
  public void heal() throws DevnetException, InterruptedException {
    all(faults -> faults.cutFrom(new TreeSet<>()));
  }

  /** Makes the line between two nodes bad, in both directions. */
  public void line(NodeSpec one, NodeSpec other, LineFault fault)
      throws DevnetException, InterruptedException {
    Map<NodeSpec, NodeFaults> changed = new LinkedHashMap<>();
    changed.put(one, of(one).line(other.name(), fault));
    changed.put(other, of(other).line(one.name(), fault));
    apply(changed);
  }

  /** Sets the node's clock ahead; behind when negative. */
  public void clock(NodeSpec node, long skewMillis) throws DevnetException, InterruptedException {
    apply(Map.of(node, of(node).skewed(skewMillis)));
  }

  /** Makes the node's disk full or slow; neither when false and 0. */
  public void disk(NodeSpec node, boolean full, long slowMillis)
      throws DevnetException, InterruptedException {
    apply(Map.of(node, of(node).disk(full, slowMillis)));
  }

  /** What the node does from its next start on; it is not started or stopped here. */
  public void lies(NodeSpec node, List<LieKind> lies) throws DevnetException, InterruptedException {
    apply(Map.of(node, of(node).lying(lies)));
  }

  /** What every line draws its losses from, from the next start of its node on. */
  public void seed(long seed) throws DevnetException {
    for (NodeSpec node : network.nodes()) {
      try {
        file(node).seed(seed + node.number());
      } catch (IOException e) {
        throw failed(node, e);
      }
    }
  }

  /** Takes every fault away; liars are honest from their next start on. */
  public void clear() throws DevnetException, InterruptedException {
    all(NodeFaults::cleared);
  }

  private void all(UnaryOperator<NodeFaults> change) throws DevnetException, InterruptedException {
    Map<NodeSpec, NodeFaults> changed = new LinkedHashMap<>();
    for (NodeSpec node : network.nodes()) {
      changed.put(node, change.apply(of(node)));
    }
    apply(changed);
  }

  private void apply(Map<NodeSpec, NodeFaults> changed)
      throws DevnetException, InterruptedException {
    for (Map.Entry<NodeSpec, NodeFaults> change : changed.entrySet()) {
      try {
        file(change.getKey()).write(change.getValue());
      } catch (IOException e) {
        throw failed(change.getKey(), e);
      }
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    for (Map.Entry<NodeSpec, NodeFaults> change : changed.entrySet()) {
      await(change.getKey(), change.getValue().revision(), deadline);
    }
  }

  private void await(NodeSpec node, long revision, long deadline)
      throws DevnetException, InterruptedException {
    while (listens(node) && !hasTakenUp(node, revision)) {
      if (System.nanoTime() - deadline > 0) {
        throw new DevnetException(
            node.name()
                + " runs and has not taken its faults up; its log says why: "
                + network.directory().command("devnet logs " + node.name()));
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private boolean listens(NodeSpec node) throws DevnetException {
    return network.state(node) instanceof NodeState.Running(long _, boolean paused) && !paused;
  }

  private boolean hasTakenUp(NodeSpec node, long revision) throws DevnetException {
    try {
      return file(node).applied() >= revision;
    } catch (IOException e) {
      throw failed(node, e);
    }
  }

  private static void add(SortedSet<String> names, List<NodeSpec> nodes) {
    nodes.forEach(node -> names.add(node.name()));
  }

  private FaultFile file(NodeSpec node) {
    return new FaultFile(network.directory().door(node));
  }

  private static DevnetException failed(NodeSpec node, IOException e) {
    return new DevnetException(
        "cannot read or write the faults of " + node.name() + ": " + e.getMessage(), e);
  }
}
