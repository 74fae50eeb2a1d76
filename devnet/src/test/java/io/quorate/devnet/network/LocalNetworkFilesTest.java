package io.quorate.devnet.network;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.api.genesis.GenesisJson;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.crypto.keyfile.KeyFile;
import io.quorate.node.NodeMain;
import io.quorate.node.config.ConfigException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The directory of a local network")
class LocalNetworkFilesTest {
  private static final int BASE_PORT = FreePorts.base(7);

  @TempDir Path folder;

  private NetworkDirectory directory() {
    return new NetworkDirectory(folder.resolve("my network"));
  }

  private static NetworkPlan plan(int nodes, SchemeId scheme) {
    return new NetworkPlan(nodes, EngineKind.HOTSTUFF, scheme, BASE_PORT);
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("holds a genesis without fault, and each node the keys the genesis lists for it")
  void genesisAndKeys(SchemeId scheme) throws Exception {
    NetworkDirectory directory = directory();
    LocalNetwork network = LocalNetwork.create(directory, plan(7, scheme));
    Genesis genesis = GenesisJson.read(directory.genesis());
    assertEquals(List.of(), genesis.check(SignatureSchemes.of(scheme)));
    assertEquals(scheme, genesis.scheme());
    assertEquals(7, genesis.validators().size());
    for (NodeSpec node : network.nodes()) {
      var validator = genesis.validators().get(node.number() - 1);
      assertAll(
          () -> assertEquals(node.name(), validator.name()),
          () ->
              assertEquals(validator.key(), KeyFile.read(directory.validatorKey(node)).publicKey()),
          () ->
              assertEquals(
                  validator.networkKey(),
                  KeyFile.read(directory.networkKey(node)).publicKey().bytes()));
    }
  }

  @Test
  @DisplayName("opens again as what it was made from")
  void opensAgain() throws Exception {
    NetworkPlan plan = plan(4, SchemeId.ED25519);
    LocalNetwork.create(directory(), plan);
    LocalNetwork again = LocalNetwork.open(directory());
    assertEquals(plan, again.plan());
    assertTrue(again.running().isEmpty());
  }

  @Test
  @DisplayName("S28: a wiped node keeps its keys, or gets new ones that its own genesis refuses")
  void wiped() throws Exception {
    LocalNetwork network = LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    NodeSpec node = network.nodes().getLast();
    Path key = directory().validatorKey(node);
    var before = KeyFile.read(key).publicKey();
    Files.createDirectories(directory().data(node).resolve("leveldb"));
    FaultActions actions = new FaultActions(network);
    actions.wipe(node, true);
    assertEquals(before, KeyFile.read(key).publicKey());
    assertFalse(Files.exists(directory().data(node)));
    actions.wipe(node, false);
    assertNotEquals(before, KeyFile.read(key).publicKey());
    ConfigException stranger =
        assertThrows(ConfigException.class, () -> NodeMain.run(directory().config(node)));
    assertTrue(
        String.valueOf(stranger.getMessage()).contains("is not the key that"),
        stranger.getMessage());
  }

  @Test
  @DisplayName("is not made among foreign files, which stay")
  void foreignFiles() throws Exception {
    Files.createDirectories(directory().root());
    Path foreign = Files.writeString(directory().root().resolve("thesis.txt"), "ten years");
    DevnetException refusal =
        assertThrows(
            DevnetException.class,
            () -> LocalNetwork.create(directory(), plan(4, SchemeId.ED25519)));
    assertTrue(refusal.getMessage().contains("holds files but no local network"));
    assertThrows(DevnetException.class, () -> LocalNetwork.delete(directory()));
    assertEquals("ten years", Files.readString(foreign));
  }

  @Test
  @DisplayName("is made where an interrupted attempt left its draft")
  void interruptedAttempt() throws Exception {
    Path draft = folder.resolve(".my network.new");
    Files.createDirectories(draft.resolve("node-1"));
    Files.writeString(draft.resolve("node-1/node.yaml"), "name: no");
    LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    assertFalse(Files.exists(draft));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"node-2/validator.key", "node-3/network.key", "node-1/node.yaml", "genesis.json"})
  @DisplayName("with a file missing is refused with its name and the way out")
  void missingFile(String file) throws Exception {
    LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    Files.delete(directory().root().resolve(file));
    assertRefused(Path.of(file).getFileName().toString(), "--fresh");
  }

