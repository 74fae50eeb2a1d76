package io.quorate.simulator.byzantine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The strategies, by the names that command lines and reports use. */
public enum LieKind {
  /** Proposes one block to some and another one to the rest, and both to one. */
  EQUIVOCATE(LeaderLies.Equivocate::new),
  /** Votes for everything that is proposed, and against what it voted for. */
  DOUBLE_VOTE(VoteLies.DoubleVote::new),
  /** Keeps its votes from its targets. */
  WITHHOLD_VOTES(VoteLies.Withhold::new),
  /** Proposes nothing when it leads. */
  SILENT_LEADER(LeaderLies.Silent::new),
  /** Proposes nothing but empty blocks, whatever waits. */
  EMPTY_BLOCKS(LeaderLies.Empty::new),
  /** Takes no transaction of one sender, from clients or peers. */
  CENSOR(TrafficLies.Censor::new),
  /** Sends nothing at all to its targets. */
  SELECTIVE(TrafficLies.Selective::new),
  /** Sends certificates of the past, or such as nobody signed. */
  STALE_CERTIFICATES(CertificateLies.Stale::new),
  /** Gives up and opens views that it has no reason to. */
  FORGED_VIEW_CHANGE(CertificateLies.ViewChanges::new),
  /** Forgets at every restart what it said and what it is locked on. */
  AMNESIA(Truth::new),
  /** Proposes blocks that no honest replica may vote for. */
  INVALID_BLOCKS(LeaderLies.Invalid::new),
  /** Attests other results than it executed. */
  WRONG_STATE_ROOT(VoteLies.WrongStateRoot::new),
  /** Signs messages for views and heights far away. */
  FLOOD(TrafficLies.Flood::new),
  /** Sends old messages, its own and others', and proposes executed transactions again. */
  REPLAY(TrafficLies.Replay::new),
  /** Answers those who catch up with wrong blocks or none, and claims wrong heights. */
  LIE_IN_CATCH_UP(CatchUpLies::new),
  /** Turns bits of what it sends. */
  BIT_FLIPS(TrafficLies.BitFlips::new),
  /** Runs twice under one key. */
  TWINS(Truth::new);

  @SuppressWarnings("ImmutableEnumChecker") // every maker is a constructor and holds nothing
  private final Supplier<Strategy> maker;

  LieKind(Supplier<Strategy> maker) {
    this.maker = maker;
  }

  /** The name on command lines. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A strategy of this kind for one liar. */
  Strategy create() {
    return maker.get();
  }

  /** The kind of that name. */
  public static Optional<LieKind> ofLabel(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(LieKind::label).toList();
  }

  /** Says nothing but the truth; the lie is in how its host runs it. */
  private static final class Truth implements Strategy {}
}
