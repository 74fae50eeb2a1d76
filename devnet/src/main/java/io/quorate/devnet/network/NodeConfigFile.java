package io.quorate.devnet.network;

import java.util.List;
import java.util.function.Function;

/** The configuration of one node as YAML; relative paths start at the folder of the file. */
final class NodeConfigFile {
  private NodeConfigFile() {}

  /** Of a process on this machine. */
  static String yaml(NodeSpec node, List<NodeSpec> all) {
    return yaml(node, all, "data", node.peerAddress(), node.apiAddress(), NodeSpec::peerAddress);
  }

  /** Of a container, whose name is its address. */
  static String inContainer(NodeSpec node, List<NodeSpec> all) {
    return yaml(
        node,
        all,
        ComposeFile.DATA,
        "0.0.0.0:" + ComposeFile.PEER_PORT,
        "0.0.0.0:" + ComposeFile.API_PORT,
        peer -> peer.name() + ":" + ComposeFile.PEER_PORT);
  }

  private static String yaml(
      NodeSpec node,
      List<NodeSpec> all,
      String dataDir,
      String listen,
      String api,
      Function<NodeSpec, String> peerAddress) {
    StringBuilder out = new StringBuilder();
    out.append("# Written by `quorate devnet up`. Relative paths start at this file's folder.\n");
    out.append("name: ").append(node.name()).append('\n');
    out.append("genesis: ../genesis.json\n");
    out.append("key: validator.key\n");
    out.append("networkKey: network.key\n");
    out.append("dataDir: ").append(dataDir).append('\n');
    out.append("listen: \"").append(listen).append("\"\n");
    out.append("api: \"").append(api).append("\"\n");
    out.append("peers:\n");
    for (NodeSpec peer : all) {
      if (peer.number() != node.number()) {
        out.append("  - name: ").append(peer.name()).append('\n');
        out.append("    address: \"").append(peerAddress.apply(peer)).append("\"\n");
      }
    }
    out.append("logLevel: info\n");
    return out.toString();
  }
}
