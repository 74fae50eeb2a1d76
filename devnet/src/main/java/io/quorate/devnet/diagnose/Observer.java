package io.quorate.devnet.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.api.genesis.GenesisException;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Looks at nodes over HTTP, at all of them at the same time. Safe for use by many threads. */
public final class Observer {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int OK = 200;
  private static final int NOT_READY = 503;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /**
   * A node to look at.
   *
   * @param name what the genesis calls it; empty when only its address is known
   * @param process what is known of its process
   */
  public record Target(Optional<String> name, URI url, Sight.Condition process) {}

  /** The genesis that the first of the nodes that answers runs; it is believed, not verified. */
  public Optional<Genesis> genesis(List<Target> targets) {
    for (Target target : targets) {
      Optional<String> text = get(target.url().resolve("/v1/genesis")).join();
      if (text.isPresent()) {
        try {
          return Optional.of(GenesisJson.parse(text.get()));
        } catch (GenesisException e) {
          // The next one may have a better one.
        }
      }
    }
    return Optional.empty();
  }

  /** Asks all of them. */
  public Look look(Genesis genesis, List<Target> targets) {
    List<CompletableFuture<Sight>> asked = targets.stream().map(this::sight).toList();
    List<Sight> sights = named(genesis, asked.stream().map(CompletableFuture::join).toList());
    Map<String, URI> holders = new LinkedHashMap<>();
    long common = Long.MAX_VALUE;
    for (int i = 0; i < sights.size(); i++) {
      Optional<Answer> answer =
          sights
              .get(i)
              .answer()
              .filter(each -> each.chain().equals(genesis.chainId().toHex()))
              .filter(each -> each.standing().finalized() > 0);
      if (answer.isPresent()) {
        holders.put(sights.get(i).name(), targets.get(i).url());
        common = Math.min(common, answer.get().standing().finalized());
      }
    }
    return holders.isEmpty()
        ? new Look(sights, Map.of(), 0)
        : new Look(sights, blocks(holders, common), common);
  }

  /** Where one node does not say its name and one name is left, that is its name. */
  private static List<Sight> named(Genesis genesis, List<Sight> sights) {
    List<String> left =
        new ArrayList<>(genesis.validators().stream().map(Validator::name).toList());
    sights.forEach(sight -> left.remove(sight.name()));
    List<Sight> nameless = sights.stream().filter(sight -> sight.answer().isEmpty()).toList();
    if (left.size() != 1 || nameless.size() != 1) {
      return sights;
    }
    Sight it = nameless.getFirst();
    return sights.stream()
        .map(sight ->
            sight.equals(it)
                ? new Sight(left.getFirst(), it.place(), it.process(), it.answer())
                : sight)
        .toList();
  }

  private CompletableFuture<Sight> sight(Target target) {
    String address = target.name().orElse(target.url().getAuthority());
    Sight without = new Sight(address, target.url().toString(), target.process(), Optional.empty());
    boolean speechless =
        !(target.process() instanceof Sight.Condition.Runs)
            && !(target.process() instanceof Sight.Condition.Unknown);
    if (speechless) {
      return CompletableFuture.completedFuture(without);
    }
    CompletableFuture<Optional<String>> health = get(target.url().resolve("/health"));
    CompletableFuture<Timed> metrics = timed(target.url().resolve("/metrics"));
    return get(target.url().resolve("/v1/status"))
        .thenCombine(
            health.thenCombine(metrics, (words, values) -> new Rest(words.orElse("{}"), values)),
            (status, rest) ->
                status
                    .flatMap(text ->
                        Answers.read(
                            text, rest.health(), rest.metrics().text(), rest.metrics().millis()))
                    .map(answer ->
                        new Sight(
                            target.name().orElse(answer.node()),
                            without.place(),
                            target.process(),
                            Optional.of(answer)))
                    .orElse(without));
  }

  /** An answer, and this machine's time in the middle between question and answer. */
  private record Timed(String text, double millis) {}

  private record Rest(String health, Timed metrics) {}

  private CompletableFuture<Timed> timed(URI uri) {
    long asked = System.currentTimeMillis();
    return get(uri)
        .thenApply(text -> new Timed(text.orElse(""), (asked + System.currentTimeMillis()) / 2.0));
  }

  private Map<String, String> blocks(Map<String, URI> holders, long height) {
    Map<String, CompletableFuture<Optional<String>>> asked = new TreeMap<>();
    holders.forEach((name, url) ->
        asked.put(
            name,
            get(url.resolve("/v1/blocks/" + height)).thenApply(text -> text.map(Observer::held))));
    Map<String, String> blocks = new TreeMap<>();
    asked.forEach((name, held) -> held.join().ifPresent(text -> blocks.put(name, text)));
    return blocks;
  }

  private static String held(String block) {
    try {
      JsonNode json = JSON.readTree(block);
      return "block "
          + json.path("hash").asText()
          + ", state root "
          + json.path("certificate").path("stateRoot").asText();
    } catch (IOException e) {
      return "no block";
    }
  }

  private CompletableFuture<Optional<String>> get(URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(response ->
            response.statusCode() == OK || response.statusCode() == NOT_READY
                ? Optional.of(response.body())
                : Optional.<String>empty())
        .exceptionally(failure -> Optional.empty());
  }
}
