package io.quorate.application;

import io.quorate.application.kv.KeyValueApplication;
import java.util.List;
import java.util.Optional;

/** The applications that come with the platform, by the name a genesis uses. */
public final class Applications {
  private Applications() {}

  /** The bundled application of that name, or empty when there is none. */
  public static Optional<Application> bundled(String name) {
    return name.equals(KeyValueApplication.NAME)
        ? Optional.of(new KeyValueApplication())
        : Optional.empty();
  }

  /** The names that {@link #bundled} knows, for messages to people. */
  public static List<String> bundledNames() {
    return List.of(KeyValueApplication.NAME);
  }
}
