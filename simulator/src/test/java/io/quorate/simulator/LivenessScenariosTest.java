package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.wire.Decoded;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.byzantine.EngineLies;
import io.quorate.simulator.byzantine.LieKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Published liveness failures, with whole replicas")
class LivenessScenariosTest {
  private static final ClientPlan STEADY =
      new ClientPlan(2, 50 * Plan.MILLI, 600 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S35: after an hour without a quorum the first transaction is proved within 10 s of its return")
  void quorumReturnsAfterAnHour(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 35)).load();
    scene.seconds(5);
    scene.crash(1, 2);
    scene.seconds(3_600);
    long before = scene.height();
    scene.start(1, 2);
    scene.world().clients().rest();
    scene.commitMillis(0, 3, 10_000);
    assertTrue(scene.height() > before);
    scene.settles(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S36: with one of four down for ever commits go on, each within 8 s")
  void oneDeadForEver(EngineKind engine, TestReporter reporter) {
    Scene scene = Scene.of(engine, Plan.calm(4, 36).with(STEADY)).load();
    scene.seconds(5);
    scene.crash(2);
    long before = scene.height();
    long longest = 0;
    for (int i = 0; i < 40; i++) {
      scene.millis(700);
      longest = Math.max(longest, scene.commitMillis(0, List.of(0, 1, 3).get(i % 3), 8_000));
    }
    reporter.publishEntry("longest commit with a dead leader, ms", Long.toString(longest));
    scene.settles(20_000);
    assertTrue(scene.height() > before + 60, () -> scene.height() + " after " + before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S37: a leader that votes and never proposes is replaced; commits within 10 s")
  void silentLeader(EngineKind engine) {
    Scene scene =
        Scene.of(
                engine,
                Engines.lying(
                    Plan.calm(4, 37).with(STEADY),
                    Engines.firstLeader(engine, 4),
                    LieKind.SILENT_LEADER))
            .load();
    scene.seconds(60);
    assertTrue(scene.fired(Engines.gaveUp(engine)) > 0);
    scene.settles(10_000);
    assertTrue(scene.height() > 60, () -> "height " + scene.height());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S37: a leader that proposes nothing but empty blocks keeps no transaction for 10 s")
  void emptyLeader(EngineKind engine) {
    int liar = Engines.firstLeader(engine, 4);
    Plan plan = Engines.lying(Plan.calm(4, 370).with(STEADY), liar, LieKind.EMPTY_BLOCKS);
    Scene scene = Scene.of(engine, plan).load();
    scene.seconds(60);
    assertTrue(scene.told("empty-blocks") > 0);
    long empty = 0;
    for (long height = 1; height <= scene.height(); height++) {
      Block block = scene.world().checks().log().block(height);
      empty += block.payload().transactions().isEmpty() ? 1 : 0;
      assertTrue(block.header().proposer() != liar || block.payload().transactions().isEmpty());
    }
    assertTrue(empty > 0, "its empty blocks are in the log");
    scene.settles(10_000);
    long longest = scene.world().clients().longestWait() / Plan.MILLI;
    assertTrue(longest < 10_000, () -> "a transaction waited for " + longest + " ms");
    assertTrue(scene.world().checks().log().transactions() > 100);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S38: a leader whose own proposals reach nobody gives them up by its own rules, as the others do")
  void lonelyLeader(EngineKind engine) {
    int leader = Engines.firstLeader(engine, 4);
    int[] gaveUp = {0};
    Parts parts =
        Hooked.of(engine)
            .watched((node, effects) -> gaveUp[0] += node == leader ? gaveUps(engine, effects) : 0);
    Scene scene = Scene.of(engine, Plan.calm(4, 38).with(STEADY), parts);
    EngineLies messages = EngineLies.of(engine);
    scene
        .world()
        .network()
        .lose((from, to, packet) ->
            from == leader
                && packet.decoded(scene.world().codec())
                    instanceof Decoded.Ok<PeerMessage>(PeerMessage.EngineMessageOf(long _, var m))
                && messages.proposed(m.body()).isPresent());
    scene.load().seconds(60);
    assertTrue(gaveUp[0] > 0, "the leader waits for ever for what it proposed");
    scene.settles(30_000);
    assertTrue(scene.height() > 60, () -> "height " + scene.height());
  }

  /** How often somebody who leads gave up. */
  private static int gaveUps(EngineKind engine, List<ReplicaEffect> effects) {
    int count = 0;
    for (ReplicaEffect effect : effects) {
      boolean gaveUp =
          effect instanceof ReplicaEffect.Note(String rule, String _)
              && rule.equals(Engines.leaderGaveUp(engine));
      count += gaveUp ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S39: the leader and the next one are dead; the second one is timed out as well")
  void successiveLeadersDead(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(7, 39).with(STEADY)).load();
    scene.seconds(3);
    int leader = scene.status(0).leader();
    scene.crash(leader, (leader + 1) % 7);
    scene.seconds(30);
    scene.settles(60_000);
    assertTrue(
        scene.fired(Engines.gaveUp(engine)) >= 10,
        () -> scene.fired(Engines.gaveUp(engine)) + " timeouts");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S40: ten minutes of load on a healthy network, and no view is given up")
  void noSpuriousViewChange(EngineKind engine) {
    ClientPlan load =
        new ClientPlan(2, 200 * Plan.MILLI, 1_600 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);
    Scene scene = Scene.of(engine, Plan.calm(4, 40).with(load)).load();
    scene.seconds(600);
    scene.settles(2_000);
    assertEquals(0, scene.fired(Engines.gaveUp(engine)));
    assertTrue(scene.world().checks().log().transactions() > 1_500);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S42: a node that restarts while views change is not held back by what it said before")
  void restartsDuringViewChanges(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 42).with(STEADY)).load();
    scene.seconds(3);
    scene.crash(0, 1);
    scene.seconds(7);
    for (int i = 0; i < 5; i++) {
      scene.crash(2);
      scene.millis(100);
      scene.start(2);
      scene.seconds(1);
    }
    scene.start(1);
    scene.commitMillis(0, 2, 12_000);
    scene.start(0);
    scene.settles(12_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S44: a leader crashes as it enters its view, before it says anything in it")
  void leaderDiesAtOnce(EngineKind engine) {
    Doom doom = new Doom();
    Scene scene =
        Scene.of(engine, Plan.calm(4, 44).with(STEADY), Hooked.of(engine).watched(doom)).load();
    for (int i = 0; i < 8; i++) {
      scene.seconds(2);
      // With a stable leader nobody else leads before that one is gone.
      int gone = scene.status(i % 4).leader();
      scene.world().network().isolate(gone);
      doom.awaits(scene, gone);
      assertTrue(scene.world().runUntil(30 * Plan.SECOND, doom::struck), "nobody else leads");
      scene.world().network().rejoin(gone);
      scene.commitMillis(0, gone, 15_000);
      assertFalse(scene.world().node(doom.victim()).running());
      scene.start(doom.victim());
    }
    scene.settles(10_000);
  }

  /** Crashes the next node, but for one, between its entry into a view it leads and all else. */
  private static final class Doom implements Hooked.Watcher {
    private Optional<Scene> scene = Optional.empty();
    private int spared;
    private int victim = -1;

    void awaits(Scene where, int butFor) {
      scene = Optional.of(where);
      spared = butFor;
      victim = -1;
    }

    boolean struck() {
      return victim >= 0 && scene.map(s -> !s.world().node(victim).running()).orElse(false);
    }

    int victim() {
      return victim;
    }

    @Override
    public void sees(int node, List<ReplicaEffect> effects) {
      for (int i = 0; i < effects.size() && victim < 0 && scene.isPresent(); i++) {
        if (effects.get(i) instanceof ReplicaEffect.EnteredView(long _, int leader)
            && leader == node
            && node != spared) {
          victim = node;
          scene.orElseThrow().world().node(node).process().orElseThrow().crashAfterEffects(i + 1L);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S41: no timer runs before there is work: pauses longer than every timeout, and no view is given up")
  void pausesLongerThanTimeouts(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 4_100));
    long longest = scene.world().plan().chain().maxTimeoutMillis();
    for (int i = 0; i < 24; i++) {
      // Of all lengths: a timer that started at the last block would run out just before the next.
      scene.millis(longest / 16 * (i + 1));
      scene.commitMillis(i % 3, i % 4, 1_000);
    }
    assertEquals(0, scene.fired(Engines.gaveUp(engine)));
    scene.settles(2_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S47: an idle chain says nothing and gives up nothing; one transaction then commits within one timeout")
  void idleThenOne(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 47));
    scene.commitMillis(0, 0, 2_000);
    scene.seconds(30);
    long view = scene.world().checks().highestView();
    long height = scene.height();
    scene.seconds(600);
    assertEquals(view, scene.world().checks().highestView());
    assertEquals(height, scene.height());
    assertEquals(0, scene.fired(Engines.gaveUp(engine)));
    scene.commitMillis(1, 2, 1_000);
    scene.settles(2_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S53: a node that missed a thousand heights catches up to the same state and votes again")
  void longAbsence(EngineKind engine) {
    ClientPlan busy =
        new ClientPlan(4, 1 * Plan.MILLI, 30 * Plan.MILLI, 50, 60, 0, 4 * Plan.SECOND);
    Scene scene = Scene.of(engine, Plan.calm(4, 53).with(busy)).load();
    scene.seconds(1);
    scene.world().network().isolate(3);
    assertTrue(scene.world().runUntil(600 * Plan.SECOND, () -> scene.height() > 1_600));
    long missed = scene.height() - scene.status(3).finalizedHeight();
    assertTrue(missed > 1_000, () -> "missed " + missed);
    scene.world().clients().rest();
    scene.world().network().rejoin(3);
    scene.settles(20_000);
    scene.crash(0);
    scene.commitMillis(0, 3, 10_000);
    scene.start(0);
    scene.settles(10_000);
  }
}
