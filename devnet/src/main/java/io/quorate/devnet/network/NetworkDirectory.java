package io.quorate.devnet.network;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a network keeps what.
 *
 * <pre>
 * network.json     what it was made from; it is there only when all the rest is
 * genesis.json     the genesis
 * client.key       the key that commands sign with unless told otherwise
 * application.jar  the application, unless it is a bundled one
 * lock             held while a command starts or stops nodes
 * app/             the software the nodes run, a copy, so that a build never disturbs them
 * node-1/          node.yaml, validator.key, network.key, data/, node.log, node.pid
 * compose.yaml     of a network of containers, with .env, and image/ from which the image was built
 * node-1/door/     faults.json and applied, of a node that was started for fault injection
 * </pre>
 *
 * @param root the folder, absolute
 */
public record NetworkDirectory(Path root) {
  /** Makes the path absolute. */
  public NetworkDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** Where a network is unless its user says otherwise. */
  public static NetworkDirectory byDefault() {
    return new NetworkDirectory(
        Path.of(System.getProperty("quorate.home", ""), ".quorate", "devnet"));
  }

  /** The command line of a command on this network, for sentences that say what to do. */
  public String command(String words) {
    return "./quorate " + words + (equals(byDefault()) ? "" : " --dir '" + root + "'");
  }

  /** Whether a network was made here. */
  public boolean exists() {
    return Files.isRegularFile(manifest());
  }

  /** The description of the network. */
  public Path manifest() {
    return root.resolve("network.json");
  }

  /** The genesis file. */
  public Path genesis() {
    return root.resolve("genesis.json");
  }

  /** The default key of client commands. */
  public Path clientKey() {
    return root.resolve("client.key");
  }

  /** The jar that the nodes run; there is none when they run the key-value application. */
  public Path applicationJar() {
    return root.resolve("application.jar");
  }

  /** The Compose file of a network of containers. */
  public Path compose() {
    return root.resolve("compose.yaml");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path app() {
    return root.resolve("app");
  }

  /** One node's folder. */
  public Path node(NodeSpec node) {
    return root.resolve(node.name());
  }

  Path config(NodeSpec node) {
    return node(node).resolve("node.yaml");
  }

  Path validatorKey(NodeSpec node) {
    return node(node).resolve("validator.key");
  }

  Path networkKey(NodeSpec node) {
    return node(node).resolve("network.key");
  }

  /** Where its standard output and standard error go. */
  public Path log(NodeSpec node) {
    return node(node).resolve("node.log");
  }

  /** Where it stores everything, unless it is a container. */
  Path data(NodeSpec node) {
    return node(node).resolve("data");
  }

  /** Through which it is told its faults. */
  Path door(NodeSpec node) {
    return node(node).resolve("door");
  }

  Path pid(NodeSpec node) {
    return node(node).resolve("node.pid");
  }
}
