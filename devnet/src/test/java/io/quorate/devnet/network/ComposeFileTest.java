package io.quorate.devnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The Compose file of a network of containers")
class ComposeFileTest {
  private static NetworkPlan plan(boolean faults) {
    return new NetworkPlan(7, EngineKind.PBFT, SchemeId.ED25519, 17_000, true, faults, 50);
  }

  private static JsonNode yaml(boolean faults) throws Exception {
    String text =
        ComposeFile.yaml(DockerNames.of("0123456789abcdef"), plan(faults), "1000:1000", false);
    return new ObjectMapper(new YAMLFactory()).readTree(text);
  }

  @Test
  @DisplayName(
      "has one service per node with its own address, volume and port on this machine alone")
  void services() throws Exception {
    JsonNode compose = yaml(false);
    assertEquals(7, compose.path("services").size());
    JsonNode third = compose.path("services").path("node-3");
    assertEquals("quorate-01234567-node-3", third.path("container_name").asText());
    assertEquals("node-3", third.path("hostname").asText());
    assertEquals("127.0.0.1:17103:17100", third.path("ports").path(0).asText());
    assertEquals("node-3-data:/data", third.path("volumes").path(2).asText());
    assertEquals(7, compose.path("volumes").size());
  }

  @Test
  @DisplayName("runs nodes without root, without capabilities, on a root that cannot be written")
  void hardened() throws Exception {
    JsonNode node = yaml(false).path("x-node");
    assertEquals("1000:1000", node.path("user").asText());
    assertTrue(node.path("read_only").asBoolean());
    assertEquals("ALL", node.path("cap_drop").path(0).asText());
  }

  @Test
  @DisplayName("gives nodes a door for faults only where the network was made for it")
  void door() throws Exception {
    assertTrue(
        yaml(true).path("services").path("node-1").toString().contains("./node-1/door:/door"));
    assertFalse(yaml(false).toString().contains("door"));
  }

  @Test
  @DisplayName("belongs to configurations in which the names of containers are the addresses")
  void configuration() throws Exception {
    List<NodeSpec> nodes = plan(false).specs();
    String text = NodeConfigFile.inContainer(nodes.getFirst(), nodes);
    JsonNode config = new ObjectMapper(new YAMLFactory()).readTree(text);
    assertEquals("0.0.0.0:17000", config.path("listen").asText());
    assertEquals("/data/store", config.path("dataDir").asText());
    assertEquals("node-2:17000", config.path("peers").path(0).path("address").asText());
  }
}
