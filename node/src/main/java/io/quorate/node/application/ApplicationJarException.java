package io.quorate.node.application;

/** A file is not the application that was asked for; the message says why and what to do. */
public final class ApplicationJarException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With one sentence. */
  public ApplicationJarException(String sentence) {
    super(sentence);
  }

  /** With one sentence and what was thrown. */
  public ApplicationJarException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
