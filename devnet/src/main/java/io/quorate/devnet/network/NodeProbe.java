package io.quorate.devnet.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Asks nodes over HTTP how they are doing, all of them at the same time. Safe for use by many
 * threads.
 */
public final class NodeProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int OK = 200;
  private static final String EXECUTED_METRIC = "quorate_committed_transactions_total";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /** Whether the node says that it is ready to serve. */
  public boolean isReady(NodeSpec node) {
    return get(node.url().resolve("/health")).join().isPresent();
  }

  /** Whether the node answers at all. */
  public boolean isLive(NodeSpec node) {
    return get(node.url().resolve("/health/live")).join().isPresent();
  }

  /** Every node's process and report. */
  public List<NodeView> view(LocalNetwork network) throws DevnetException {
    List<CompletableFuture<NodeView>> views = new ArrayList<>();
    for (NodeSpec node : network.nodes()) {
      NodeState state = network.state(node);
      views.add(
          state instanceof NodeState.Running running && !running.paused()
              ? report(node).thenApply(report -> new NodeView(node, state, report))
              : CompletableFuture.completedFuture(new NodeView(node, state, Optional.empty())));
    }
    return views.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<Optional<NodeReport>> report(NodeSpec node) {
    CompletableFuture<Optional<String>> metrics = get(node.url().resolve("/metrics"));
    return get(node.url().resolve("/v1/status"))
        .thenCombine(
            metrics, (status, text) -> status.flatMap(body -> parse(body, text.orElse(""))));
  }

  private CompletableFuture<Optional<String>> get(URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(response ->
            response.statusCode() == OK ? Optional.of(response.body()) : Optional.<String>empty())
        .exceptionally(failure -> Optional.empty());
  }

  static Optional<NodeReport> parse(String status, String metrics) {
    try {
      JsonNode node = JSON.readTree(status);
      return Optional.of(
          new NodeReport(
              node.path("finalizedHeight").asLong(),
              node.path("view").asLong(),
              node.path("leader").asText(),
              node.path("pendingTransactions").asLong(),
              node.path("peersConnected").asInt(),
              node.path("peersTotal").asInt(),
              node.path("stateRoot").asText(),
              node.path("voting").asBoolean(),
              node.path("catchingUp").asBoolean(),
              executed(metrics)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The sum of the metric's lines, one for each set of labels. */
  private static OptionalLong executed(String metrics) {
    List<Double> values =
        metrics
            .lines()
            .filter(line -> line.startsWith(EXECUTED_METRIC))
            .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
            .toList();
    return values.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of((long) values.stream().mapToDouble(Double::doubleValue).sum());
  }
}
