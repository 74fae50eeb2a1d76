package io.quorate.node;

import io.quorate.api.genesis.GenesisException;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.application.Application;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.crypto.keyfile.KeyFile;
import io.quorate.crypto.keyfile.KeyFileException;
import io.quorate.crypto.keyfile.PassphraseSource;
import io.quorate.hotstuff.HotStuffFactory;
import io.quorate.node.api.ApiConfig;
import io.quorate.node.application.ApplicationJarException;
import io.quorate.node.application.GenesisApplication;
import io.quorate.node.config.ConfigException;
import io.quorate.node.config.HostPort;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.net.NetworkKey;
import io.quorate.node.net.PeerAddress;
import io.quorate.node.net.TransportConfig;
import io.quorate.node.runtime.Node;
import io.quorate.node.runtime.NodeOptions;
import io.quorate.node.runtime.Repair;
import io.quorate.node.storage.StorageException;
import io.quorate.pbft.PbftFactory;
import io.quorate.replica.ledger.ApplicationFailure;
import io.quorate.tendermint.TendermintFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * Reads and checks a node's configuration, keys and genesis, and runs the node until it is told to
 * stop.
 */
public final class NodeMain {
  /** Exit status of a node that stopped because it could not go on. */
  public static final int FAILED = 1;

  private static final int USAGE = 2;

  private NodeMain() {}

  /**
   * The whole command of a node: {@code --config FILE}, or {@code --repair FILE} to make one with
   * damaged data start again. What it ends with is its exit status; a mistake is a sentence on
   * standard error.
   */
  public static void main(String[] arguments) {
    boolean repair = arguments.length == 2 && arguments[0].equals("--repair");
    if (!repair && (arguments.length != 2 || !arguments[0].equals("--config"))) {
      System.err.println(
          "quorate: start a node with: --config FILE, repair it with: --repair FILE");
      System.exit(USAGE);
    }
    try {
      if (repair) {
        System.out.println(repair(Path.of(arguments[1])));
        System.exit(0);
      }
      System.exit(run(Path.of(arguments[1])));
    } catch (ConfigException e) {
      System.err.println("quorate: " + e.getMessage());
      System.exit(FAILED);
    }
  }

  /**
   * Runs a node until SIGTERM, SIGINT or a failure. A signal closes the node and ends the process
   * with 128 and its number, as the JVM does; what is returned then is not heard any more.
   *
   * @param config the YAML file
   * @return {@link #FAILED} after a failure, 0 otherwise
   * @throws ConfigException if the configuration, the genesis, a key or the data directory cannot
   *     be used; the message says what to do
   */
  public static int run(Path config) throws ConfigException {
    return run(config, List::of);
  }

  /**
   * Looks through a node's data, and makes the node start again if they are damaged.
   *
   * @param config the YAML file of a node that does not run
   * @return what was found and done, in sentences
   * @throws ConfigException if the files cannot be read or the data cannot be used for another
   *     reason; the message says what to do
   */
  public static String repair(Path config) throws ConfigException {
    NodeConfig settings = NodeConfig.read(config);
    try {
      Repair.Outcome outcome =
          Repair.run(settings.dataDir(), GenesisJson.read(settings.genesis()).chainId());
      if (outcome.damage().isEmpty()) {
        return "the data of "
            + settings.name()
            + " are whole: every byte was read, and nothing was changed";
      }
      return outcome.damage().get()
          + "\nthe damaged data are kept in "
          + outcome.kept().map(Path::toString).orElse("their place")
          + "; start "
          + settings.name()
          + " now: it fetches the chain from its peers, signs nothing until an epoch begins, and"
          + " votes again by itself. Until then it is one node fewer to spare: repair the next one"
          + " only after that";
    } catch (GenesisException | StorageException | IOException e) {
      throw new ConfigException(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /**
   * The same for a test that makes a node misbehave.
   *
   * @param nodes the nodes to run in this process for the one that is configured; one that lies, or
   *     two under the same key
   */
  public static int run(Path config, Function<NodeOptions, List<NodeOptions>> nodes)
      throws ConfigException {
    NodeConfig settings = NodeConfig.read(config);
    // Before the first logger exists: the logging configuration reads it.
    System.setProperty("quorate.log.level", settings.logLevel());
    NodeOptions options = options(settings);
    Application application = application(options.genesis(), settings);
    CompletableFuture<Integer> stopped = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Deque<Node> running = new ArrayDeque<>();
    try {
      for (NodeOptions each : nodes.apply(options)) {
        running.addLast(node(each, application, stopped));
      }
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    stopped.complete(0);
                    closed.join();
                  },
                  "shutdown"));
      for (Node node : running) {
        node.start();
      }
      return stopped.join();
    } catch (StorageException | IOException | ApplicationFailure e) {
      throw new ConfigException(e.getMessage() == null ? e.toString() : e.getMessage());
    } finally {
      running.forEach(Node::close);
      closed.complete(null);
    }
  }

