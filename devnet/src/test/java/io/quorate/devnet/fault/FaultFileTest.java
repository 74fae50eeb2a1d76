package io.quorate.devnet.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulator.byzantine.LieKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file of a node's faults")
class FaultFileTest {
  @TempDir Path folder;

  @Test
  @DisplayName("reads what was written, and no fault where nothing was")
  void roundTrip() throws Exception {
    FaultFile file = new FaultFile(folder);
    NodeFaults faults =
        new NodeFaults(
            7,
            List.of(LieKind.EQUIVOCATE, LieKind.TWINS),
            -5_000,
            true,
            50,
            new TreeSet<>(List.of("node-1", "node-3")),
            new TreeMap<>(Map.of("node-2", new LineFault(80, 20, 0.5, 1, 10))));
    assertEquals(NodeFaults.NONE, file.read());
    file.write(faults);
    assertEquals(faults, file.read());
    assertTrue(faults.cleared().none() && !faults.none());
    assertEquals(8, faults.cleared().revision());
  }

  @Test
  @DisplayName("tells which revision the node has taken up")
  void applied() throws Exception {
    FaultFile file = new FaultFile(folder);
    assertEquals(-1, file.applied());
    file.acknowledge(3);
    assertEquals(3, file.applied());
  }

  @Test
  @DisplayName("that is damaged is an error that names it")
  void damaged() throws Exception {
    Files.writeString(folder.resolve("faults.json"), "{\"revision\": 1, \"byzan");
    IOException refusal = assertThrows(IOException.class, () -> new FaultFile(folder).read());
    assertTrue(String.valueOf(refusal.getMessage()).contains("faults.json is damaged"));
  }

  @Test
  @DisplayName("is taken up by the door before the node starts, and whenever it changes")
  void door() throws Exception {
    FaultFile file = new FaultFile(folder);
    file.write(NodeFaults.NONE.cutFrom(new TreeSet<>(List.of("node-2"))).disk(true, 0));
    FaultDoor door = FaultDoor.open(file, Map.of(1, "node-2", 2, "node-3"));
    assertEquals(2, file.applied());
    assertEquals(0, door.usableBytes(1_000));
    var lines = door.links().orElseThrow();
    assertEquals(List.of(false, true), List.of(lines.open(1), lines.open(2)));
    file.write(file.read().cleared());
    while (file.applied() < 3) {
      Thread.onSpinWait();
    }
    assertTrue(lines.open(1));
    assertEquals(1_000, door.usableBytes(1_000));
  }

  @Test
  @DisplayName("keeps the seed of the lines, and refuses what is none")
  void seed() throws Exception {
    FaultFile file = new FaultFile(folder);
    assertTrue(file.seed().isEmpty());
    file.seed(-7);
    assertEquals(-7, file.seed().orElseThrow());
    Files.writeString(folder.resolve("seed"), "seven");
    assertThrows(IOException.class, file::seed);
  }
}
