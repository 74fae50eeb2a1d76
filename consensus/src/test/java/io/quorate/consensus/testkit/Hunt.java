package io.quorate.consensus.testkit;

/**
 * A search for a fault, one try per seed.
 *
 * @param name how reports name it
 * @param seeds how many seeds there are, from 1
 * @param run one try; throws when a checker objects
 */
public record Hunt(String name, long seeds, Try run) {
  /**
   * Whether faults are drawn, or enumerated, and only the checkers judge; a hunt with one seed is a
   * script that asks for one thing.
   */
  boolean drawn() {
    return seeds > 1;
  }

  /** One try of a hunt. */
  @FunctionalInterface
  public interface Try {
    /** Throws an AssertionError, or what the engine threw, when something is wrong. */
    void run(EngineUnderTest engine, long seed);
  }
}
