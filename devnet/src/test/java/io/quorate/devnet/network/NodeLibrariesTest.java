package io.quorate.devnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The libraries of a node that was not started for fault injection")
class NodeLibrariesTest {
  @Test
  @DisplayName("hold neither the door for faults nor liars, in jars or in folders")
  void withoutFaults() {
    List<String> node =
        List.of(
            "/a/lib/quorate-node-0.1.0.jar",
            "/a/lib/quorate-replica-0.1.0.jar",
            "/a/lib/netty-handler-4.jar",
            "/source/devnet/replica/target/classes",
            "/source/node/target/classes");
    List<String> others =
        List.of(
            "/a/lib/quorate-devnet-0.1.0.jar",
            "/a/lib/quorate-simulator-0.1.0.jar",
            "/a/lib/picocli-4.7.7.jar",
            "/source/devnet/target/classes",
            "/source/devnet/target/test-classes",
            "/source/simulator/target/classes");
    String all =
        String.join(File.pathSeparator, others)
            + File.pathSeparator
            + String.join(File.pathSeparator, node);
    assertEquals(String.join(File.pathSeparator, node), NodeLibraries.of(all));
  }
}
