package io.quorate.simulator;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.crypto.Hash;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Knows which contradictions one process of an honest node was shown, and demands that its engine
 * reports each.
 *
 * <p>A contradiction is detectable when both of two verified messages of another validator, each
 * signed by it as a whole and contradicting each other, were delivered to one process, and its
 * engine remembers their place from the first delivery to the second:
 *
 * <ul>
 *   <li>HotStuff: proposals and votes of views within {@link #WINDOW} of the current one.
 *   <li>PBFT: pre-prepares, prepares and commits of the current view, once it is open, for the
 *       {@link #SLOTS} heights above the committed one.
 *   <li>Tendermint: proposals, prevotes and precommits of the height being decided, in the current
 *       round and the {@link #WINDOW} before it; of later rounds an engine keeps one per validator.
 * </ul>
 *
 * What only different replicas were shown, what came before a restart, and what came as a part of
 * another message is not counted. Not thread-safe.
 */
final class Witness {
  /** Views that HotStuff engines remember below and above their own, Tendermint's rounds below. */
  private static final long WINDOW = 8;

  /** The least execution lag of any chain, so a height that PBFT has a slot for. */
  private static final long SLOTS = 4;

  private static final String VIEW_OPENS = "PBFT-ENTER";

  private final int node;
  private final EngineKind engine;

  /** The first vote at every place, by what is forgotten as a whole. */
  private final SortedMap<Long, Map<Place, SignedVote>> heard = new TreeMap<>();

  private final Set<Hash> reported = new LinkedHashSet<>();
  private final SortedSet<Integer> offenders = new TreeSet<>();
  private Optional<Equivocation> due = Optional.empty();
  private long view;
  private long openView = -1;
  private long committed;
  private long epoch;

  /** Where a validator may say one thing only. */
  private record Place(int signer, Phase phase, long view, long height) {
    static Place of(SignedVote vote) {
      VoteContent content = vote.content();
      boolean perHeight = content.phase().slot() == Phase.Slot.HEIGHT_AND_VIEW;
      return new Place(
          vote.signer(), content.phase(), content.view(), perHeight ? content.height() : 0);
    }
  }

  Witness(int node, EngineKind engine, long committed) {
    this.node = node;
    this.engine = engine;
    this.committed = committed;
  }

  /** The replica is about to handle something; verified messages of others are what counts. */
  void hears(ReplicaInput input) {
    if (input instanceof ReplicaInput.Received(int from, PeerMessage.EngineMessageOf message)
        && from != node) {
      message.message().vote().ifPresent(this::hears);
    }
  }

  private void hears(SignedVote vote) {
    VoteContent content = vote.content();
    if (!remembered(content)) {
      return;
    }
    SignedVote earlier =
        heard
            .computeIfAbsent(span(content), s -> new LinkedHashMap<>())
            .putIfAbsent(Place.of(vote), vote);
    if (earlier != null && earlier.content().contradicts(content)) {
      due = Optional.of(Equivocation.of(earlier, vote));
    }
  }

  void reported(Equivocation evidence) {
    reported.add(evidence.contradiction());
    offenders.add(evidence.validator());
  }

  /** An engine of another epoch began, and remembers nothing. */
  void entered(Epoch now) {
    epoch = now.number();
    heard.clear();
    view = 0;
    openView = -1;
  }

  void entered(long now) {
    view = now;
    if (engine == EngineKind.HOTSTUFF) {
      heard.headMap(view - WINDOW).clear();
    }
  }

  void noted(String rule) {
    if (rule.equals(VIEW_OPENS)) {
      openView = view;
    }
  }

  void committed(long height) {
    committed = height;
    if (engine != EngineKind.HOTSTUFF) {
      heard.headMap(height + 1).clear();
    }
  }

  /** The message was handled, and view and height are what they are now. */
  void handled() {
    Optional<Equivocation> checked = due;
    due = Optional.empty();
    checked
        .filter(e -> remembered(e.first().content()))
        .filter(e -> !reported.contains(e.contradiction()))
        .ifPresent(e -> {
          throw new Violation("evidence", "n" + node + " was shown and did not report " + e);
        });
  }

  /** Whom the process caught. */
  SortedSet<Integer> offenders() {
    return offenders;
  }

  private long span(VoteContent content) {
    return engine == EngineKind.HOTSTUFF ? content.view() : content.height();
  }

  private boolean remembered(VoteContent content) {
    long views = Math.abs(content.view() - view);
    if (content.epoch() != epoch) {
      return false;
    }
    return switch (content.phase()) {
      case HOTSTUFF_PROPOSAL, HOTSTUFF_VOTE -> views <= WINDOW;
      case PBFT_PREPARE, PBFT_COMMIT ->
          views == 0
              && view == openView
              && content.height() > committed
              && content.height() <= committed + SLOTS;
      case TENDERMINT_PROPOSAL, TENDERMINT_PREVOTE, TENDERMINT_PRECOMMIT ->
          content.view() <= view && views <= WINDOW && content.height() == committed + 1;
      case HOTSTUFF_TIMEOUT, PBFT_VIEW_CHANGE, PBFT_NEW_VIEW -> false;
    };
  }
}
