package io.quorate.devnet.command;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the library. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"quorate " + (version == null ? "(unpackaged)" : version)};
  }
}
