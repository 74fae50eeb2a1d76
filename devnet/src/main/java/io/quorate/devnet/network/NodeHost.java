package io.quorate.devnet.network;

import io.quorate.simulator.byzantine.LieKind;
import java.util.List;
import java.util.Optional;

/** What nodes run on: processes of this machine, or containers. */
interface NodeHost {
  /** What became of the node's process. */
  NodeState state(NodeSpec node) throws DevnetException;

  /**
   * Makes nodes run the software of this command from their next start on; only while none runs.
   */
  void refreshSoftware() throws DevnetException;

  /**
   * Starts nodes that do not run; does not wait until they are ready.
   *
   * @param lies what they do; honest when empty
   */
  void start(List<NodeSpec> nodes, List<LieKind> lies) throws DevnetException;

  /** Asks the node to stop and waits until it has; whether it ran. */
  boolean stop(NodeSpec node) throws DevnetException, InterruptedException;

  /** Asks the nodes to stop, all at the same time, and waits; how many ran. */
  int stopAll(List<NodeSpec> nodes) throws DevnetException, InterruptedException;

  /** Ends the node at once (kill -9); whether it ran. */
  boolean kill(NodeSpec node) throws DevnetException, InterruptedException;

  /** Freezes a running node (SIGSTOP). */
  void pause(NodeSpec node) throws DevnetException, InterruptedException;

  /** Lets a frozen node go on. */
  void resume(NodeSpec node) throws DevnetException, InterruptedException;

  /** Deletes what the node has stored; it must not run. */
  void wipe(NodeSpec node) throws DevnetException, InterruptedException;

  /** The last lines of the node's log. */
  List<String> lastLines(NodeSpec node, int lines);

  /** The command that goes on printing the node's log, where it is no file. */
  default Optional<List<String>> followCommand(NodeSpec node) {
    return Optional.empty();
  }

  /** Removes all of the network that is outside its folder; kills what runs. */
  void remove(List<NodeSpec> nodes) throws DevnetException, InterruptedException;
}
