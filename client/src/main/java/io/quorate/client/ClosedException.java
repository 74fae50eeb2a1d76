package io.quorate.client;

/** The client was closed before the answer came. A transaction under way may still be executed. */
public final class ClosedException extends ClientException {
  private static final long serialVersionUID = 1L;

  ClosedException() {
    super("the client is closed; connect a new one");
  }
}
