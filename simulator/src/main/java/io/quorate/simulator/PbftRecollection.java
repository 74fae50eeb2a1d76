package io.quorate.simulator;

import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What PBFT has to remember:
 *
 * <ul>
 *   <li>of the view that was open last: prepares, pre-prepares among them, and commits of the
 *       {@link #SLOTS} heights above the committed one and the {@link #PAST} up to it;
 *   <li>of higher views: those of the heights above the committed one, of each validator in the
 *       highest view that it voted in;
 *   <li>of each validator the view change for the highest view that it asked for;
 *   <li>the new view of the highest view, from when this replica was not beyond it.
 * </ul>
 */
final class PbftRecollection implements Recollection {
  /** The least execution lag of any chain, so a height that the engine has a slot for. */
  private static final long SLOTS = 4;

  private static final long PAST = 4;

  /** In the notes of a start in a view that is not open. */
  private static final String NOT_OPEN = ", asked for,";

  private final SortedMap<Long, Map<Place, SignedVote>> heard = new TreeMap<>();
  private final Map<Integer, Long> ahead = new TreeMap<>();
  private final Map<Integer, SignedVote> viewChanges = new TreeMap<>();
  private Optional<SignedVote> newView = Optional.empty();
  private long committed;
  private long view;
  private long openView = -1;
  private boolean startsOpen;

  PbftRecollection(long committed) {
    this.committed = committed;
  }

  @Override
  public Optional<SignedVote> hears(SignedVote vote) {
    return switch (vote.content().phase()) {
      case PBFT_PREPARE, PBFT_COMMIT -> agreement(vote);
      case PBFT_VIEW_CHANGE -> viewChange(vote);
      case PBFT_NEW_VIEW -> newView(vote);
      default -> Optional.empty();
    };
  }

  private Optional<SignedVote> agreement(SignedVote vote) {
    VoteContent content = vote.content();
    if (content.view() > openView && content.view() > aheadOf(vote)) {
      ahead.put(vote.signer(), content.view());
      forget(p -> p.signer() == vote.signer() && early(p) && p.view() < content.view());
    }
    return holds(vote)
        ? Optional.ofNullable(
            heard
                .computeIfAbsent(content.height(), h -> new LinkedHashMap<>())
                .putIfAbsent(Place.of(vote), vote))
        : Optional.empty();
  }

  private Optional<SignedVote> viewChange(SignedVote vote) {
    SignedVote highest = viewChanges.get(vote.signer());
    if (highest == null || highest.content().view() < vote.content().view()) {
      viewChanges.put(vote.signer(), vote);
      return Optional.empty();
    }
    return Optional.of(highest).filter(first -> sameView(first, vote));
  }

  private Optional<SignedVote> newView(SignedVote vote) {
    if (vote.content().view() < view) {
      return Optional.empty();
    }
    Optional<SignedVote> earlier = newView.filter(first -> sameView(first, vote));
    newView = earlier.or(() -> Optional.of(vote));
    return earlier;
  }

  @Override
  public boolean holds(SignedVote vote) {
    VoteContent content = vote.content();
    return switch (content.phase()) {
      case PBFT_PREPARE, PBFT_COMMIT -> holdsAgreement(vote);
      case PBFT_VIEW_CHANGE ->
          Optional.ofNullable(viewChanges.get(vote.signer()))
              .filter(highest -> sameView(highest, vote))
              .isPresent();
      case PBFT_NEW_VIEW ->
          content.view() >= view && newView.filter(highest -> sameView(highest, vote)).isPresent();
      default -> false;
    };
  }

  private boolean holdsAgreement(SignedVote vote) {
    VoteContent content = vote.content();
    if (content.height() > committed + SLOTS) {
      return false;
    }
    return content.view() == openView
        ? content.height() > committed - PAST
        : content.view() > openView
            && content.view() == aheadOf(vote)
            && content.height() > committed;
  }

  @Override
  public void enteredEpoch() {
    heard.clear();
    ahead.clear();
    viewChanges.clear();
    newView = Optional.empty();
    view = 0;
    openView = -1;
  }

  @Override
  public void enteredView(long now) {
    view = now;
    if (startsOpen) {
      openView = now;
      startsOpen = false;
    }
  }

  @Override
  public void noted(String rule, String text) {
    switch (rule) {
      case "PBFT-START", "PBFT-RESTORE" -> startsOpen = !text.contains(NOT_OPEN);
      case "PBFT-ENTER" -> {
        openView = view;
        forget(p -> p.view() < view);
      }
      default -> {}
    }
  }

  @Override
  public void committed(long height) {
    committed = height;
    heard.headMap(height - PAST + 1).clear();
    heard.headMap(height + 1).values().forEach(places -> places.keySet().removeIf(this::early));
  }

  private boolean early(Place place) {
    return place.view() > openView;
  }

  private long aheadOf(SignedVote vote) {
    return ahead.getOrDefault(vote.signer(), -1L);
  }

  private void forget(Predicate<Place> places) {
    heard.values().forEach(height -> height.keySet().removeIf(places));
  }

  private static boolean sameView(SignedVote one, SignedVote other) {
    return one.content().view() == other.content().view();
  }
}
