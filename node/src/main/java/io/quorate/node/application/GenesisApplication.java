package io.quorate.node.application;

import io.quorate.application.Application;
import io.quorate.application.Applications;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the application that a genesis names. */
public final class GenesisApplication {
  private GenesisApplication() {}

  /**
   * The application, from the jar where one is configured, else the bundled one. A jar stays open
   * for the life of the process.
   *
   * @param named name and version in the genesis
   * @throws ApplicationJarException when there is none of that name, the jar cannot be used, or it
   *     holds another application
   */
  @SuppressWarnings("resource") // the application runs until the process ends
  public static Application find(String named, Optional<Path> jar) throws ApplicationJarException {
    if (jar.isPresent()) {
      ApplicationJar loaded = ApplicationJar.open(jar.get());
      if (!loaded.id().text().equals(named)) {
        loaded.close();
        throw new ApplicationJarException(
            jar.get()
                + " holds the application "
                + loaded.id()
                + ", but the genesis names "
                + named
                + "; configure the jar of that one");
      }
      return loaded.application();
    }
    return Applications.bundled(named)
        .orElseThrow(() ->
            new ApplicationJarException(
                "the genesis names the application '"
                    + named
                    + "'; bundled are "
                    + String.join(", ", Applications.bundledNames())
                    + ", any other needs the key 'application' with the path of its jar"));
  }
}
