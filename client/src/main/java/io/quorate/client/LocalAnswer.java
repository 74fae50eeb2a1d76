package io.quorate.client;

import io.quorate.crypto.Bytes;
import java.net.URI;

/**
 * What one node says that the application answers, without a proof.
 *
 * @param answer in the application's encoding
 * @param height the height it is of, as the node says
 * @param node who says so
 */
public record LocalAnswer(Bytes answer, long height, URI node) {}
