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
            engine: hotstuff
            seconds: 6
            commitsWithinSeconds: 60
            timeline:
              - { at: 1, fault: "isolate 1" }
              - { at: 2, fault: "crash 2" }
              - { at: 3, fault: "heal" }
            """);
    JsonNode report = new ObjectMapper().readTree(ran.out());
    assertAll(
        () -> assertEquals(0, ran.status(), ran::toString),
        () -> assertTrue(report.path("passed").asBoolean()),
        () -> assertEquals(5, report.path("checks").size()),
        () -> assertTrue(report.path("writes").asInt() > 0),
        () -> assertFalse(Files.exists(folder.resolve("network"))));
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
