package io.quorate.consensus.testkit;

import java.util.List;
import java.util.function.Consumer;

/** Where mutants are looked for, cheap and likely places first. */
final class Hunts {
  private static final int MOMENTS = 60;
  private static final long TWINS = 400;

  private Hunts() {}

  static List<Hunt> all() {
    return List.of(
        scenario("foreign messages", AdversaryConformance::foreign),
        scenario("refused block", AdversaryConformance::refusedBlock),
        scenario("equivocation", AdversaryConformance::equivocation),
        scenario("silent leader", LivenessConformance::silentLeader),
        scenario("fetch", LivenessConformance::fetches),
        scenario("rest", LivenessConformance::rests),
        scenario("far behind", LivenessConformance::farBehind),
        scenario("observer", LivenessConformance::observer),
        scenario("order", AgreementConformance::order),
        scenario("equal runs", AgreementConformance::deterministic),
        scenario("flood", AdversaryConformance::flood),
        new Hunt("swarm", 60, (engine, seed) -> Swarm.run(engine, 4, seed)),
        new Hunt("restart", 8L * MOMENTS, Hunts::restart),
        new Hunt("lying swarm", 120, (engine, seed) -> Swarm.lies(engine, 4, seed)),
        new Hunt("twins", TWINS, Hunts::twins));
  }

  /** A scenario of the conformance suite; it has one seed. */
  private static Hunt scenario(String name, Consumer<EngineConformance> scenario) {
    return new Hunt(
        name,
        1,
        (engine, seed) ->
            scenario.accept(
                new EngineConformance() {
                  @Override
                  public EngineUnderTest engine() {
                    return engine;
                  }
                }));
  }

  /** Every victim at every moment, then the same with a slow disk. */
  private static void restart(EngineUnderTest engine, long seed) {
    int at = (int) seed - 1;
    RivalAfterRestart.run(engine, at % 4, 1 + at / 4 % MOMENTS, at / 4 < MOMENTS ? 0 : 3);
  }

  /** Evenly spread cases of six views, each twin in turn. */
  private static void twins(EngineUnderTest engine, long seed) {
    Twins twins = new Twins(engine, List.of((int) (seed % 4)), 6, seed % 8 < 4);
    twins.run(twins.cases() / TWINS * (seed - 1));
  }
}
