package io.quorate.node.api;

import io.quorate.api.ApiError;

/** Where a stream of blocks goes. All methods are called on the pump's event loop. */
interface BlockSink {
  /** Whether the consumer has taken what was sent before. */
  boolean ready();

  /** Sends one block, or what the stream makes of it, possibly nothing. */
  void send(FinalizedBlock block);

  /** Ends the stream. */
  void fail(ApiError error);
}
