package io.quorate.simulator;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What HotStuff and Tendermint have to remember:
 *
 * <ul>
 *   <li>HotStuff: proposals and votes of views within {@link #WINDOW} of the current one.
 *   <li>Tendermint: proposals, prevotes and precommits of the height being decided, in the current
 *       round and the {@link #WINDOW} before it, also when they are contradicted once it is decided
 *       and the next one is not; of later rounds an engine keeps one per validator.
 * </ul>
 */
final class WindowRecollection implements Recollection {
  /** Views that HotStuff engines remember below and above their own, Tendermint's rounds below. */
  private static final long WINDOW = 8;

  private static final Map<Place, SignedVote> NOTHING =
      Collections.unmodifiableMap(new LinkedHashMap<>());

  private final EngineKind engine;

  /** The first vote at every place, by what is forgotten as a whole. */
  private final SortedMap<Long, Map<Place, SignedVote>> heard = new TreeMap<>();

  private long view;
  private long committed;

  WindowRecollection(EngineKind engine, long committed) {
    this.engine = engine;
    this.committed = committed;
  }

  @Override
  public Optional<SignedVote> hears(SignedVote vote) {
    VoteContent content = vote.content();
    if (inTime(content)) {
      return Optional.ofNullable(
          heard
              .computeIfAbsent(span(content), s -> new LinkedHashMap<>())
              .putIfAbsent(Place.of(vote), vote));
    }
    return Optional.of(vote).filter(this::late).map(late -> known(late).get(Place.of(late)));
  }

  @Override
  public boolean holds(SignedVote vote) {
    return inTime(vote.content()) || late(vote);
  }

  private boolean inTime(VoteContent content) {
    long views = Math.abs(content.view() - view);
    return switch (content.phase()) {
      case HOTSTUFF_PROPOSAL, HOTSTUFF_VOTE -> views <= WINDOW;
      case TENDERMINT_PROPOSAL, TENDERMINT_PREVOTE, TENDERMINT_PRECOMMIT ->
          content.view() <= view && views <= WINDOW && content.height() == committed + 1;
      default -> false;
    };
  }

  /** Of the height decided last; what is late itself is only compared. */
  private boolean late(SignedVote vote) {
    return engine == EngineKind.TENDERMINT
        && vote.content().height() == committed
        && known(vote).containsKey(Place.of(vote));
  }

  private Map<Place, SignedVote> known(SignedVote vote) {
    return heard.getOrDefault(span(vote.content()), NOTHING);
  }

  @Override
  public void enteredEpoch() {
    heard.clear();
    view = 0;
  }

  @Override
  public void enteredView(long now) {
    view = now;
    if (engine == EngineKind.HOTSTUFF) {
      heard.headMap(view - WINDOW).clear();
    }
  }

  @Override
  public void noted(String rule, String text) {
    // What these engines remember follows from view and height.
  }

  @Override
  public void committed(long height) {
    committed = height;
    if (engine == EngineKind.TENDERMINT) {
      heard.headMap(height).clear();
      heard.values().forEach(places -> places.keySet().removeIf(p -> p.view() < view - WINDOW));
    }
  }

  private long span(VoteContent content) {
    return engine == EngineKind.HOTSTUFF ? content.view() : content.height();
  }
}
