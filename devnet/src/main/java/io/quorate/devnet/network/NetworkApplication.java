package io.quorate.devnet.network;

import io.quorate.application.kv.KeyValueApplication;
import io.quorate.crypto.Bytes;
import io.quorate.node.application.ApplicationJar;
import io.quorate.node.application.ApplicationJarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What a new network runs.
 *
 * @param name what stands in the genesis
 * @param state what it initialises from
 * @param jar where it comes from, unless it is bundled; the network runs a copy
 */
public record NetworkApplication(String name, Bytes state, Optional<Path> jar) {
  /** The key-value application. */
  public static final NetworkApplication BUNDLED =
      new NetworkApplication(KeyValueApplication.NAME, Bytes.EMPTY, Optional.empty());

  /**
   * The application of a jar.
   *
   * @param genesisState the file that it initialises from; nothing when there is none
   * @throws DevnetException when one of the files cannot be used, saying why
   */
  public static NetworkApplication of(Path jar, Optional<Path> genesisState)
      throws DevnetException {
    try (ApplicationJar loaded = ApplicationJar.open(jar)) {
      Bytes state =
          genesisState.isPresent()
              ? Bytes.wrap(Files.readAllBytes(genesisState.get()))
              : Bytes.EMPTY;
      return new NetworkApplication(loaded.id().text(), state, Optional.of(jar));
    } catch (ApplicationJarException e) {
      throw new DevnetException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new DevnetException("cannot read the application's genesis state: " + e, e);
    }
  }

  /** Copies the jar into a network, in the place of an earlier build. */
  void install(NetworkDirectory directory) throws IOException {
    if (jar.isPresent()) {
      Files.copy(jar.get(), directory.applicationJar(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Tells a new node where the copy is. */
  void configure(Path config) throws IOException {
    if (jar.isPresent()) {
      Files.writeString(config, "application: ../application.jar\n", StandardOpenOption.APPEND);
    }
  }
}
