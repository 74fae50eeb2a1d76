package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.byzantine.Aim;
import io.quorate.simulator.byzantine.LieKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every strategy acts, on every engine and in every epoch, and nobody suffers")
class StrategiesTest {
  private static final ClientPlan LOAD =
      new ClientPlan(3, 20 * Plan.MILLI, 200 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);

  /** Something waits at any moment, so who starts again proposes at once. */
  private static final ClientPlan BUSY =
      new ClientPlan(8, Plan.MILLI, 10 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);

  private static final int STEPS = 300;

  /** Those whose lies are contradictions: the mark that they leave is evidence in the log. */
  private static final Set<LieKind> PROVABLE =
      EnumSet.of(LieKind.EQUIVOCATE, LieKind.DOUBLE_VOTE, LieKind.AMNESIA, LieKind.TWINS);

  /** When the liar lies. */
  enum When {
    FIRST_EPOCH,
    LATER_EPOCH;

    private static final long EPOCH = 20;
    private static final long FROM = 25;

    Plan plan(Plan calm) {
      return this == FIRST_EPOCH ? calm : calm.with(calm.chain().withEpochLength(EPOCH));
    }

    Aim at(List<Integer> targets) {
      return new Aim(1000, 1, from(), Long.MAX_VALUE, targets);
    }

    long from() {
      return this == FIRST_EPOCH ? 0 : FROM;
    }

    boolean is(long epoch) {
      return (epoch == 0) == (this == FIRST_EPOCH);
    }
  }

  static Stream<Arguments> all() {
    return Engines.all().stream()
        .flatMap(engine ->
            Stream.of(LieKind.values())
                .flatMap(
                    lie -> Stream.of(When.values()).map(when -> Arguments.of(engine, lie, when))));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("all")
  @DisplayName("its lies are told, or leave evidence; everybody else agrees and commits")
  void acts(EngineKind engine, LieKind lie, When when) {
    int liar = Engines.firstLeader(engine, 4);
    List<Integer> half = List.of((liar + 2) % 4, (liar + 3) % 4);
    Plan calm = when.plan(Plan.calm(4, seed(lie)).with(load(engine, lie)));
    Scene scene = Scene.of(engine, Engines.lying(calm, liar, when.at(half), kinds(lie))).load();
    for (int i = 0; i < STEPS && !acted(scene, lie, liar, when); i++) {
      // Now at one point of a block's way and now at another.
      scene.millis(50 + 7 * (i % 11));
      if (lie == LieKind.AMNESIA && scene.height() >= when.from()) {
        scene.crash(liar);
        scene.start(liar);
      }
    }
    assertTrue(
        acted(scene, lie, liar, when),
        () -> "height " + scene.height() + ", told " + scene.world().told());
    scene.seconds(2);
    assertRead(scene, liar, scene.told(lie.label()));
    scene.settles(20_000);
  }

  /** In most runs a silent primary follows the others before it asks for a view itself. */
  private static long seed(LieKind lie) {
    return lie == LieKind.STALE_CERTIFICATES ? 907 : 900;
  }

  private static ClientPlan load(EngineKind engine, LieKind lie) {
    return lie == LieKind.AMNESIA && engine != EngineKind.HOTSTUFF ? BUSY : LOAD;
  }

  /** Of what was told, most is of the epoch that its receivers are in. */
  private static void assertRead(Scene scene, int liar, long told) {
    long unread =
        scene.lines().stream()
            .filter(line -> line.contains("refused from n" + liar + ": OTHER_EPOCH"))
            .count();
    assertTrue(
        told == 0 || 2 * unread <= told + 20,
        () -> unread + " refused for their epoch, told " + told);
  }

  /** Certificates that can be old are sent when a view was given up. */
  private static LieKind[] kinds(LieKind lie) {
    return lie == LieKind.STALE_CERTIFICATES
        ? new LieKind[] {LieKind.SILENT_LEADER, lie}
        : new LieKind[] {lie};
  }

  private static boolean acted(Scene scene, LieKind lie, int liar, When when) {
    return PROVABLE.contains(lie)
        ? scene.evidence().stream()
            .anyMatch(e -> e.validator() == liar && when.is(e.first().content().epoch()))
        : scene.told(lie.label()) > 0;
  }
}
