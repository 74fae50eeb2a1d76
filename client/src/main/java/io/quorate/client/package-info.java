/**
 * The SDK: build, sign and submit transactions, retry them at other nodes, and believe nothing that
 * does not prove itself against the trusted validator set. It knows nodes only through the API, and
 * no application.
 *
 * <p>Thread rules. Every public type is thread-safe, and no method blocks unless it says so.
 * Futures complete on the client's own threads: a callback returns soon, or uses the {@code Async}
 * variants. Consumers of {@link io.quorate.client.QuorateClient#follow} run on a thread of their
 * own and may take their time.
 */
@NullMarked
package io.quorate.client;

import org.jspecify.annotations.NullMarked;
