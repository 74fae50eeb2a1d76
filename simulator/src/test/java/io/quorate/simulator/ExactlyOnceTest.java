package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 10,000 transactions on every engine, of programs that crash and submit again, while leaders and
 * other nodes crash. {@code -Dquorate.once.factor=10} runs so many times as many.
 */
@DisplayName("Programs that crash and submit again what they wrote down")
class ExactlyOnceTest {
  private static final int SEEDS = 5;
  private static final int CLIENTS = 10;
  private static final int INTENTIONS = 200;
  private static final int FACTOR = Integer.getInteger("quorate.once.factor", 1);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S31: have each of 10,000 transactions executed exactly once, under crashes of nodes and leaders")
  void exactlyOnce(EngineKind engine, TestReporter reporter) {
    long executed = 0;
    Troubles troubles = Troubles.NONE;
    for (int seed = 0; seed < FACTOR * SEEDS; seed++) {
      Run run = new Run(engine, 31_000 + seed);
      run.toTheEnd();
      executed += run.judged();
      troubles = troubles.and(run.troubles());
      reporter.publishEntry("seed " + (31_000 + seed), run.summary());
    }
    assertEquals(FACTOR * 10_000L, executed);
    troubles.assertEnough(FACTOR * SEEDS);
  }

  /** What happened, without which nothing would be shown. */
  private record Troubles(
      int programsDown, int resubmissions, int nodesDown, int leadersDown, int leaders) {
    static final Troubles NONE = new Troubles(0, 0, 0, 0, 0);

    Troubles and(Troubles other) {
      return new Troubles(
          programsDown + other.programsDown,
          resubmissions + other.resubmissions,
          nodesDown + other.nodesDown,
          leadersDown + other.leadersDown,
          leaders + other.leaders);
    }

    void assertEnough(int runs) {
      assertTrue(programsDown >= 10 * runs, toString());
      assertTrue(resubmissions >= 100 * runs, toString());
      assertTrue(nodesDown >= 5 * runs, toString());
      assertTrue(leadersDown >= runs, toString());
      assertTrue(leaders >= 2 * runs, toString());
    }
  }

  private static final class Run {
    private final Scene scene;
    private final World world;
    private final Draw draw;
    private final List<ForgetfulClient> clients = new ArrayList<>();
    private int leadersDown;
    private int nodesDown;
    private final Set<Integer> leaders = new TreeSet<>();

    Run(EngineKind engine, int seed) {
      scene = Scene.of(engine, Plan.calm(4, seed).with(ClientPlan.NONE));
      world = scene.world();
      draw = new Draw(seed).of("exactly once");
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new ForgetfulClient(world, draw.of("program " + i), INTENTIONS));
      }
    }

    void toTheEnd() {
      boolean finished = false;
      for (int step = 0; step < 500 && !finished; step++) {
        finished = world.runUntil(draw.between(20, 300) * Plan.MILLI, this::finished);
        if (!finished) {
          strike();
        }
      }
      assertTrue(finished, () -> "not finished: " + summary());
      scene.settles(20_000);
    }

    /** One node at a time: the leader, or any, between any two effects; it comes back. */
    private void strike() {
      leader().ifPresent(leaders::add);
      int node = leader().filter(_ -> draw.chance(600)).orElseGet(() -> draw.below(4));
      leadersDown += leader().filter(l -> l == node).isPresent() ? 1 : 0;
      nodesDown++;
      if (draw.chance(500)) {
        world.node(node).process().orElseThrow().crashAfterEffects(draw.below(40));
        scene.millis(draw.between(1, 100));
      }
      scene.crash(node);
      scene.millis(draw.skewed(5, 1_500));
      scene.start(node);
    }

    private Optional<Integer> leader() {
      return world.node(0).process().map(p -> p.status().leader()).filter(l -> l >= 0);
    }

    private boolean finished() {
      return clients.stream().allMatch(ForgetfulClient::finished);
    }

    /** How many were executed once, and told to their program as they are in the log. */
    int judged() {
      Map<Hash, List<Receipt>> executions = executions();
      int once = 0;
      for (ForgetfulClient client : clients) {
        assertEquals(INTENTIONS, client.written().size());
        for (Transaction transaction : client.written()) {
          List<Receipt> found =
              Optional.ofNullable(executions.remove(transaction.id())).orElse(List.of());
          assertEquals(1, found.size(), () -> transaction + ": " + found);
          assertEquals(found.getFirst(), client.receipts().get(transaction.id()));
          once++;
        }
      }
      assertTrue(executions.isEmpty(), () -> "nobody wanted " + executions);
      return once;
    }

    /** All executions in the log, by transaction. */
    private Map<Hash, List<Receipt>> executions() {
      LogChecker log = world.checks().log();
      Map<Hash, List<Receipt>> executions = new LinkedHashMap<>();
      for (long height = 1; height <= log.height(); height++) {
        int transactions = log.block(height).payload().transactions().size();
        for (int index = 0; index < transactions; index++) {
          Receipt receipt = log.receipt(height, index).orElseThrow();
          if (receipt.status() == Receipt.Status.EXECUTED
              || receipt.status() == Receipt.Status.FAILED) {
            executions.computeIfAbsent(receipt.transaction(), _ -> new ArrayList<>()).add(receipt);
          }
        }
      }
      return executions;
    }

    Troubles troubles() {
      return new Troubles(
          clients.stream().mapToInt(ForgetfulClient::crashes).sum(),
          clients.stream().mapToInt(ForgetfulClient::resubmissions).sum(),
          nodesDown,
          leadersDown,
          leaders.size());
    }

    String summary() {
      return clients.stream().mapToInt(c -> c.receipts().size()).sum()
          + " receipts, "
          + troubles()
          + ", height "
          + scene.height();
    }
  }
}
