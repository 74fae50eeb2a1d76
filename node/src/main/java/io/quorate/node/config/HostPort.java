package io.quorate.node.config;

/**
 * Where to listen or to connect.
 *
 * @param host name or address
 * @param port 0 to 65535; 0 lets the system choose where that makes sense
 */
public record HostPort(String host, int port) {

  /**
   * Reads {@code host:port}.
   *
   * @throws ConfigException if it is anything else
   */
  public static HostPort parse(String where, String text) throws ConfigException {
    int colon = text.lastIndexOf(':');
    if (colon > 0 && colon < text.length() - 1) {
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port >= 0 && port <= 65_535) {
          return new HostPort(text.substring(0, colon), port);
        }
      } catch (NumberFormatException e) {
        throw new ConfigException(
            where + " is '" + text + "', whose port is not a number; write host:port");
      }
    }
    throw new ConfigException(
        where + " is '" + text + "'; write host:port with a port from 0 to 65535");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
