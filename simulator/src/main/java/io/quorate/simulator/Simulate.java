package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.consensus.engine.EngineFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs simulations. Thread-safe: runs share nothing. */
public final class Simulate {
  private Simulate() {}

  /** One run; the same options give the same report on every machine. */
  public static SimulationReport run(SimulationOptions options) {
    return run(options, Plan.draw(options), HonestParts.of(options.engine()));
  }

  /**
   * One run whose trace somebody reads.
   *
   * @param listener gets every line of the trace as it is written
   * @param verbose whether that includes what the engines say about their rules
   */
  public static SimulationReport run(
      SimulationOptions options, Consumer<String> listener, boolean verbose) {
    return run(
        options,
        Plan.draw(options),
        HonestParts.of(options.engine()),
        listener,
        verbose ? Trace.Detail.ALL : Trace.Detail.EVENTS);
  }

  /** One run of a chain that carries an application. */
  public static SimulationReport run(SimulationOptions options, Cargo cargo) {
    HonestParts honest = HonestParts.of(options.engine());
    Parts parts =
        new Parts() {
          @Override
          public EngineFactory engine(int node) {
            return honest.engine(node);
          }

          @Override
          public Application application(int node) {
            return new CarryingApplication(cargo);
          }
        };
    return run(options, Plan.draw(options), parts);
  }

  /** One run of other parts by another plan, to whose trace nobody listens. */
  static SimulationReport run(SimulationOptions options, Plan plan, Parts parts) {
    return run(options, plan, parts, line -> {}, Trace.Detail.SILENT);
  }

  /** One run of other parts by another plan, whose trace somebody reads. */
  static SimulationReport run(
      SimulationOptions options,
      Plan plan,
      Parts parts,
      Consumer<String> listener,
      Trace.Detail detail) {
    World world = new World(plan, parts, options.engine(), listener, detail);
    Simulation simulation = new Simulation(world);
    Optional<SimulationReport.Failure> failure = Optional.empty();
    try {
      simulation.run();
    } catch (Violation violation) {
      failure =
          Optional.of(
              new SimulationReport.Failure(
                  violation.checker(),
                  violation.detail(),
                  world.scheduler().now(),
                  world.trace().last(),
                  List.copyOf(simulation.struck())));
    }
    return new SimulationReport(
        options,
        PlanText.of(plan),
        world.trace().hash(),
        figures(simulation),
        world.checks().rules(),
        failure);
  }

  private static SimulationReport.Figures figures(Simulation simulation) {
    World world = simulation.world();
    return new SimulationReport.Figures(
        world.scheduler().now() / Plan.MILLI,
        world.events(),
        world.network().delivered(),
        world.network().lost(),
        simulation.struck().size(),
        world.told().values().stream().mapToLong(Long::longValue).sum(),
        world.checks().log().height(),
        world.checks().highestView(),
        world.checks().log().transactions(),
        world.clients().submitted(),
        world.checks().acknowledged().size(),
        Math.max(0, simulation.settled()) / Plan.MILLI,
        simulation.bound() / Plan.MILLI);
  }
}
