package io.quorate.devnet.network;

import java.util.List;

/** The Compose file of a network of containers; works with Compose 1.29 and 2. */
final class ComposeFile {
  /** Where a node's peers reach it inside the containers' network. */
  static final int PEER_PORT = 17_000;

  /** Where clients reach it there. */
  static final int API_PORT = 17_100;

  /**
   * A node's data directory, one level inside its volume: what a node notes beside it stays too.
   */
  static final String DATA = "/data/store";

  private ComposeFile() {}

  /**
   * The file's content.
   *
   * @param user user and group of the containers
   * @param application whether an application's jar lies beside the file
   */
  static String yaml(DockerNames names, NetworkPlan plan, String user, boolean application) {
    StringBuilder out =
        new StringBuilder(
            """
            # Written by `quorate devnet up --docker`, one container per node. It is yours to read and to change: `quorate devnet`
            # reads it at every start and never writes it again. Without that command:
            #
            #   docker compose up -d        (docker-compose with the Compose of Debian 12)
            #
            # in this folder. The file .env beside it names the project. What a node stored and signed is in its volume: a node whose
            # volume is gone (docker compose down -v takes all) does not vote until the next epoch begins.
            version: "3.7"

            x-node: &node
              image: "%s"
              # Not root; the owner of the key files.
              user: "%s"
              # Nothing can be written but the volume below /data, and /tmp in memory, where native libraries are unpacked.
              read_only: true
              tmpfs:
                - /tmp:exec,mode=1777,size=64m
              cap_drop: [ALL]
              security_opt: ["no-new-privileges:true"]
              stop_grace_period: 20s

            services:
            """
                .formatted(names.image(), user));
    List<NodeSpec> nodes = plan.specs();
    nodes.forEach(node -> out.append(service(names, plan, node, application)));
    out.append("volumes:\n");
    for (NodeSpec node : nodes) {
      out.append("  ").append(node.name()).append("-data:\n");
      out.append("    name: \"").append(names.volume(node)).append("\"\n");
    }
    return out.toString();
  }

  private static String service(
      DockerNames names, NetworkPlan plan, NodeSpec node, boolean application) {
    String text =
        """
          %1$s:
            <<: *node
            container_name: "%2$s"
            hostname: %1$s
            ports:
              # Clients; peers talk inside the network, where %1$s is a name.
              - "127.0.0.1:%3$d:%4$d"
            volumes:
              - ./%1$s:/config:ro
              - ./genesis.json:/genesis.json:ro
              - %1$s-data:/data
        """
            .formatted(node.name(), names.container(node), node.apiPort(), API_PORT);
    String door = plan.faults() ? "      - ./%s/door:/door\n".formatted(node.name()) : "";
    String jar = application ? "      - ./application.jar:/application.jar:ro\n" : "";
    return text + door + jar + "\n";
  }
}
