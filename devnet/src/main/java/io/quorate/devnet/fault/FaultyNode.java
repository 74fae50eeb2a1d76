package io.quorate.devnet.fault;

import io.quorate.devnet.byzantine.LyingNode;
import io.quorate.node.NodeMain;
import io.quorate.node.config.ConfigException;
import io.quorate.node.runtime.NodeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The main class of a node that was started for fault injection: {@code --config FILE --door
 * FOLDER}. It is what {@link NodeMain} is for every other node.
 */
public final class FaultyNode {
  private static final int USAGE = 2;
  private static final int ARGUMENTS = 4;
  private static final long SEED = 1;

  private FaultyNode() {}

  /** Runs the node and ends the process with its exit status. */
  public static void main(String[] arguments) {
    if (arguments.length != ARGUMENTS
        || !arguments[0].equals("--config")
        || !arguments[2].equals("--door")) {
      System.err.println(
          "quorate: start a node for fault injection with: --config FILE --door FOLDER");
      System.exit(USAGE);
    }
    FaultFile file = new FaultFile(Path.of(arguments[3]));
    try {
      System.exit(NodeMain.run(Path.of(arguments[1]), honest -> faulty(honest, file)));
    } catch (ConfigException e) {
      System.err.println("quorate: " + e.getMessage());
      System.exit(NodeMain.FAILED);
    }
  }

  private static List<NodeOptions> faulty(NodeOptions honest, FaultFile file) {
    try {
      FaultDoor door = FaultDoor.open(file, peers(honest));
      NodeOptions node = honest.in(door);
      return door.faults().lies().isEmpty()
          ? List.of(node)
          : LyingNode.nodes(node, door.faults().lies(), SEED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Integer, String> peers(NodeOptions node) {
    Map<Integer, String> peers = new TreeMap<>();
    node.transport()
        .peers()
        .forEach(
            peer -> peers.put(peer.index(), node.genesis().validators().get(peer.index()).name()));
    return peers;
  }
}
