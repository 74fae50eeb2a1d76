package io.quorate.devnet.command;

import io.quorate.api.genesis.GenesisException;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.client.ClientConfig;
import io.quorate.client.ClientException;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.Genesis;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.keyfile.KeyFile;
import io.quorate.crypto.keyfile.KeyFileException;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkDirectory;
import io.quorate.devnet.network.NodeSpec;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which chain a command talks to, through which nodes, as whom. Without options: the local network.
 */
final class ClientOptions {
  private static final Duration SILENCE = Duration.ofSeconds(4);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration QUERY = Duration.ofSeconds(6);

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  DirectoryOption where;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  PassphraseOption passphrase;

  @Option(
      names = "--node",
      paramLabel = "URL",
      description =
          "A node to ask, such as http://127.0.0.1:17101; repeat it for several"
              + " (default: all nodes of the local network).")
  List<URI> nodes = new ArrayList<>();

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The genesis, whose validators are trusted (default: the local network's).")
  Optional<Path> genesis = Optional.empty();

  /** Whom to trust. */
  Genesis trusted() throws DevnetException {
    return trusted(genesis, where);
  }

  /** The genesis of that file, or the local network's. */
  static Genesis trusted(Optional<Path> genesis, DirectoryOption where) throws DevnetException {
    Path file = genesis.isPresent() ? genesis.get() : where.network().directory().genesis();
    try {
      return GenesisJson.read(file);
    } catch (GenesisException e) {
      throw DevnetException.of(e);
    }
  }

  /** The configuration of a client, patient enough for a machine that is busy with its nodes. */
  ClientConfig config() throws DevnetException {
    return ClientConfig.of(trusted(), urls()).withTimes(SILENCE, TIMEOUT, QUERY);
  }

  /** A client with that configuration. */
  QuorateClient connect() throws DevnetException {
    return QuorateClient.connect(config());
  }

  private List<URI> urls() throws DevnetException {
    if (!nodes.isEmpty()) {
      return nodes;
    }
    LocalNetwork network = where.network();
    if (network.running().isEmpty()) {
      throw new DevnetException(
          "the local network does not run; start it with: "
              + network.directory().command("devnet up --detach"));
    }
    return network.nodes().stream().map(NodeSpec::url).toList();
  }

  /** The key of that file, or the local network's default key, which is made on first use. */
  PrivateKey key(Optional<Path> file) throws DevnetException {
    Path path = file.orElseGet(() -> where.directory().clientKey());
    if (file.isEmpty() && !Files.exists(path)) {
      NetworkDirectory directory = where.network().directory();
      return KeyCommand.make(directory.clientKey(), Optional.empty());
    }
    try {
      return KeyFile.read(path, passphrase);
    } catch (KeyFileException e) {
      throw DevnetException.of(e);
    }
  }

  /** Waits for an answer. */
  static <T> T await(CompletableFuture<T> answer) throws DevnetException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** Why there is no answer, for the one who asked. */
  static DevnetException failure(ExecutionException failed) {
    if (failed.getCause() instanceof ClientException refused) {
      return DevnetException.of(refused);
    }
    throw new IllegalStateException(failed.getCause());
  }
}