  private static Node node(
      NodeOptions options, Application application, CompletableFuture<Integer> stopped)
      throws StorageException, IOException {
    return new Node(
        options,
        engine(options.genesis().engine()),
        application,
        (reason, cause) -> {
          LoggerFactory.getLogger(NodeMain.class)
              .error("this node stops: {}", reason, cause.orElse(null));
          stopped.complete(FAILED);
        });
  }

  /** What opens both keys, if they are encrypted. */
  private static PassphraseSource passphrase(NodeConfig settings) {
    return keyFile ->
        settings.passphraseFile().isPresent()
            ? KeyFile.passphrase(settings.passphraseFile().get())
            : PassphraseSource.NONE.of(keyFile);
  }

  private static NodeOptions options(NodeConfig settings) throws ConfigException {
    try {
      Genesis genesis = GenesisJson.read(settings.genesis());
      List<String> faults = genesis.check(SignatureSchemes.of(genesis.scheme()));
      if (!faults.isEmpty()) {
        throw new ConfigException(settings.genesis() + ": " + String.join("; ", faults));
      }
      int self = index(genesis, settings.name(), settings.genesis());
      PrivateKey key = KeyFile.read(settings.key(), passphrase(settings));
      if (!key.publicKey().equals(genesis.validators().get(self).key())) {
        throw new ConfigException(
            settings.key()
                + " is not the key that "
                + settings.genesis()
                + " lists for "
                + settings.name());
      }
      NetworkKey networkKey =
          NetworkKey.ofSeed(KeyFile.readSeed(settings.networkKey(), passphrase(settings)));
      if (!networkKey.publicKey().equals(genesis.validators().get(self).networkKey())) {
        throw new ConfigException(
            settings.networkKey()
                + " is not the networkKey that "
                + settings.genesis()
                + " lists for "
                + settings.name());
      }
      TransportConfig transport =
          new TransportConfig(
              self,
              networkKey,
              genesis.chainId(),
              peers(settings, genesis, self),
              settings.listen().host(),
              settings.listen().port(),
              TransportConfig.Tuning.DEFAULT);
      return new NodeOptions(
          settings.name(),
          genesis,
          self,
          key,
          settings.dataDir(),
          transport,
          ApiConfig.of(settings.api().host(), settings.api().port()),
          settings.verificationThreads(),
          Optional.empty());
    } catch (GenesisException | KeyFileException e) {
      throw new ConfigException(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static List<PeerAddress> peers(NodeConfig settings, Genesis genesis, int self)
      throws ConfigException {
    Map<String, HostPort> addresses = new LinkedHashMap<>();
    for (NodeConfig.Peer peer : settings.peers()) {
      index(genesis, peer.name(), settings.genesis());
      addresses.put(peer.name(), peer.address());
    }
    List<PeerAddress> peers = new ArrayList<>();
    for (int i = 0; i < genesis.validators().size(); i++) {
      Validator validator = genesis.validators().get(i);
      HostPort address = addresses.get(validator.name());
      if (i != self && address == null) {
        throw new ConfigException(
            "peers: the address of validator "
                + validator.name()
                + " is missing; the genesis lists it");
      }
      if (i != self && address != null) {
        peers.add(new PeerAddress(i, address.host(), address.port(), validator.networkKey()));
      }
    }
    return peers;
  }

  private static int index(Genesis genesis, String name, Path file) throws ConfigException {
    for (int i = 0; i < genesis.validators().size(); i++) {
      if (genesis.validators().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new ConfigException("no validator of " + file + " is named " + name);
  }

  /** Makes the engines of that kind. */
  public static EngineFactory engine(EngineKind kind) {
    return switch (kind) {
      case PBFT -> new PbftFactory();
      case HOTSTUFF -> new HotStuffFactory();
      case TENDERMINT -> new TendermintFactory();
    };
  }

  private static Application application(Genesis genesis, NodeConfig settings)
      throws ConfigException {
    try {
      return GenesisApplication.find(genesis.application(), settings.application());
    } catch (ApplicationJarException e) {
      throw new ConfigException("application: " + e.getMessage());
    }
  }
}
