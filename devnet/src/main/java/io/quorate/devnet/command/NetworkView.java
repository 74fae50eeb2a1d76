package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NodeState;
import io.quorate.devnet.network.NodeView;
import java.util.List;

/**
 * A network as seen from outside at one moment.
 *
 * @param network which
 * @param nodes its nodes in the order of their numbers
 */
record NetworkView(LocalNetwork network, List<NodeView> nodes) {

  /** The form for programs. */
  ObjectNode json() {
    ObjectNode json = Output.object();
    json.put("directory", network.directory().root().toString());
    json.put("engine", network.plan().engine().label());
    json.put("scheme", network.plan().scheme().label());
    ArrayNode array = json.putArray("nodes");
    nodes.forEach(node -> fill(array.addObject(), node));
    return json;
  }

  private static void fill(ObjectNode json, NodeView view) {
    json.put("name", view.node().name());
    switch (view.state()) {
      case NodeState.Running running -> {
        json.put("process", running.paused() ? "paused" : "running");
        json.put("pid", running.pid());
      }
      case NodeState.Stopped stopped -> json.put("process", "stopped");
      case NodeState.Died died -> {
        json.put("process", "died").put("pid", died.pid());
        died.exitStatus().ifPresent(status -> json.put("exitStatus", status));
      }
    }
    json.put("url", view.node().url().toString());
    json.put("answers", view.report().isPresent());
    view.report()
        .ifPresent(report -> {
          json.put("height", report.height());
          json.put("view", report.view());
          json.put("leader", report.leader());
          json.put("pending", report.pending());
          json.put("peersConnected", report.peersConnected());
          json.put("peersTotal", report.peersTotal());
          json.put("stateRoot", report.stateRoot());
          json.put("voting", report.voting());
          json.put("catchingUp", report.catchingUp());
        });
  }
}
