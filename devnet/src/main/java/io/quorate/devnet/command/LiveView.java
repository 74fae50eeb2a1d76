package io.quorate.devnet.command;

import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.NodeState;
import java.util.List;

/**
 * The table that {@code up} shows while its nodes run: in place on a terminal, line after line
 * elsewhere. Ctrl-C stops the nodes.
 */
final class LiveView {
  private static final long TERMINAL_PERIOD_MILLIS = 500;
  private static final long PLAIN_PERIOD_MILLIS = 10_000;
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final LocalNetwork network;
  private final NodeProbe probe;
  private final Output output;
  private final boolean terminal;
  private final Thread stopper = new Thread(this::stopNodes, "stop-nodes");
  private boolean stopsNodes;
  private boolean stopping;
  private int drawn;

  LiveView(LocalNetwork network, NodeProbe probe, Output output) {
    this.network = network;
    this.probe = probe;
    this.output = output;
    this.terminal = output.isWatched();
  }

  /** From here on the end of this process (Ctrl-C) stops the nodes. */
  void stopNodesAtExit() {
    if (!stopsNodes) {
      stopsNodes = true;
      Runtime.getRuntime().addShutdownHook(stopper);
    }
  }

  /** Shows the table until all nodes have ended; the exit status of the command. */
  int run() throws DevnetException, InterruptedException {
    output.note(
        "the network is up, Ctrl-C stops it; in another terminal: "
            + network.directory().command("kv put hello world"));
    StatusTable table = new StatusTable();
    while (!network.running().isEmpty()) {
      draw(table.lines(new NetworkView(network, probe.view(network))));
      Thread.sleep(terminal ? TERMINAL_PERIOD_MILLIS : PLAIN_PERIOD_MILLIS);
    }
    if (isStopping()) {
      // The process ends when the nodes have; see stopNodes.
      stopper.join();
    }
    Runtime.getRuntime().removeShutdownHook(stopper);
    return report();
  }

  private synchronized void draw(List<String> lines) {
    if (stopping) {
      return;
    }
    StringBuilder text = new StringBuilder();
    if (terminal) {
      // A line that is wider than the terminal must not become two, or going back up misses.
      text.append(drawn > 0 ? "\u001b[" + drawn + "A" : "").append(NO_WRAP);
    }
    for (String line : lines) {
      text.append(line).append(terminal ? CLEAR_LINE : "").append('\n');
    }
    drawn = lines.size();
    output.line(text.toString().stripTrailing() + (terminal ? WRAP : ""));
  }

  /** All nodes have ended: another command stopped them, or they died. */
  private int report() throws DevnetException {
    boolean died = false;
    for (NodeSpec node : network.nodes()) {
      if (network.state(node) instanceof NodeState.Died death) {
        output.note("quorate: " + network.death(node, death.exitStatus()).getMessage());
        died = true;
      }
    }
    if (!died) {
      output.note("the network was stopped");
    }
    return died ? 1 : 0;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private synchronized void beginStopping() {
    stopping = true;
    output.note("\nstopping the nodes ...");
  }

  private void stopNodes() {
    beginStopping();
    try {
      network.stopAll();
      Runtime.getRuntime().halt(0);
    } catch (Exception e) {
      output.note("quorate: " + e.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }
}
