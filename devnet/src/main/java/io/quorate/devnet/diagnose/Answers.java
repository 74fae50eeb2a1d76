package io.quorate.devnet.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.devnet.network.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what nodes answer. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MILLIS = 1_000;

  private Answers() {}

  /**
   * Puts together what a node answered to three questions.
   *
   * @param status of {@code /v1/status}
   * @param health of {@code /health}
   * @param metrics of {@code /metrics}
   * @param hereMillis this machine's time when the metrics were made, as nearly as is known
   * @return empty when the status is not one
   */
  static Optional<Answer> read(String status, String health, String metrics, double hereMillis) {
    try {
      JsonNode said = JSON.readTree(status);
      if (!said.hasNonNull("chain") || !said.hasNonNull("node")) {
        return Optional.empty();
      }
      Metrics values = Metrics.parse(metrics);
      return Optional.of(
          new Answer(
              said.path("chain").asText(),
              said.path("node").asText(),
              said.path("version").asText(),
              standing(said),
              reasons(health),
              values.value("quorate_disk_paused").orElse(0) > 0,
              ahead(values, hereMillis),
              peers(values),
              evidence(values)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Answer.Standing standing(JsonNode said) {
    return new Answer.Standing(
        said.path("epoch").asLong(),
        said.path("view").asLong(),
        said.path("leader").asText(),
        said.path("committedHeight").asLong(),
        said.path("executedHeight").asLong(),
        said.path("finalizedHeight").asLong(),
        said.path("pendingTransactions").asLong(),
        said.path("catchingUp").asBoolean(),
        said.path("voting").asBoolean(true));
  }

  private static List<String> reasons(String health) throws IOException {
    List<String> reasons = new ArrayList<>();
    JSON.readTree(health).path("notReady").forEach(reason -> reasons.add(reason.asText()));
    return reasons;
  }

  private static OptionalLong ahead(Metrics values, double hereMillis) {
    var clock = values.value("quorate_clock_seconds");
    return clock.isPresent()
        ? OptionalLong.of(Math.round(clock.getAsDouble() * MILLIS - hereMillis))
        : OptionalLong.empty();
  }

  private static SortedMap<String, PeerSight> peers(Metrics values) {
    Map<String, Double> silent = values.by("peer", "quorate_peer_silent_seconds");
    Map<String, Double> voteless = values.by("peer", "quorate_peer_voteless_seconds");
    Map<String, Double> attested = values.by("peer", "quorate_peer_attested_height");
    Map<String, Double> refused = values.by("peer", "quorate_peer_refused_total");
    Map<String, Double> differs = values.by("peer", "quorate_peer_differs_height");
    SortedMap<String, PeerSight> peers = new TreeMap<>();
    values
        .by("peer", "quorate_peer_connected")
        .forEach((name, connected) ->
            peers.put(
                name,
                new PeerSight(
                    connected > 0,
                    silent.getOrDefault(name, 0.0),
                    voteless.getOrDefault(name, 0.0),
                    attested.getOrDefault(name, 0.0).longValue(),
                    refused.getOrDefault(name, 0.0).longValue(),
                    differs.getOrDefault(name, 0.0).longValue())));
    return peers;
  }

  private static Map<Integer, Long> evidence(Metrics values) {
    Map<Integer, Long> evidence = new TreeMap<>();
    values
        .by("validator", "quorate_evidence_total")
        .forEach((index, times) -> evidence.put(Integer.valueOf(index), times.longValue()));
    return evidence;
  }
}
