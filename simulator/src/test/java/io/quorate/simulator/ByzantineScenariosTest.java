package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.simulator.Plan.ClientPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Published failures under liars, with whole replicas")
class ByzantineScenariosTest {
  private static final ClientPlan STEADY =
      new ClientPlan(2, 50 * Plan.MILLI, 600 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);

  @Test
  @DisplayName(
      "S10: a leader that tells half of its peers another block, and one of them both, forks nobody, is caught, and stops nothing")
  void equivocatingLeader() {
    Parts parts = Broken.nothing().dishonest(0).effects(node -> node == 0, Lies.equivocator(0, 4));
    Scene scene = Scene.of(Plan.calm(4, 10).with(STEADY), parts).load();
    scene.seconds(60);
    scene.settles(10_000);
    assertTrue(scene.height() > 60, () -> "height " + scene.height());
    assertTrue(scene.lines().stream().anyMatch(line -> line.contains("n3 caught validator 0")));
  }

  @Test
  @DisplayName(
      "S23: a leader that proposes executed transactions again does not get them executed again")
  void replayingLeader() {
    List<Transaction> old = new ArrayList<>();
    Parts parts =
        Broken.nothing().dishonest(2).effects(node -> node == 2, Lies.replayer(() -> old));
    Scene scene = Scene.of(Plan.calm(4, 23).with(STEADY), parts);
    for (int i = 0; i < 3; i++) {
      Transaction transaction = scene.world().clients().submit(0, 1);
      scene.seconds(2);
      old.add(transaction);
    }
    List<Receipt> first = old.stream().map(t -> scene.receipt(t).orElseThrow()).toList();
    scene.load().seconds(30);
    scene.settles(10_000);
    assertEquals(first, old.stream().map(t -> scene.receipt(t).orElseThrow()).toList());
    long replays = 0;
    for (long height = 1; height <= scene.height(); height++) {
      replays +=
          scene.world().checks().log().block(height).payload().transactions().stream()
              .filter(old::contains)
              .count();
    }
    long all = replays;
    assertTrue(all > 10, () -> all + " replays came into the log");
  }

  @Test
  @DisplayName("S46: a flood of signed votes and timeouts for far views stops nobody")
  void farViews() {
    Parts parts = Broken.nothing().dishonest(1).effects(node -> node == 1, Lies.flooder(20));
    Scene scene = Scene.of(Plan.calm(4, 46).with(STEADY), parts).load();
    scene.seconds(30);
    long view = scene.world().checks().highestView();
    assertTrue(view < 1_000_000, () -> "view " + view);
    scene.settles(10_000);
    assertTrue(scene.world().checks().log().transactions() > 60);
  }

  @Test
  @DisplayName(
      "S65, S71: clients that send garbage, replays, contradictions and too much disturb nobody")
  void garbage() {
    ClientPlan rude = new ClientPlan(4, 5 * Plan.MILLI, 200 * Plan.MILLI, 5, 30, 500, Plan.SECOND);
    Scene scene = Scene.of(Plan.calm(4, 65).with(rude)).load();
    scene.seconds(30);
    scene.settles(10_000);
    assertTrue(scene.world().clients().garbageSent() > 500);
    assertTrue(scene.world().checks().acknowledged().size() > 200);
  }
}
