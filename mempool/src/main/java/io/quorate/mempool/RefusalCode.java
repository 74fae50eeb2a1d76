package io.quorate.mempool;

/**
 * Why a transaction is not wanted. Each has a text that never changes: an error code of the API and
 * a metric label.
 */
public enum RefusalCode {
  /** The bytes are not the canonical form of a transaction. */
  MALFORMED("malformed", false),
  /** Longer than the chain allows. */
  TOO_LARGE("too_large", false),
  /** Signed for another chain. */
  WRONG_CHAIN("wrong_chain", false),
  /** The sender did not sign this. */
  BAD_SIGNATURE("bad_signature", false),
  /** Its expiry height has passed. */
  EXPIRED("expired", false),
  /** Its expiry height lies further ahead than the chain allows. */
  EXPIRY_TOO_FAR("expiry_too_far", true),
  /** A transaction of that sender and sequence was executed. */
  SEQUENCE_USED("sequence_used", false),
  /** The sequence lies below the sender's window. */
  SEQUENCE_TOO_OLD("sequence_too_old", false),
  /** The sequence lies above the sender's window. */
  SEQUENCE_TOO_FAR_AHEAD("sequence_too_far_ahead", true),
  /** Another transaction of that sender and sequence is pending. */
  SEQUENCE_TAKEN("sequence_taken", false),
  /** The sender has as much pending as one sender may. */
  SENDER_FULL("sender_full", true),
  /** The peer that passed it on has as much pending as one peer may. */
  PEER_FULL("peer_full", true),
  /** There is no room for anybody. */
  FULL("full", true),
  /** The application's own check refused it. */
  APPLICATION_REFUSED("application_refused", false);

  private final String text;
  private final boolean passing;

  RefusalCode(String text, boolean passing) {
    this.text = text;
    this.passing = passing;
  }

  /** The stable text, lower case with underscores. */
  public String text() {
    return text;
  }

  /**
   * Whether the very same transaction may be admitted later without anything but progress of the
   * chain.
   */
  public boolean passing() {
    return passing;
  }
}
