package io.quorate.node;

import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.hotstuff.HotStuffFactory;
import io.quorate.node.api.ApiConfig;
import io.quorate.node.net.NetworkKey;
import io.quorate.node.net.PeerAddress;
import io.quorate.node.net.TransportConfig;
import io.quorate.node.runtime.FirstStart;
import io.quorate.node.runtime.Node;
import io.quorate.node.runtime.NodeOptions;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Whole nodes with real sockets and disks in this process, started, closed and started again by
 * index.
 */
final class ClusterFixture implements AutoCloseable {
  private final Path directory;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final List<NetworkKey> networkKeys = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final SortedMap<Integer, Node> running = new TreeMap<>();
  final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  final Genesis genesis;

  ClusterFixture(Path directory, int n, SchemeId scheme) throws Exception {
    this.directory = directory;
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      byte[] seed = new byte[32];
      seed[0] = (byte) (i + 1);
      PrivateKey key = SignatureSchemes.of(scheme).privateKey(Bytes.copyOf(seed));
      seed[1] = 1;
      NetworkKey networkKey = NetworkKey.ofSeed(Bytes.copyOf(seed));
      keys.add(key);
      networkKeys.add(networkKey);
      validators.add(
          new Validator(
              "node" + i, key.publicKey(), key.provePossession(), networkKey.publicKey(), 1));
      try (ServerSocket probe = new ServerSocket(0)) {
        ports.add(probe.getLocalPort());
      }
    }
    genesis =
        new Genesis(
            "test",
            1_700_000_000_000L,
            EngineKind.HOTSTUFF,
            scheme,
            ChainParameters.DEFAULT,
            validators,
            new KeyValueApplication().name(),
            Bytes.EMPTY);
  }

  Node start(int index) throws Exception {
    List<PeerAddress> peers = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      if (i != index) {
        peers.add(new PeerAddress(i, "127.0.0.1", ports.get(i), networkKeys.get(i).publicKey()));
      }
    }
    if (!Files.exists(directory.resolve("node" + index))) {
      FirstStart.allow(directory.resolve("node" + index));
    }
    NodeOptions options =
        new NodeOptions(
            "node" + index,
            genesis,
            index,
            keys.get(index),
            directory.resolve("node" + index),
            new TransportConfig(
                index,
                networkKeys.get(index),
                genesis.chainId(),
                peers,
                "127.0.0.1",
                ports.get(index),
                TransportConfig.Tuning.DEFAULT),
            ApiConfig.of("127.0.0.1", 0),
            2,
            Optional.empty());
    Node node =
        new Node(
            options,
            new HotStuffFactory(),
            new KeyValueApplication(),
            (reason, cause) ->
                failures.add("node" + index + ": " + reason + cause.map(c -> " " + c).orElse("")));
    node.start();
    running.put(index, node);
    return node;
  }

  void startAll() throws Exception {
    for (int i = 0; i < ports.size(); i++) {
      start(i);
    }
  }

  Optional<Node> node(int index) {
    return Optional.ofNullable(running.get(index));
  }

  void stop(int index) {
    Node node = running.remove(index);
    if (node != null) {
      node.close();
    }
  }

  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::stop);
  }
}
