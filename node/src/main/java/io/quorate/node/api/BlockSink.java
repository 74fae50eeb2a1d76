package io.quorate.node.api;

import io.quorate.api.ApiError;

/**
 * Where a stream goes. All methods but {@link #size} are called on the pump's event loop.
 *
 * @param <M> what the stream makes of a block
 */
interface BlockSink<M> {
  /** Bytes of a message. */
  int size(M message);

  /** Whether the consumer has taken what was sent before. */
  boolean ready();

  /** Sends one message. */
  void send(M message);

  /** Ends the stream. */
  void fail(ApiError error);
}
