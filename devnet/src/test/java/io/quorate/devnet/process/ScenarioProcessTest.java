package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.devnet.command.Ran;
import io.quorate.devnet.network.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@DisplayName("A scenario on node processes")
class ScenarioProcessTest {
  @TempDir Path folder;

  private Ran scenario(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("scenario.yaml"), text);
    return Ran.command(
        "devnet",
        "scenario",
        file.toString(),
        "--json",
        "--dir",
        folder.resolve("network").toString(),
        "--base-port",
        String.valueOf(FreePorts.base(4)));
  }

  @Test
  @DisplayName("with a crash and a cut holds everything, and leaves nothing behind")
  void holds() throws Exception {
    Ran ran =
        scenario(
            """
            engine: tendermint
            epochLength: 100
            seconds: 5
            commitsWithinSeconds: 60
            writesAtLeast: 1
            timeline:
              - { at: 1, fault: "crash 2" }
              - { at: 1, expect: "commits" }
              - { at: 2, fault: "isolate 1" }
              - { at: 2, expect: "rests" }
              - { at: 4, fault: "heal" }
            """);
    JsonNode report = new ObjectMapper().readTree(ran.out());
    assertAll(
        () -> assertEquals(0, ran.status(), ran::toString),
        () -> assertTrue(report.path("passed").asBoolean()),
        () -> assertEquals(8, report.path("checks").size()),
        () -> assertTrue(report.path("writes").asInt() > 0),
        () -> assertFalse(Files.exists(folder.resolve("network"))));
  }

  @Test
  @DisplayName("in which something does not hold says what, ends with 1, and keeps the network")
  void doesNotHold() throws Exception {
    Ran ran =
        scenario(
            """
            engine: pbft
            seconds: 2
            commitsWithinSeconds: 60
            writesAtLeast: 1000000
            timeline:
              - { at: 1, expect: "rests" }
            """);
    JsonNode report = new ObjectMapper().readTree(ran.out());
    List<String> failed = new ArrayList<>();
    for (JsonNode check : report.path("checks")) {
      if (!check.path("holds").asBoolean()) {
        failed.add(check.path("name").asText());
      }
    }
    assertAll(
        () -> assertEquals(1, ran.status(), ran::toString),
        () -> assertFalse(report.path("passed").asBoolean()),
        () ->
            assertEquals(
                List.of("at 1.0 s it rests", "at least 1000000 writes are acknowledged"), failed),
        () -> assertTrue(Files.exists(folder.resolve("network/node-1"))));
  }

  @Test
  @DisplayName("that no report could end, as a node never comes back, ends before it begins")
  void wipedKey() throws Exception {
    Ran ran = scenario("timeline: [{at: 1, fault: \"wipe 3\"}]");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("add --keep-key"), ran.err());
    assertFalse(Files.exists(folder.resolve("network")));
  }

  @Test
  @DisplayName("with a fault that nobody knows ends before it begins")
  void unknownFault() throws Exception {
    Ran ran = scenario("timeline: [{at: 1, fault: \"flood 1\"}]");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("'flood 1'"), ran.err());
    assertFalse(Files.exists(folder.resolve("network")));
  }
}
