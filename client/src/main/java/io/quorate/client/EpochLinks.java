package io.quorate.client;

import com.google.protobuf.ByteString;
import io.quorate.api.FinalizedBlock;
import io.quorate.api.GetBlockRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Follows the chain of certificates from an epoch that is believed to a later one: the certificate
 * of each epoch's last height names the next epoch. The node that speaks of the later epoch is the
 * one to show it. Thread-safe.
 */
final class EpochLinks {
  private final Trust trust;
  private final Executor executor;

  EpochLinks(Trust trust, Executor executor) {
    this.trust = trust;
    this.executor = executor;
  }

  /**
   * Done when {@code certificate} can be judged; fails with a {@link Trust.Lie} or the call's
   * failure when the node does not show the way to its epoch.
   */
  CompletableFuture<Void> follow(Node node, ByteString certificate) {
    Optional<Long> missing;
    try {
      missing = trust.missingLink(certificate);
    } catch (Trust.Lie lie) {
      return CompletableFuture.failedFuture(lie);
    }
    return missing
        .map(
            height -> step(node, height).thenComposeAsync(_ -> follow(node, certificate), executor))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletableFuture<Void> step(Node node, long height) {
    GetBlockRequest request = GetBlockRequest.newBuilder().setHeight(height).build();
    return Call.<FinalizedBlock>of(out -> node.queries().getBlock(request, out))
        .thenComposeAsync(
            block -> {
              try {
                trust.link(block.getCertificate());
                return CompletableFuture.completedFuture(null);
              } catch (Trust.Lie lie) {
                return CompletableFuture.failedFuture(lie);
              }
            },
            executor);
  }
}
