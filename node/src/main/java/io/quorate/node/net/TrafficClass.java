package io.quorate.node.net;

/**
 * What kind of message something is, which decides how it travels and what happens when there is
 * too much of it.
 */
public enum TrafficClass {
  /**
   * Proposals, votes, timeouts, attestations. A full queue drops its oldest: newer views make older
   * ones moot.
   */
  CONSENSUS,

  /**
   * Transactions spreading between mempools. A full queue refuses the newest: the client retries.
   */
  TRANSACTIONS,

  /**
   * Requests and answers of catch-up. A full queue refuses the newest: the asking side retries
   * elsewhere.
   */
  SYNC;

  Lane lane() {
    return switch (this) {
      case CONSENSUS -> Lane.CONSENSUS;
      case TRANSACTIONS, SYNC -> Lane.BULK;
    };
  }
}
