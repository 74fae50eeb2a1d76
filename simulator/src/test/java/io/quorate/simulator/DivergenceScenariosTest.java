package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.State;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A node whose application computes something else")
class DivergenceScenariosTest {
  private static final int ODD = 2;
  private static final Pattern HALT =
      Pattern.compile(
          "n2 halt: height (\\d+) came out differently .* state root (\\w{64}) here and (\\w{64}) there");

  /** Writes what it should from some transaction on, and one thing more. */
  private static final class Odd extends ForwardingApplication {
    private int executed;

    Odd() {
      super(new KeyValueApplication());
    }

    @Override
    public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
      ExecutionResult result = super.execute(block, transaction, state);
      if (++executed > 30) {
        state.put(Bytes.utf8("odd"), transaction.id().bytes());
      }
      return result;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S58 S68: it stops and names the height and both state roots; the others go on without it")
  void stops(EngineKind engine) {
    Parts parts = Hooked.of(engine).application(ODD, new Odd());
    Scene scene = Scene.of(engine, Plan.calm(4, 58), parts).load();
    assertTrue(
        scene.world().runUntil(60 * Plan.SECOND, () -> !scene.world().node(ODD).running()),
        "it goes on with a state that a quorum disowns");
    List<Matcher> halts = scene.lines().stream().map(HALT::matcher).filter(Matcher::find).toList();
    assertEquals(1, halts.size(), () -> String.join("\n", scene.world().trace().last()));
    assertFalse(halts.getFirst().group(2).equals(halts.getFirst().group(3)));
    long height = Long.parseLong(halts.getFirst().group(1));
    assertTrue(height <= scene.height());
    for (int node : List.of(0, 1, 3)) {
      scene.commitMillis(node % 3, node, 8_000);
    }
    scene.settles(10_000);
    assertTrue(scene.height() > height);

    // What is on its disk is as wrong as before.
    scene.start(ODD);
    assertTrue(
        scene.world().runUntil(60 * Plan.SECOND, () -> !scene.world().node(ODD).running()),
        "it lives on after a restart");
    scene.commitMillis(0, 1, 8_000);
  }
}
