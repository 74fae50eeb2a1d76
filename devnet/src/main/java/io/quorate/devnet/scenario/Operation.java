package io.quorate.devnet.scenario;

import java.util.Optional;

/**
 * One operation of a client on one entry, as the client saw it.
 *
 * @param key the entry
 * @param write whether it sets the entry; else it reads it
 * @param value what it wrote, or what it read; empty when it read that there is none
 * @param begin when the client asked, in nanoseconds of one clock for all
 * @param end when it had the answer; {@link #OPEN} for a write whose outcome is unknown, which may
 *     take effect at any time from its begin on, or never
 */
public record Operation(String key, boolean write, Optional<String> value, long begin, long end) {
  /** Without an answer. */
  public static final long OPEN = Long.MAX_VALUE;
}
