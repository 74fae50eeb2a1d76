package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.Event;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Hunts what is broken with drawn runs, and names the checker that spoke. */
final class Caught {
  private static final int SEEDS = 25;

  private Caught() {}

  /** One of the checkers speaks within a few seeds; the report ends with the command. */
  static void by(Broken parts, Liars liars, String... checkers) {
    List<String> seen = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulationOptions options = new SimulationOptions(parts.kind(), 4, seed).with(liars);
      SimulationReport report = Simulate.run(options, Plan.draw(options), parts);
      Optional<SimulationReport.Failure> failure = report.failure();
      if (failure.isPresent()) {
        seen.add(failure.get().checker());
        if (List.of(checkers).contains(failure.get().checker())) {
          List<String> lines = report.lines();
          assertEquals(options.command(), lines.getLast());
          assertTrue(lines.getFirst().contains("seed " + seed));
          return;
        }
      }
    }
    assertEquals(
        List.of(checkers), seen, "none of the expected checkers spoke in " + SEEDS + " seeds");
  }

  static void by(Broken parts, String... checkers) {
    by(parts, Liars.NONE, checkers);
  }

  /** The engine with something in the place of how it handles events. */
  static ConsensusEngine around(ConsensusEngine inner, BiConsumer<Event, Effects> handle) {
    return new ConsensusEngine() {
      @Override
      public void handle(Event event, Effects effects) {
        handle.accept(event, effects);
      }

      @Override
      public Hash stateHash() {
        return inner.stateHash();
      }
    };
  }

  /** The engine without some of its effects. */
  static ConsensusEngine without(ConsensusEngine inner, Predicate<Effect> swallowed) {
    return around(
        inner,
        (event, effects) ->
            inner.handle(
                event,
                effect -> {
                  if (!swallowed.test(effect)) {
                    effects.emit(effect);
                  }
                }));
  }
}
