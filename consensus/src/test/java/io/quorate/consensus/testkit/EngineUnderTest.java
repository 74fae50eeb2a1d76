package io.quorate.consensus.testkit;

import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
import java.util.List;

/** All that the suites need of one engine. Stateless. */
public interface EngineUnderTest extends Proposals {
  /** Makes the honest engine. */
  EngineFactory factory();

  /**
   * Messages that validator {@code sender} could send for a view far above all others' and that the
   * verifier accepts: at least one vote. The kit signs them.
   *
   * @param view the view (round), above 0
   */
  List<EngineMessage> far(Fixture fixture, int sender, long view);

  /** The same for a height of choice, where the engine's votes have one of their own. */
  default List<EngineMessage> far(Fixture fixture, int sender, long view, long height) {
    return far(fixture, sender, view);
  }

  /**
   * How many signed things (votes, proposals, view changes, the certificates in them) the engine
   * may remember of one validator at most, whatever that sends: the sum in the engine's SPEC.md
   * under Memory.
   */
  int remembered(Fixture fixture);

  /**
   * Whether the message names no chain and no epoch because it proves nothing: a hint that only the
   * connection vouches for.
   */
  default boolean isHint(EngineMessage body) {
    return false;
  }

  /** The same engine, made by another factory: a mutant, say. */
  default EngineUnderTest with(EngineFactory factory) {
    return new Replaced(this, factory);
  }

  /** n validators of power one. */
  default Fixture fixture(int n) {
    return new Fixture(factory(), n);
  }

  /** n replicas, not started. */
  default Cluster cluster(int n) {
    return new Cluster(fixture(n));
  }
}
