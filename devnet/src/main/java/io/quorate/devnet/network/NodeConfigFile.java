package io.quorate.devnet.network;

import java.util.List;

/** The configuration of one node as YAML; relative paths start at the folder of the file. */
final class NodeConfigFile {
  private NodeConfigFile() {}

  static String yaml(NodeSpec node, List<NodeSpec> all) {
    StringBuilder out = new StringBuilder();
    out.append("# Written by `quorate devnet up`. Relative paths start at this file's folder.\n");
    out.append("name: ").append(node.name()).append('\n');
    out.append("genesis: ../genesis.json\n");
    out.append("key: validator.key\n");
    out.append("networkKey: network.key\n");
    out.append("dataDir: data\n");
    out.append("listen: \"").append(node.peerAddress()).append("\"\n");
    out.append("api: \"").append(node.apiAddress()).append("\"\n");
    out.append("peers:\n");
    for (NodeSpec peer : all) {
      if (peer.number() != node.number()) {
        out.append("  - name: ").append(peer.name()).append('\n');
        out.append("    address: \"").append(peer.peerAddress()).append("\"\n");
      }
    }
    out.append("logLevel: info\n");
    return out.toString();
  }
}
