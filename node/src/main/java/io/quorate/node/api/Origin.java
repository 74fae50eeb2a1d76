package io.quorate.node.api;

import io.quorate.crypto.Bytes;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Where a client calls from, as far as shares go: an IPv4 address, or the 64 bits of an IPv6
 * address that one subscriber owns.
 *
 * @param network the address, or its first half
 */
public record Origin(Bytes network) {
  private static final int IPV6_NETWORK = 8;

  /** The origin of a connection from {@code address}. */
  public static Origin of(InetAddress address) {
    Bytes bytes = Bytes.copyOf(address.getAddress());
    return new Origin(address instanceof Inet6Address ? bytes.slice(0, IPV6_NETWORK) : bytes);
  }
}
