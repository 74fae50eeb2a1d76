package io.quorate.client;

import io.quorate.crypto.Bytes;
import java.net.URI;
import java.util.Optional;

/**
 * What one node says a key holds, without a proof.
 *
 * @param value empty if the node says the key has none
 * @param height the height it is of, as the node says
 * @param node who says so
 */
public record LocalValue(Optional<Bytes> value, long height, URI node) {}
