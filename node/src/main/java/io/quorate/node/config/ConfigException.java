package io.quorate.node.config;

/**
 * A configuration that cannot be used; the message names the file and the key and says what to
 * change.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A fault.
   *
   * @param message file, key and remedy
   */
  public ConfigException(String message) {
    super(message);
  }
}
