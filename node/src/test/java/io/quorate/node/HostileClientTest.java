package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.SchemeId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A hostile client")
final class HostileClientTest {
  @TempDir Path directory;

  @Test
  @DisplayName("cannot make the node gather more of a body than a transaction can be")
  void longBody() throws Exception {
    try (ClusterFixture cluster = new ClusterFixture(directory, 1, SchemeId.ED25519);
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + cluster.start(0).apiPort() + "/v1/transactions");
      String body = "{\"transaction\": \"" + "00".repeat(100_000) + "\"}";
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString());
      assertEquals(413, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("than this node takes"), answer.body());
    }
  }
}
