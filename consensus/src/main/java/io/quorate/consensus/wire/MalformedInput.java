package io.quorate.consensus.wire;

/**
 * Raised while decoding bytes that are not the canonical encoding of anything; it never leaves
 * {@link Decoder#decode}, which turns it into {@link Decoded.Malformed}.
 */
public final class MalformedInput extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what was wrong, for the peer's log line and the metrics
   */
  public MalformedInput(String reason) {
    super(reason, null, false, false);
  }

  /** The reason, never null. */
  public String reason() {
    String message = getMessage();
    return message == null ? "malformed" : message;
  }
}
