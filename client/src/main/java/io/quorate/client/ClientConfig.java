package io.quorate.client;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Genesis;
import io.quorate.crypto.SignatureSchemes;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Whom to trust, whom to ask, and for how long.
 *
 * @param trusted the epoch whose validators sign what is believed
 * @param nodes API addresses such as {@code http://127.0.0.1:26650}, of different operators where
 *     several are named: f + 1 of them make a refusal credible, 2f + 1 a linearizable read possible
 * @param maxInFlight most unanswered transactions of this client; one more fails with {@link
 *     TooManyInFlightException}
 * @param silence how long a node may leave a transaction unanswered before it is sent to another
 *     one too
 * @param timeout how long a submission may take in all
 * @param query how long one node may take for one query
 * @param expiryHeights how many heights after the present one a transaction stays executable
 */
public record ClientConfig(
    Epoch trusted,
    List<URI> nodes,
    int maxInFlight,
    Duration silence,
    Duration timeout,
    Duration query,
    long expiryHeights) {
  private static final int DEFAULT_IN_FLIGHT = 8_192;
  private static final long DEFAULT_EXPIRY = 1_000;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no node, or a number is not positive, or the
   *     expiry is further than the chain allows
   */
  public ClientConfig {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("name at least one node");
    }
    if (maxInFlight < 1
        || silence.toMillis() < 1
        || timeout.toMillis() < 1
        || query.toMillis() < 1) {
      throw new IllegalArgumentException("maxInFlight, silence, timeout and query are positive");
    }
    long limit = trusted.parameters().maxExpiryHeights();
    if (expiryHeights < 1 || expiryHeights > limit) {
      throw new IllegalArgumentException(
          "expiryHeights is " + expiryHeights + "; this chain allows 1 to " + limit);
    }
  }

  /** The defaults, trusting the validators of the genesis. */
  public static ClientConfig of(Genesis genesis, List<URI> nodes) {
    return of(genesis.epoch(SignatureSchemes.of(genesis.scheme())), nodes);
  }

  /** The defaults: 8,192 in flight, 4 s of silence, 30 s in all, 3 s for a query, 1,000 heights. */
  public static ClientConfig of(Epoch trusted, List<URI> nodes) {
    return new ClientConfig(
        trusted,
        nodes,
        DEFAULT_IN_FLIGHT,
        Duration.ofSeconds(4),
        Duration.ofSeconds(30),
        Duration.ofSeconds(3),
        Math.min(DEFAULT_EXPIRY, trusted.parameters().maxExpiryHeights()));
  }

  /** With another bound on unanswered transactions. */
  public ClientConfig withMaxInFlight(int bound) {
    return new ClientConfig(trusted, nodes, bound, silence, timeout, query, expiryHeights);
  }

  /** With other times to wait. */
  public ClientConfig withTimes(Duration newSilence, Duration newTimeout, Duration newQuery) {
    return new ClientConfig(
        trusted, nodes, maxInFlight, newSilence, newTimeout, newQuery, expiryHeights);
  }

  /**
   * How many nodes of one opinion include an honest one, or all nodes if there are fewer: f + 1.
   */
  int credible() {
    return Math.min(nodes.size(), (trusted.validators().size() - 1) / 3 + 1);
  }
}
