package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.client.QuorateClient;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.network.NodeReport;
import io.quorate.simulator.byzantine.LieKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("process")
@DisplayName("One of four node processes lies")
class ByzantineProcessTest {
  private static final int FEW = 2;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName(
      "whatever it does: clients get proved receipts, and no honest node disagrees with another")
  void everyStrategy(EngineKind engine) throws Exception {
    try (LoadedDevnet loaded = LoadedDevnet.of(Devnet.up(folder.resolve("a network"), engine))) {
      Devnet devnet = loaded.devnet();
      for (LieKind lie : strategies(engine)) {
        restart(devnet, lie);
        if (lie == LieKind.AMNESIA) {
          loaded.goesOn("beside " + lie.label());
          restart(devnet, lie);
        }
        loaded.goesOn("beside " + lie.label());
      }
      loaded.writer().finish();
      devnet.done("devnet", "kill", "node-4");
      awaitEqualHonest(devnet);
      assertKept(loaded.client(), loaded.writer().acknowledged());
    }
  }

  private static void restart(Devnet devnet, LieKind lie) {
    devnet.done("devnet", "kill", "node-4");
    devnet.done("devnet", "start", "node-4", "--byzantine", lie.label());
  }

  /** Of "all", each strategy with each engine; of "some", with one; else the first of those. */
  private static List<LieKind> strategies(EngineKind engine) {
    String asked = System.getProperty("quorate.strategies", "");
    List<LieKind> strategies = new ArrayList<>();
    int turn = 0;
    for (LieKind lie : LieKind.values()) {
      turn = turn % 3 + 1;
      if (asked.equals("all") || turn == engine.code()) {
        strategies.add(lie);
      }
    }
    return asked.isEmpty() ? strategies.subList(0, FEW) : strategies;
  }

  private static void awaitEqualHonest(Devnet devnet) {
    devnet.await(
        "three honest nodes at one height with one state root",
        () -> {
          try {
            List<NodeReport> honest = devnet.reports();
            return honest.size() == 3
                && honest.stream().map(NodeReport::height).distinct().count() == 1
                && honest.stream().map(NodeReport::stateRoot).distinct().count() == 1;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  /** A few from the beginning, the middle and the end: each read is proved. */
  private static void assertKept(QuorateClient client, Map<Bytes, ProvedReceipt> acknowledged)
      throws Exception {
    List<Bytes> keys = new ArrayList<>(acknowledged.keySet());
    for (int i = 0; i < keys.size(); i += 1 + keys.size() / 50) {
      Bytes key = keys.get(i);
      assertEquals(Optional.of(SteadyWriter.value(key)), client.getLinearizable(key).get().value());
    }
  }
}
