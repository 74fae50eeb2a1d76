package io.quorate.devnet.command;

import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkDirectory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which local network a command means. */
final class DirectoryOption {
  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "The network's folder (default: .quorate/devnet in the project's folder).")
  Optional<Path> folder = Optional.empty();

  /** The folder, whether there is a network in it or not. */
  NetworkDirectory directory() {
    return folder.map(NetworkDirectory::new).orElseGet(NetworkDirectory::byDefault);
  }

  /** The network in the folder. */
  LocalNetwork network() throws DevnetException {
    return LocalNetwork.open(directory());
  }
}
