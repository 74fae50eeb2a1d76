package io.quorate.devnet.network;

/**
 * What a network of containers is called by Docker.
 *
 * @param project the Compose project; distinct for each chain
 */
record DockerNames(String project) {
  private static final int DIGITS = 8;

  /** The names for a chain's id in hexadecimal. */
  static DockerNames of(String chain) {
    return new DockerNames("quorate-" + chain.substring(0, Math.min(DIGITS, chain.length())));
  }

  String image() {
    return project + "-node";
  }

  String container(NodeSpec node) {
    return project + "-" + node.name();
  }

  String volume(NodeSpec node) {
    return container(node) + "-data";
  }
}
