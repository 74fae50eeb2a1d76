package io.quorate.node.net;

import io.quorate.crypto.Bytes;

/**
 * Where a peer listens and how it is recognised.
 *
 * @param index its index among the validators
 * @param host a name or an address
 * @param port a TCP port
 * @param networkKey the raw 32-byte Ed25519 key of its certificate
 */
public record PeerAddress(int index, String host, int port, Bytes networkKey) {
  private static final int KEY_BYTES = 32;

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException when the key has not 32 bytes or the index is negative
   */
  public PeerAddress {
    if (networkKey.size() != KEY_BYTES || index < 0) {
      throw new IllegalArgumentException(
          "peer " + index + " needs a network key of 32 bytes and an index from 0");
    }
  }

  @Override
  public String toString() {
    return "peer " + index + " (" + host + ":" + port + ")";
  }
}
