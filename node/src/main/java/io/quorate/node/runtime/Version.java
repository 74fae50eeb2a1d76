package io.quorate.node.runtime;

/** The version of the software, from the jar's manifest. */
final class Version {
  static final String CURRENT = read();

  private Version() {}

  private static String read() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
