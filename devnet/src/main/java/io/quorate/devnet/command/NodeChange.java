package io.quorate.devnet.command;

import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NodeSpec;

/** What a command does to one node, in the words in which it is reported. */
@FunctionalInterface
interface NodeChange {
  /** Does it; what became of the node, as in "stopped". */
  String apply(LocalNetwork network, NodeSpec node) throws Exception;

  /** Finds the node, does it under the network's lock, and prints the result; exit status 0. */
  static int run(String name, DirectoryOption where, Output output, NodeChange change)
      throws Exception {
    LocalNetwork network = where.network();
    NodeSpec node = network.node(name);
    try (AutoCloseable _ = network.lock()) {
      String result = change.apply(network, node);
      output.result(
          Output.object().put("node", node.name()).put("result", result),
          node.name() + " " + result);
    }
    return 0;
  }
}
