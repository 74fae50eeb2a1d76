package io.quorate.devnet.diagnose;

import io.quorate.devnet.diagnose.Finding.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Nodes that answer and are not well: full disks, wrong clocks, lost memories, lags, lies. */
final class NodeRules {
  private static final long CLOCK_MILLIS = 1_000;
  private static final long BEHIND = 50;

  private NodeRules() {}

  static List<Finding> of(Situation seen) {
    List<Finding> findings = new ArrayList<>();
    long middle = middleClock(seen.answers());
    for (Answer answer : seen.answers()) {
      disk(seen, answer).ifPresent(findings::add);
      clock(seen, answer, middle).ifPresent(findings::add);
      memory(seen, answer).ifPresent(findings::add);
      behind(seen, answer).ifPresent(findings::add);
      slowApplication(seen, answer).ifPresent(findings::add);
    }
    for (int i = 0; i < seen.names().size(); i++) {
      evidence(seen, i).ifPresent(findings::add);
      refused(seen, seen.names().get(i)).ifPresent(findings::add);
    }
    return findings;
  }

  private static Optional<Finding> disk(Situation seen, Answer answer) {
    return answer.diskPaused()
        ? Optional.of(
            new Finding(
                Weight.COSTS,
                "disk-full",
                "the disk of " + answer.node() + " is full; it answers reads and signs nothing",
                seen.steps().room(answer.node())))
        : Optional.empty();
  }

  /** Of an even number the lower middle one, so that one wrong clock never moves it. */
  private static long middleClock(List<Answer> answers) {
    long[] offsets =
        answers.stream()
            .flatMapToLong(answer -> answer.clockAheadMillis().stream())
            .sorted()
            .toArray();
    return offsets.length == 0 ? 0 : offsets[(offsets.length - 1) / 2];
  }

  private static Optional<Finding> clock(Situation seen, Answer answer, long middle) {
    long off = answer.clockAheadMillis().orElse(middle) - middle;
    if (Math.abs(off) < CLOCK_MILLIS) {
      return Optional.empty();
    }
    boolean refused = off > seen.genesis().parameters().maxClockDriftMillis();
    return Optional.of(
        new Finding(
            Weight.COSTS,
            "clock",
            "the clock of %s is %d.%d s %s that of most nodes%s"
                .formatted(
                    answer.node(),
                    Math.abs(off) / 1_000,
                    Math.abs(off) % 1_000 / 100,
                    off > 0 ? "ahead of" : "behind",
                    refused ? "; the others refuse its blocks as from the future" : ""),
            seen.steps().clock(answer.node())));
  }

  private static Optional<Finding> memory(Situation seen, Answer answer) {
    if (answer.standing().voting()) {
      return Optional.empty();
    }
    long length = seen.genesis().parameters().epochLength();
    long border = (Math.max(seen.height(), 1) - 1) / length * length + length + 1;
    return Optional.of(
        new Finding(
            Weight.COSTS,
            "observing",
            "%s lost what it had signed; it observes until an epoch begins, at height %d (now %d) or one epoch later"
                .formatted(answer.node(), border, seen.height()),
            "nothing: it votes again by itself; an old copy of its data would make it a liar"));
  }

  private static Optional<Finding> behind(Situation seen, Answer answer) {
    long lag = seen.height() - answer.standing().finalized();
    if (lag < BEHIND) {
      return Optional.empty();
    }
    long before = seen.earlier(answer.node()).map(then -> then.standing().finalized()).orElse(0L);
    double rate = (answer.standing().finalized() - before) / seen.seconds();
    double closing = rate - seen.grown() / seen.seconds();
    String pace;
    if (rate <= 0) {
      pace = "and stands still";
    } else if (closing <= 0) {
      pace = "and does not come nearer (%.0f heights a second)".formatted(rate);
    } else {
      pace = "and there in about %.0f s (%.0f heights a second)".formatted(lag / closing, rate);
    }
    return Optional.of(
        new Finding(
            Weight.COSTS,
            "behind",
            answer.node() + " is " + lag + " heights behind " + pace,
            closing > 0 ? "wait" : seen.steps().log(answer.node())));
  }

  private static Optional<Finding> slowApplication(Situation seen, Answer answer) {
    long lag = answer.standing().committed() - answer.standing().executed();
    boolean explained = answer.diskPaused();
    return lag < seen.genesis().parameters().executionLag() || explained
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Weight.COSTS,
                "execution",
                answer.node()
                    + " has "
                    + lag
                    + " ordered blocks that it has not executed, and votes for no more until it has",
                "look at quorate_execution_seconds: the application or the disk is too slow"));
  }

  private static Optional<Finding> evidence(Situation seen, int validator) {
    long times =
        seen.answers().stream()
            .mapToLong(answer -> answer.evidence().getOrDefault(validator, 0L))
            .max()
            .orElse(0);
    return times == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Weight.COSTS,
                "evidence",
                seen.names().get(validator)
                    + " was caught contradicting itself; it is faulty or in"
                    + " wrong hands, or its key runs twice",
                "stop it, find out who has its key, and look for `equivocated` in the logs of"
                    + " the others"));
  }

  private static Optional<Finding> refused(Situation seen, String name) {
    long rise = 0;
    for (Answer now : seen.answers()) {
      long then = seen.earlier(now.node()).map(answer -> refusedOf(answer, name)).orElse(0L);
      rise = Math.max(rise, refusedOf(now, name) - then);
    }
    return rise <= 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Weight.COSTS,
                "refused",
                rise + " messages of " + name + " failed verification while this command looked",
                "compare its software and genesis with the others'; a message that fails is never"
                    + " sent by a sound node"));
  }

  private static long refusedOf(Answer answer, String name) {
    return Optional.ofNullable(answer.peers().get(name)).map(PeerSight::refused).orElse(0L);
  }
}
