package io.quorate.client;

import io.quorate.api.GetStatusResponse;
import java.net.URI;

/**
 * What a node says about itself.
 *
 * @param node who
 * @param provedHeight the height of the certificate it showed, verified; 0 if it showed none, or
 *     one from before the trusted epoch
 * @param claims the rest, which only it vouches for
 */
public record NodeReport(URI node, long provedHeight, GetStatusResponse claims) {}
