package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.consensus.engine.EngineFactory;
import java.util.ArrayList;
import java.util.List;
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
    return Stream.concat(CommonMutants.of(engine().factory()).stream(), mutants().stream())
        .map(mutant ->
            DynamicTest.dynamicTest(
                mutant.name(), () -> reporter.publishEntry(mutant.name(), caught(mutant))));
  }

  /** Which hunt catches the mutant, with which seed. */
  private String caught(Mutant mutant) {
    EngineUnderTest broken = engine().with(mutant.factory());
    List<String> tried = new ArrayList<>();
    for (Hunt hunt : hunts()) {
      for (long seed = 1; seed <= hunt.seeds(); seed++) {
        Optional<String> objection = objection(hunt, broken, seed);
        if (objection.isPresent()) {
          return hunt.name() + ", seed " + seed + ": " + objection.get();
        }
      }
      tried.add(hunt.name() + " (" + hunt.seeds() + " seeds)");
    }
    return fail(mutant.name() + " survived " + tried);
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
