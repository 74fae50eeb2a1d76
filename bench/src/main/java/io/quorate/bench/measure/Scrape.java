package io.quorate.bench.measure;

import io.quorate.bench.result.Traffic;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.Metrics;
import io.quorate.devnet.network.NodeSpec;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The metrics of all nodes of a network, read one after the other.
 *
 * @param nanos when, by {@link System#nanoTime()}
 * @param nodes in the order of the nodes
 */
record Scrape(long nanos, List<Metrics> nodes) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int OK = 200;

  /** Copies the list. */
  Scrape {
    nodes = List.copyOf(nodes);
  }

  /** Reads the metrics of those nodes now. */
  static Scrape of(List<NodeSpec> nodes, HttpClient http)
      throws DevnetException, InterruptedException {
    List<Metrics> read = new ArrayList<>();
    for (NodeSpec node : nodes) {
      read.add(Metrics.parse(text(node, http)));
    }
    return new Scrape(System.nanoTime(), read);
  }

  /** What happened from an earlier scrape of the same nodes to this one. */
  Traffic since(Scrape before) {
    return new Traffic(
        (nanos - before.nanos) / NANOS_PER_SECOND,
        most(before, node -> node.sum("quorate_committed_blocks_total", "")),
        most(before, node -> node.sum("quorate_committed_transactions_total", "")),
        all(before, node -> node.sum("quorate_net_sent_messages_total", "class=\"consensus\"")),
        all(before, node -> node.sum("quorate_net_sent_bytes_total", "class=\"consensus\"")),
        all(before, node -> node.sum("quorate_signatures_total", "of=\"engine\"")),
        all(before, node -> node.sum("quorate_signatures_total", "of=\"attestation\"")));
  }

  private long all(Scrape before, ToLongFunction<Metrics> count) {
    return nodes.stream().mapToLong(count).sum() - before.nodes.stream().mapToLong(count).sum();
  }

  private long most(Scrape before, ToLongFunction<Metrics> count) {
    long most = 0;
    for (int i = 0; i < nodes.size(); i++) {
      most =
          Math.max(most, count.applyAsLong(nodes.get(i)) - count.applyAsLong(before.nodes.get(i)));
    }
    return most;
  }

  private static String text(NodeSpec node, HttpClient http)
      throws DevnetException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node.url().resolve("/metrics")).timeout(PATIENCE).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new DevnetException(node.name() + " answers /metrics with " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      throw new DevnetException(node.name() + " does not answer /metrics: " + e.getMessage(), e);
    }
  }
}
