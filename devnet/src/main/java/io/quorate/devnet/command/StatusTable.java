package io.quorate.devnet.command;

import io.quorate.devnet.network.NodeReport;
import io.quorate.devnet.network.NodeState;
import io.quorate.devnet.network.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A network as a table of text. The rate of transactions is that between this view and the one
 * before, so the first table has none.
 */
final class StatusTable {
  private static final int SHORT_ROOT = 8;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<String, Long> executedBefore = new TreeMap<>();
  private long nanosBefore;

  /** The table, a heading first. */
  List<String> lines(NetworkView view) {
    long now = System.nanoTime();
    List<String> lines = new ArrayList<>();
    lines.add(
        row(
            "node", "state", "height", "view", "leader", "pending", "tx/s", "peers", "root",
            "url"));
    for (NodeView node : view.nodes()) {
      String rate = node.report().map(report -> rate(node, report, now)).orElse("");
      lines.add(line(node, rate));
    }
    nanosBefore = now;
    return lines;
  }

  private static String line(NodeView view, String rate) {
    String name = view.node().name();
    String state = state(view);
    String url = view.node().url().toString();
    return view.report()
        .map(report ->
            row(
                name,
                state,
                report.height(),
                report.view(),
                report.leader(),
                report.pending(),
                rate,
                report.peersConnected() + "/" + report.peersTotal(),
                shorten(report.stateRoot()),
                url))
        .orElseGet(() -> row(name, state, "", "", "", "", "", "", "", url));
  }

  private static String state(NodeView view) {
    return switch (view.state()) {
      case NodeState.Stopped stopped -> "stopped";
      case NodeState.Died died ->
          died.exitStatus().isPresent() ? "exit " + died.exitStatus().getAsInt() : "died";
      case NodeState.Running running ->
          running.paused()
              ? "paused"
              : view.report().map(StatusTable::activity).orElse("no answer");
    };
  }

  private static String activity(NodeReport report) {
    if (report.catchingUp()) {
      return "catching up";
    }
    return report.voting() ? "voting" : "observing";
  }

  private String rate(NodeView node, NodeReport report, long now) {
    OptionalLong executed = report.executed();
    if (executed.isEmpty()) {
      return "";
    }
    Long before = executedBefore.put(node.node().name(), executed.getAsLong());
    if (before == null || before > executed.getAsLong()) {
      return "";
    }
    double seconds = (now - nanosBefore) / NANOS_PER_SECOND;
    return String.format(Locale.ROOT, "%.0f", (executed.getAsLong() - before) / seconds);
  }

  private static String shorten(String root) {
    return root.length() > SHORT_ROOT ? root.substring(0, SHORT_ROOT) : root;
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-8s  %-11s %9s %9s  %-8s %8s %8s  %-5s  %-8s  %s", cells)
        .stripTrailing();
  }
}
