package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.byzantine.Aim;
import io.quorate.simulator.byzantine.LieKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Published failures under liars, with whole replicas")
class ByzantineScenariosTest {
  private static final ClientPlan STEADY =
      new ClientPlan(2, 50 * Plan.MILLI, 600 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S10: a leader that tells half of its peers another block, and one of them both, forks nobody, is caught, and stops nothing")
  void equivocatingLeader(EngineKind engine) {
    int liar = Engines.firstLeader(engine, 4);
    List<Integer> half = List.of((liar + 2) % 4, (liar + 3) % 4).stream().sorted().toList();
    Plan plan = Engines.lying(Plan.calm(4, 10).with(STEADY), liar, half, LieKind.EQUIVOCATE);
    Scene scene = Scene.of(engine, plan).load();
    scene.seconds(60);
    scene.settles(10_000);
    assertTrue(scene.height() > 60, () -> "height " + scene.height());
    String caught = "n" + half.getLast() + " caught validator " + liar;
    assertTrue(scene.lines().stream().anyMatch(line -> line.contains(caught)));
    assertTrue(scene.world().checks().convicted().contains(liar), "evidence is in the log");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S10: a leader that begins to equivocate in a later epoch is convicted of it")
  void equivocatingInALaterEpoch(EngineKind engine) {
    int liar = Engines.firstLeader(engine, 4);
    Plan calm = Plan.calm(4, 110).with(STEADY);
    Aim later = new Aim(1000, 1, 25, Long.MAX_VALUE, List.of((liar + 2) % 4, (liar + 3) % 4));
    Plan plan =
        Engines.lying(calm.with(calm.chain().withEpochLength(20)), liar, later, LieKind.EQUIVOCATE);
    Scene scene = Scene.of(engine, plan).load();
    boolean convicted = scene.world().runUntil(60 * Plan.SECOND, () -> !scene.evidence().isEmpty());
    assertTrue(convicted, () -> scene.told("equivocate") + " lies, and no evidence in the log");
    Equivocation evidence = scene.evidence().getFirst();
    assertEquals(liar, evidence.validator());
    assertTrue(evidence.first().content().epoch() >= 1, evidence::toString);
    scene.settles(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S23: a leader that proposes executed transactions again does not get them executed again")
  void replayingLeader(EngineKind engine) {
    Plan plan =
        Engines.lying(
            Plan.calm(4, 23).with(STEADY), Engines.firstLeader(engine, 4), LieKind.REPLAY);
    Scene scene = Scene.of(engine, plan);
    List<Transaction> old = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Transaction transaction = scene.world().clients().submit(0, 1);
      scene.seconds(2);
      old.add(transaction);
    }
    List<Receipt> first = old.stream().map(t -> scene.receipt(t).orElseThrow()).toList();
    scene.load().seconds(30);
    scene.settles(10_000);
    assertEquals(first, old.stream().map(t -> scene.receipt(t).orElseThrow()).toList());
    long carried = 0;
    for (long height = 1; height <= scene.height(); height++) {
      carried += scene.world().checks().log().block(height).payload().transactions().size();
    }
    long executed = scene.world().checks().log().executedTransactions();
    long all = carried;
    assertTrue(all > executed + 10, () -> all + " carried, " + executed + " executed");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S46: a flood of signed messages for far views and heights stops nobody")
  void farViews(EngineKind engine) {
    Plan plan = Engines.lying(Plan.calm(4, 46).with(STEADY), 1, LieKind.FLOOD);
    Scene scene = Scene.of(engine, plan).load();
    scene.seconds(30);
    long view = scene.world().checks().highestView();
    assertTrue(view < 1_000_000, () -> "view " + view);
    scene.settles(10_000);
    assertTrue(scene.world().checks().log().transactions() > 60);
    assertTrue(scene.told("flood") > 1_000, () -> scene.told("flood") + " far messages");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S65, S71: clients that send garbage, replays, contradictions and too much disturb nobody")
  void garbage(EngineKind engine) {
    ClientPlan rude = new ClientPlan(4, 5 * Plan.MILLI, 200 * Plan.MILLI, 5, 30, 500, Plan.SECOND);
    Scene scene = Scene.of(engine, Plan.calm(4, 65).with(rude)).load();
    scene.seconds(30);
    scene.settles(10_000);
    assertTrue(scene.world().clients().garbageSent() > 500);
    assertTrue(scene.world().checks().acknowledged().size() > 200);
  }
}
