package io.quorate.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorate.api.OpenApi;
import io.quorate.consensus.Transaction;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The OpenAPI description")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets up before the first test
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH = Pattern.compile("`(?:GET |POST )?(/[^`?{]*)[^`]*`");

  private final ScriptedBackend backend = new ScriptedBackend();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ApiServer server =
      new ApiServer(
          ApiConfig.of("127.0.0.1", 0),
          backend,
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  private JsonNode description;
  private Transaction executed;

  @BeforeAll
  void start() throws Exception {
    server.start();
    description = new YAMLMapper().readTree(OpenApi.description());
    executed = backend.transaction(1, "block now");
    check(
        "/v1/transactions",
        "post",
        HttpRequest.newBuilder(uri("/v1/transactions"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"transaction\":\"" + executed.encoded().toHex() + "\"}")));
  }

  @AfterAll
  void stop() {
    Thread.ofVirtual().start(server::close);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "/v1/transactions/{id}, /v1/transactions/EXECUTED",
    "/v1/transactions/{id}, /v1/transactions/0000000000000000000000000000000000000000000000000000000000000000",
    "/v1/transactions/{id}, /v1/transactions/zz",
    "/v1/blocks/{height}, /v1/blocks/1",
    "/v1/blocks/{height}, /v1/blocks/latest",
    "/v1/blocks/{height}, /v1/blocks/99",
    "/v1/state/{key}, /v1/state/6b6579",
    "/v1/state/{key}, /v1/state/6b6579?consistency=local",
    "/v1/state/{key}, /v1/state/6b6579?consistency=linearizable",
    "/v1/state/{key}, /v1/state/6b6579?height=1",
    "/v1/state/{key}, /v1/state/6b6579?height=99",
    "/v1/state/{key}, /v1/state/00?consistency=magic",
    "/v1/query, /v1/query?path=echo&data=6b6579",
    "/v1/query, /v1/query?path=echo&consistency=local",
    "/v1/query, /v1/query?path=unheard-of",
    "/v1/query, /v1/query?path=two%20words",
    "/v1/query, /v1/query?data=00",
    "/v1/senders/{key}, /v1/senders/SENDER",
    "/v1/senders/{key}, /v1/senders/00",
    "/v1/status, /v1/status",
    "/v1/genesis, /v1/genesis",
    "/health, /health",
    "/health/ready, /health/ready",
    "/health/live, /health/live",
  })
  @DisplayName("fits every answer of the server, errors included")
  void answers(String path, String asked) throws Exception {
    String real =
        asked
            .replace("EXECUTED", executed.id().toHex())
            .replace("SENDER", executed.sender().bytes().toHex());
    check(path, "get", HttpRequest.newBuilder(uri(real)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{} | 400",
        "no json | 400",
        "{\"transaction\": \"00\"} | 400",
        "EXPIRED | 409",
        "APPLICATION_REFUSED | 422",
        "FULL | 503",
        "NOTHING | 504"
      })
  @DisplayName("fits every refusal of a submission")
  void refusals(String asked, int status) throws Exception {
    String body =
        asked.matches("[A-Z_]+")
            ? "{\"timeoutMillis\":"
                + (asked.equals("NOTHING") ? 1 : 10_000)
                + ",\"transaction\":\""
                + backend.transaction(2, asked).encoded().toHex()
                + "\"}"
            : asked;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/v1/transactions"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    assertEquals(status, check("/v1/transactions", "post", request));
  }

  @Test
  @DisplayName("fits the answer of a node that is not ready, and of one that cannot go on")
  void unhealthy() throws Exception {
    NodeHealth before = backend.health;
    try {
      backend.health = new NodeHealth(List.of("the disk is full"), List.of("catching up"));
      for (String path : List.of("/health", "/health/ready", "/health/live")) {
        assertEquals(503, check(path, "get", HttpRequest.newBuilder(uri(path))));
      }
    } finally {
      backend.health = before;
    }
  }

  @Test
  @DisplayName("tells the form of the metrics")
  void metrics() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri("/metrics")).build(), HttpResponse.BodyHandlers.ofString());
    String type = response.headers().firstValue("content-type").orElse("").split(";", 2)[0];
    JsonNode described = description.at("/paths/~1metrics/get/responses/200/content");
    assertTrue(described.has(type), type);
  }

  @ParameterizedTest
  @CsvSource({"/v1/blocks, /v1/blocks?from=1", "/v1/receipts, /v1/receipts?from=1"})
  @DisplayName("fits the lines of the streams")
  void streams(String path, String asked) throws Exception {
    HttpResponse<java.util.stream.Stream<String>> response =
        http.send(HttpRequest.newBuilder(uri(asked)).build(), HttpResponse.BodyHandlers.ofLines());
    String line = response.body().iterator().next();
    response.body().close();
    valid(
        schema("/paths/" + escaped(path) + "/get/responses/200/content/application~1x-ndjson"),
        line);
  }

  @Test
  @DisplayName("is served, and tells of every path that docs/api.md tells of")
  void served() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri("/v1/openapi.yaml")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(OpenApi.description(), response.body());
    assertEquals("application/yaml", response.headers().firstValue("content-type").orElse(""));
    TreeSet<String> described = new TreeSet<>();
    for (String path : (Iterable<String>) description.get("paths")::fieldNames) {
      described.add(path.replaceFirst("\\{.*", "")); // Documents name the places otherwise.
    }
    assertEquals(documented(), described);
  }

  /** The paths in the first column of the table. */
  private static Set<String> documented() throws Exception {
    TreeSet<String> paths = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "api.md"))) {
      if (line.startsWith("| `")) {
        PATH.matcher(line.split("\\|", -1)[1])
            .results()
            .forEach(found -> paths.add(found.group(1)));
      }
    }
    paths.remove("/v1/blocks/latest"); // A height like any other.
    return paths;
  }

  @Test
  @DisplayName("notices an answer that it does not describe")
  void looks() throws Exception {
    JsonSchema status = schema("/paths/~1v1~1status/get/responses/200/content/application~1json");
    JsonNode answer = JSON.readTree(get("/v1/status").body());
    assertTrue(status.validate(answer).isEmpty());
    ((com.fasterxml.jackson.databind.node.ObjectNode) answer).put("surprise", 1).remove("view");
    assertEquals(2, status.validate(answer).size());
  }

  /** Asks, and compares the answer with what is described for its status, which is returned. */
  private int check(String path, String method, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    String responses = "/paths/" + escaped(path) + "/" + method + "/responses/";
    String status = String.valueOf(response.statusCode());
    JsonNode described = resolved(description.at(responses + status));
    String type = response.headers().firstValue("content-type").orElse("").split(";", 2)[0].strip();
    JsonNode content =
        described.isMissingNode() ? resolved(description.at(responses + "default")) : described;
    valid(schema(content.at("/content/" + escaped(type)), path), response.body());
    return response.statusCode();
  }

  /** What a reference leads to, or the node itself. */
  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? description.at(node.get("$ref").asText().substring(1)) : node;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void valid(JsonSchema schema, String body) throws Exception {
    List<String> faults = new ArrayList<>();
    schema.validate(JSON.readTree(body)).forEach(fault -> faults.add(fault.getMessage()));
    assertEquals(List.of(), faults, body);
  }

  /** The schema below a media type of the description, with the components it refers to. */
  private JsonSchema schema(String mediaType) {
    return schema(description.at(mediaType), mediaType);
  }

  private JsonSchema schema(JsonNode mediaType, String where) {
    JsonNode schema = mediaType.path("schema");
    assertTrue(schema.isObject(), "nothing is described at " + where);
    com.fasterxml.jackson.databind.node.ObjectNode whole = JSON.createObjectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", description.get("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
  }

  private static String escaped(String path) {
    return path.replace("~", "~0").replace("/", "~1");
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
