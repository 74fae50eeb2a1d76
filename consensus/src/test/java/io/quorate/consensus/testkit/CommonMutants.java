package io.quorate.consensus.testkit;

import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.testkit.MutationSuite.Mutant;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What can be broken in every engine alike, from outside: each of its duties once. */
final class CommonMutants {
  private static final long PAUSE = 60_000;

  private CommonMutants() {}

  static List<Mutant> of(EngineFactory honest) {
    return List.of(
        new Mutant("speaks before it persists", BentFactory.speaksBeforePersist(honest)),
        new Mutant("forgets everything on restart", events(honest, CommonMutants::forgotten)),
        new Mutant("ignores the application's verdict", events(honest, CommonMutants::accepted)),
        new Mutant("ignores catch-up", events(honest, CommonMutants::elsewhere)),
        new Mutant("never fetches", without(honest, Effect.FetchBlock.class::isInstance)),
        new Mutant("hides evidence", without(honest, Effect.ReportEvidence.class::isInstance)),
        new Mutant("starts no timer", without(honest, Effect.StartTimer.class::isInstance)),
        new Mutant("never rests", BentFactory.engines(honest, restless(honest))),
        new Mutant("proposes nothing", without(honest, Effect.RequestPayload.class::isInstance)),
        new Mutant("commits twice", BentFactory.effects(honest, CommonMutants::twice)),
        new Mutant("remembers all it hears", BentFactory.engines(honest, hoarder(honest))),
        new Mutant("has a state of its own", BentFactory.engines(honest, arbitrary(honest))),
        new Mutant(
            "votes as an observer",
            BentFactory.engines(honest, (epoch, self) -> honest.create(epoch, Math.max(0, self)))),
        new Mutant(
            "believes everybody",
            BentFactory.verifiers(honest, (epoch, tx) -> message -> Verdict.accept())));
  }

  private static EngineFactory events(EngineFactory honest, UnaryOperator<Event> change) {
    return BentFactory.events(honest, change);
  }

  private static EngineFactory without(EngineFactory honest, Predicate<Effect> dropped) {
    return BentFactory.effects(honest, all -> all.stream().filter(dropped.negate()).toList());
  }

  private static Event forgotten(Event event) {
    return event instanceof Event.Started started
        ? new Event.Started(
            Optional.empty(), started.committed(), started.uncommitted(), started.executedHeight())
        : event;
  }

  private static Event accepted(Event event) {
    return event instanceof Event.BlockValidated validated
        ? new Event.BlockValidated(validated.block(), Verdict.accept())
        : event;
  }

  /** What was executed long ago stands in the place of the block. */
  private static Event elsewhere(Event event) {
    return event instanceof Event.CommittedElsewhere ? new Event.HeightExecuted(0) : event;
  }

  private static List<Effect> twice(List<Effect> all) {
    List<Effect> more = new ArrayList<>(all);
    all.stream().filter(Effect.Commit.class::isInstance).forEach(more::add);
    return more;
  }

  private static final class Hoard {
    private final List<Event> heard = new ArrayList<>();

    void add(Event event) {
      heard.add(event);
    }
  }

  private static BentFactory.Engines hoarder(EngineFactory honest) {
    return (epoch, self) -> {
      Hoard hoard = new Hoard();
      return BentFactory.around(
          honest.create(epoch, self),
          (engine, event, out) -> {
            hoard.add(event);
            engine.handle(event, out);
          },
          UnaryOperator.identity());
    };
  }

  /** Its timers are never cancelled, and start again when they run out. */
  private static BentFactory.Engines restless(EngineFactory honest) {
    return (epoch, self) ->
        BentFactory.around(
            honest.create(epoch, self),
            (engine, event, out) -> {
              engine.handle(
                  event,
                  effect -> {
                    if (!(effect instanceof Effect.CancelTimer)) {
                      out.emit(effect);
                    }
                  });
              if (event instanceof Event.TimerExpired expired) {
                out.emit(new Effect.StartTimer(expired.timer(), PAUSE));
              }
            },
            UnaryOperator.identity());
  }

  /** No two of these engines have a state in common. */
  private static BentFactory.Engines arbitrary(EngineFactory honest) {
    int[] made = {0};
    return (epoch, self) -> {
      long number = ++made[0];
      return BentFactory.around(
          honest.create(epoch, self),
          (engine, event, out) -> engine.handle(event, out),
          hash -> salted(hash, number));
    };
  }

  private static Hash salted(Hash hash, long number) {
    Hash salted = hash;
    for (long i = number % 97; i >= 0; i--) {
      salted = Sha256.hash(salted.bytes());
    }
    return salted;
  }
}
