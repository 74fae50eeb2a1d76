package io.quorate.devnet;

import io.quorate.application.Application;
import io.quorate.application.ApplicationId;
import io.quorate.client.ClientConfig;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.devnet.network.Trees;
import io.quorate.node.NodeMain;
import io.quorate.node.api.ApiConfig;
import io.quorate.node.net.NetworkKey;
import io.quorate.node.net.PeerAddress;
import io.quorate.node.net.TransportConfig;
import io.quorate.node.runtime.FirstStart;
import io.quorate.node.runtime.Node;
import io.quorate.node.runtime.NodeOptions;
import io.quorate.node.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A network inside this process, for the tests of an application: real nodes with real sockets on
 * the loopback interface and real disks in a temporary folder, which {@link #close} deletes.
 *
 * <pre>
 * try (Devnet net = Devnet.local(4, EngineKind.PBFT, new MyApp())) {
 *   ProvedReceipt receipt = net.client().submit(net.key("ann"), payload).get();
 * }
 * </pre>
 *
 * <p>For one thread at a time; its client is for many.
 */
public final class Devnet implements AutoCloseable {
  private static final int VERIFICATION_THREADS = 1;

  private final Genesis genesis;
  private final Application application;
  private final Path folder;
  private final List<NetworkKey> networkKeys = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final SortedMap<Integer, Node> running = new TreeMap<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private Optional<QuorateClient> client = Optional.empty();

  private Devnet(int nodes, EngineKind engine, Application application, Bytes genesisState)
      throws IOException {
    this.application = application;
    this.folder = Files.createTempDirectory("quorate-devnet-");
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      PrivateKey key = key("validator " + i);
      NetworkKey networkKey =
          NetworkKey.ofSeed(Sha256.tagged("devnet/network", Bytes.utf8("node " + i)).bytes());
      networkKeys.add(networkKey);
      validators.add(
          new Validator(
              name(i), key.publicKey(), key.provePossession(), networkKey.publicKey(), 1));
    }
    reservePorts(nodes);
    this.genesis =
        new Genesis(
            "local",
            System.currentTimeMillis(),
            engine,
            SchemeId.ED25519,
            ChainParameters.DEFAULT,
            validators,
            ApplicationId.of(application).text(),
            genesisState);
  }

  /** A running network of an application that starts from nothing. */
  public static Devnet local(int nodes, EngineKind engine, Application application) {
    return local(nodes, engine, application, Bytes.EMPTY);
  }

  /**
   * A running network.
   *
   * @param nodes how many, at least 4
   * @param engine who orders
   * @param application the one instance that all nodes use
   * @param genesisState what the application starts from
   * @throws UncheckedIOException when a port or the temporary folder cannot be used
   */
  @SuppressWarnings("resource") // closed by the caller, or here when it does not start
  public static Devnet local(
      int nodes, EngineKind engine, Application application, Bytes genesisState) {
    if (nodes < Genesis.MINIMUM_VALIDATORS) {
      throw new IllegalArgumentException(
          "a network needs at least " + Genesis.MINIMUM_VALIDATORS + " nodes, not " + nodes);
    }
    Devnet network;
    try {
      network = new Devnet(nodes, engine, application, genesisState);
      for (int i = 0; i < nodes; i++) {
        FirstStart.allow(network.folder.resolve(name(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      for (int i = 0; i < nodes; i++) {
        network.start(i);
      }
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** A client of the nodes that run when it is first asked for; the same one each time. */
  public QuorateClient client() {
    if (client.isEmpty()) {
      client = Optional.of(connect());
    }
    return client.get();
  }

  /** A new client of the nodes that run now; whoever asks for it closes it. */
  public QuorateClient connect() {
    List<URI> addresses =
        running.values().stream()
            .map(node -> URI.create("http://127.0.0.1:" + node.apiPort()))
            .toList();
    return QuorateClient.connect(ClientConfig.of(genesis, addresses));
  }

  /** A client's key, the same for the same name. */
  public PrivateKey key(String name) {
    return SignatureSchemes.of(SchemeId.ED25519)
        .privateKey(Sha256.tagged("devnet/key", Bytes.utf8(name)).bytes());
  }

  /** What the chain started from. */
  public Genesis genesis() {
    return genesis;
  }

  /** Ends a node; its disk stays. */
  public void stop(int node) {
    Optional.ofNullable(running.remove(node)).ifPresent(Node::close);
  }

  /** Starts a node that does not run. */
  public void start(int node) {
    try {
      Node started =
          new Node(
              options(node),
              NodeMain.engine(genesis.engine()),
              application,
              (reason, cause) -> failures.add(name(node) + ": " + reason));
      running.put(node, started);
      started.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StorageException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why nodes could not go on, in the order in which they said so. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    client.ifPresent(QuorateClient::close);
    List.copyOf(running.keySet()).forEach(this::stop);
    try {
      Trees.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NodeOptions options(int self) {
    List<PeerAddress> peers = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      if (i != self) {
        peers.add(new PeerAddress(i, "127.0.0.1", ports.get(i), networkKeys.get(i).publicKey()));
      }
    }
    return new NodeOptions(
        name(self),
        genesis,
        self,
        key("validator " + self),
        folder.resolve(name(self)),
        new TransportConfig(
            self,
            networkKeys.get(self),
            genesis.chainId(),
            peers,
            "127.0.0.1",
            ports.get(self),
            TransportConfig.Tuning.DEFAULT),
        ApiConfig.of("127.0.0.1", 0),
        VERIFICATION_THREADS,
        Optional.empty());
  }

  /** Free ports, all held at the same time so that no two are the same. */
  private void reservePorts(int count) throws IOException {
    List<ServerSocket> probes = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket probe = new ServerSocket(0);
        probes.add(probe);
        ports.add(probe.getLocalPort());
      }
    } finally {
      for (ServerSocket probe : probes) {
        probe.close();
      }
    }
  }

  private static String name(int node) {
    return "node-" + (node + 1);
  }
}
