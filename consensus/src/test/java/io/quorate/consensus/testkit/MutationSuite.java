package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.consensus.engine.EngineFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * Shows that the checkers can fail: an engine lists broken versions of itself, and each must be
 * caught within a bounded number of seeds. An engine's test tree extends this with its mutants,
 * made through small seams (a rules interface, a wrapped epoch, a filter of effects, see {@link
 * BentFactory}), never by a flag in production code.
 */
public abstract class MutationSuite {
  /** So many seeds of each hunt that draws look once more for what a script caught. */
  private static final long DRAWN = Long.getLong("quorate.mutants.seeds", 24);

  /** The honest engine. */
  protected abstract EngineUnderTest engine();

  /** Versions broken in its own way; those that any engine can have are added. */
  protected abstract List<Mutant> mutants();

  /** Where to look; an engine may add what only it can ask. */
  protected List<Hunt> hunts() {
    return Hunts.all();
  }

  /**
   * A broken engine.
   *
   * @param name what is broken
   * @param factory makes it
   */
  public record Mutant(String name, EngineFactory factory) {}

  @TestFactory
  @DisplayName("every mutant is caught")
  final Stream<DynamicTest> mutantsAreCaught(TestReporter reporter) {
    Map<String, List<String>> catches = new LinkedHashMap<>();
    List<String> byScriptsAlone = new ArrayList<>();
    return Stream.concat(CommonMutants.of(engine().factory()).stream(), mutants().stream())
        .map(mutant ->
            DynamicTest.dynamicTest(
                mutant.name(),
                () -> {
                  Catch caught = caught(mutant);
                  reporter.publishEntry(mutant.name(), caught + ": " + caught.objection());
                  catches
                      .computeIfAbsent(caught.toString(), where -> new ArrayList<>())
                      .add(mutant.name());
                  if (!caught.hunt().drawn() && drawn(mutant).isEmpty()) {
                    byScriptsAlone.add(mutant.name());
                  }
                }))
        // JUnit closes the stream once it has run the last of its tests.
        .onClose(() -> tell(catches, byScriptsAlone, reporter));
  }

  /** A line for each place that catches anything. */
  private void tell(
      Map<String, List<String>> catches, List<String> byScriptsAlone, TestReporter reporter) {
    String mutants = engine().factory().kind().label() + " mutants caught by ";
    catches.forEach(
        (where, names) -> Findings.tell(reporter, mutants + where, String.join("; ", names)));
    Findings.tell(
        reporter,
        mutants + "scripts alone (" + DRAWN + " seeds of each other hunt let them pass)",
        byScriptsAlone.isEmpty() ? "none" : String.join("; ", byScriptsAlone));
  }

  /** Where a mutant was caught. */
  private record Catch(Hunt hunt, long seed, String objection) {
    @Override
    public String toString() {
      return hunt.name() + ", seed " + seed;
    }
  }

  private Catch caught(Mutant mutant) {
    return hunts().stream()
        .flatMap(hunt -> search(mutant, hunt, 1).stream())
        .findFirst()
        .orElseGet(
            () -> fail(mutant.name() + " survived " + hunts().stream().map(Hunt::name).toList()));
  }

  /**
   * What the checkers find by themselves, where no script asks the right thing. An odd step meets
   * every one of four victims.
   */
  private Optional<Catch> drawn(Mutant mutant) {
    return hunts().stream()
        .filter(Hunt::drawn)
        .flatMap(hunt -> search(mutant, hunt, hunt.seeds() / DRAWN | 1).stream())
        .findFirst();
  }

  private Optional<Catch> search(Mutant mutant, Hunt hunt, long step) {
    EngineUnderTest broken = engine().with(mutant.factory());
    for (long seed = 1; seed <= hunt.seeds(); seed += step) {
      Optional<String> objection = objection(hunt, broken, seed);
      if (objection.isPresent()) {
        return Optional.of(new Catch(hunt, seed, objection.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> objection(Hunt hunt, EngineUnderTest engine, long seed) {
    try {
      hunt.run().run(engine, seed);
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      String text = String.valueOf(e.getMessage());
      return Optional.of(text.lines().findFirst().orElse(text));
    }
  }

  @TestFactory
  @DisplayName("the honest engine survives every hunt")
  final Stream<DynamicTest> honestSurvives() {
    return hunts().stream()
        .map(hunt ->
            DynamicTest.dynamicTest(
                hunt.name(),
                () -> {
                  for (long seed = 1; seed <= hunt.seeds(); seed++) {
                    long at = seed;
                    assertDoesNotThrow(() -> hunt.run().run(engine(), at), "seed " + at);
                  }
                }));
  }
}
