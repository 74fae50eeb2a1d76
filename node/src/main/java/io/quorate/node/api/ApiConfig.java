package io.quorate.node.api;

/**
 * Where the API listens and what a client may ask of it.
 *
 * @param host the address to bind, such as 127.0.0.1
 * @param port the TCP port; 0 lets the system choose one
 * @param limits bounds
 */
public record ApiConfig(String host, int port, Limits limits) {

  /**
   * Bounds on what clients can make the node hold or do. Above one of them the client gets an error
   * with its code.
   *
   * @param connections open connections
   * @param calls open calls of every kind together; each can hold one request in memory, so this
   *     times {@code requestBytes} bounds what all clients together can
   * @param streams open calls of Submit, StreamBlocks and StreamReceipts, of all clients
   * @param inFlight unanswered transactions of one Submit call
   * @param requestBytes one gRPC message or JSON body
   * @param backlogBytes answers a Submit call may leave unread before it is cut off: the receipts
   *     of {@code inFlight} transactions fit
   * @param answerBytes answers that all clients together may leave unread
   * @param slowConsumerMillis how long a stream may leave an answer unread before it is cut off
   * @param idleMillis how long a Submit call may have nothing to send and nothing to wait for
   * @param callMillis how long a call that is no stream may last, reading the answer included
   * @param workerThreads event loops
   */
  public record Limits(
      int connections,
      int calls,
      int streams,
      int inFlight,
      int requestBytes,
      int backlogBytes,
      long answerBytes,
      long slowConsumerMillis,
      long idleMillis,
      long callMillis,
      int workerThreads) {
    /** For a node with a core or two to spare. */
    public static final Limits DEFAULT =
        new Limits(
            1_024, 160, 128, 16_384, 3 << 19, 16 << 20, 64 << 20, 30_000, 120_000, 75_000, 2);
  }

  /** Binds with the default limits. */
  public static ApiConfig of(String host, int port) {
    return new ApiConfig(host, port, Limits.DEFAULT);
  }
}
