package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.devnet.fault.FaultFile;
import io.quorate.devnet.fault.NodeFaults;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkFaults;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.NodeState;
import io.quorate.simulator.byzantine.LieKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All faults of a network at one moment.
 *
 * @param nodes per node its process (empty when it runs as it should) and what is behind its door
 */
record FaultList(Map<NodeSpec, Entry> nodes) {
  /** One node's. */
  record Entry(String process, NodeFaults faults) {}

  static FaultList of(LocalNetwork network) throws DevnetException {
    Map<NodeSpec, Entry> nodes = new LinkedHashMap<>();
    for (NodeSpec node : network.nodes()) {
      String process =
          switch (network.state(node)) {
            case NodeState.Running running -> running.paused() ? "paused" : "";
            case NodeState.Stopped _ -> "down";
            case NodeState.Died _ -> "died";
          };
      NodeFaults faults =
          network.plan().faults() ? NetworkFaults.of(network).of(node) : NodeFaults.NONE;
      nodes.put(node, new Entry(process, faults));
    }
    return new FaultList(nodes);
  }

  /** For people: a line for each fault. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    nodes.forEach(
        (node, entry) -> sentences(entry).forEach(what -> lines.add(node.name() + "  " + what)));
    return lines.isEmpty() ? List.of("no faults") : lines;
  }

  private static List<String> sentences(Entry entry) {
    List<String> found = new ArrayList<>();
    NodeFaults faults = entry.faults();
    if (!entry.process().isEmpty()) {
      found.add(entry.process());
    }
    if (!faults.lies().isEmpty()) {
      found.add(
          "lies: " + faults.lies().stream().map(LieKind::label).collect(Collectors.joining(", ")));
    }
    if (!faults.cut().isEmpty()) {
      found.add("cut off from " + String.join(", ", faults.cut()));
    }
    faults.lines().forEach((to, line) -> found.add("line to " + to + ": " + line.text()));
    if (faults.skewMillis() != 0) {
      found.add("clock off by " + faults.skewMillis() + "ms");
    }
    if (faults.diskFull()) {
      found.add("disk full");
    }
    if (faults.diskSlowMillis() > 0) {
      found.add("disk slow by " + faults.diskSlowMillis() + "ms");
    }
    return found;
  }

  /** For programs. */
  ObjectNode json() {
    ObjectNode json = Output.object();
    ArrayNode array = json.putArray("nodes");
    nodes.forEach((node, entry) -> {
      ObjectNode each = array.addObject().put("name", node.name());
      each.put("process", entry.process().isEmpty() ? "running" : entry.process());
      each.setAll(FaultFile.json(entry.faults()));
    });
    return json;
  }
}