  @Test
  @DisplayName("with the genesis of another network is refused")
  void otherGenesis() throws Exception {
    NetworkDirectory other = new NetworkDirectory(folder.resolve("other"));
    LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    LocalNetwork.create(other, plan(4, SchemeId.ED25519));
    Files.delete(directory().genesis());
    Files.copy(other.genesis(), directory().genesis());
    assertRefused("another chain", "--fresh");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"format\":2}", "{\"format\":1,\"nodes\":\"x\"}", "\0\0"})
  @DisplayName("with a damaged description is refused")
  void damagedManifest(String content) throws Exception {
    LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    Files.writeString(directory().manifest(), content);
    assertRefused("network.json is damaged", "--fresh");
    LocalNetwork.delete(directory());
    assertFalse(Files.exists(directory().root()), "what the sentence says to do works");
  }

  @Test
  @DisplayName("is not taken for one because a file has its name, and is left alone")
  void notANetwork() throws Exception {
    Files.createDirectories(directory().root());
    Files.writeString(directory().manifest(), "{}");
    Path thesis = Files.writeString(directory().root().resolve("thesis.txt"), "years of work");
    assertThrows(DevnetException.class, () -> LocalNetwork.delete(directory()));
    assertTrue(Files.exists(thesis));
  }

  @Test
  @DisplayName("is deleted whole, and nothing beside it")
  void deletion() throws Exception {
    LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    Path neighbour = Files.writeString(folder.resolve("neighbour"), "here");
    LocalNetwork.delete(directory());
    assertFalse(Files.exists(directory().root()));
    assertTrue(Files.exists(neighbour));
  }

  @Test
  @DisplayName("a port in use is named with its process and the option that moves the network")
  void portInUse() throws Exception {
    LocalNetwork network = LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    int port = network.node("3").apiPort();
    try (ServerSocket holder = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      DevnetException refusal =
          assertThrows(DevnetException.class, () -> network.start(network.nodes()));
      assertAll(
          () -> assertEquals(port, holder.getLocalPort()),
          () -> assertTrue(refusal.getMessage().contains("port " + port)),
          () -> assertTrue(refusal.getMessage().contains("node-3")),
          () ->
              assertTrue(
                  refusal.getMessage().contains("process " + ProcessHandle.current().pid()),
                  refusal.getMessage()),
          () -> assertTrue(refusal.getMessage().contains("--base-port")));
    }
    assertTrue(network.running().isEmpty());
  }

  @Test
  @DisplayName("a process number that the system gave to another process is not taken for a node")
  void recycledPid() throws Exception {
    LocalNetwork network = LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    NodeSpec node = network.node("node-1");
    ProcessHandle self = ProcessHandle.current();
    new PidFile(self.pid(), Processes.startMillis(self) - 60_000).write(directory().pid(node));
    assertTrue(network.state(node) instanceof NodeState.Died);
    assertFalse(network.kill(node), "this process would be dead");
    assertTrue(network.state(node) instanceof NodeState.Stopped);
  }

  @Test
  @DisplayName(
      "of a network made without --faults takes no faults, and says how to make one that does")
  void withoutDoor() throws Exception {
    LocalNetwork network = LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    DevnetException refusal = assertThrows(DevnetException.class, () -> NetworkFaults.of(network));
    assertTrue(refusal.getMessage().contains("devnet up --faults"), refusal.getMessage());
  }

  @Test
  @DisplayName("keeps the faults of nodes that do not run until they are taken away")
  void keepsFaults() throws Exception {
    LocalNetwork network =
        LocalNetwork.create(
            directory(),
            new NetworkPlan(4, EngineKind.PBFT, SchemeId.ED25519, BASE_PORT, false, true, 50));
    List<NodeSpec> nodes = network.nodes();
    NetworkFaults.of(network).partition(List.of(nodes.subList(0, 1), nodes.subList(1, 4)));
    NetworkFaults.of(network).isolate(nodes.get(3));
    NetworkFaults again = NetworkFaults.of(LocalNetwork.open(directory()));
    assertEquals(List.of("node-2", "node-3", "node-4"), List.copyOf(again.of(nodes.get(0)).cut()));
    assertEquals(List.of("node-1", "node-4"), List.copyOf(again.of(nodes.get(1)).cut()));
    assertEquals(List.of("node-1", "node-2", "node-3"), List.copyOf(again.of(nodes.get(3)).cut()));
    again.heal();
    for (NodeSpec node : nodes) {
      assertTrue(again.of(node).none());
    }
  }

  @Test
  @DisplayName("one command at a time starts and stops nodes")
  void lock() throws Exception {
    LocalNetwork network = LocalNetwork.create(directory(), plan(4, SchemeId.ED25519));
    try (AutoCloseable _ = network.lock()) {
      DevnetException refusal =
          assertThrows(DevnetException.class, () -> LocalNetwork.open(directory()).lock());
      assertTrue(refusal.getMessage().contains("another command"));
    }
    network.lock().close();
  }

  private void assertRefused(String what, String wayOut) {
    DevnetException refusal =
        assertThrows(DevnetException.class, () -> LocalNetwork.open(directory()));
    assertTrue(refusal.getMessage().contains(what), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(wayOut), refusal.getMessage());
  }
}
