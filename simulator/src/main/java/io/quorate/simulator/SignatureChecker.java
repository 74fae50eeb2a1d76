package io.quorate.simulator;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Phase;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Sha256;
import io.quorate.replica.SigningGuard;
import io.quorate.replica.ledger.Ledger;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that left under an honest node's key, over all its processes: never two contradicting
 * statements, and after every restart the disk must know of what was said before (persist before
 * you speak).
 */
final class SignatureChecker {
  /** Views begin anew with each epoch. */
  private static final Comparator<VoteContent> BY_VIEW =
      Comparator.comparingLong(VoteContent::epoch).thenComparingLong(VoteContent::view);

  private static final Comparator<VoteContent> BY_PLACE =
      Comparator.comparingLong(VoteContent::height).thenComparingLong(VoteContent::view);

  private final Map<Slot, SigningContent> said = new LinkedHashMap<>();
  private final Map<PhaseOf, VoteContent> latest = new LinkedHashMap<>();
  private final long[] attested;

  /** Where a node may say one thing only; the code is the phase's, or 0 for attestations. */
  private record Slot(int node, int code, long epoch, long height, long view) {}

  private record PhaseOf(int node, Phase phase) {}

  SignatureChecker(int nodes) {
    this.attested = new long[nodes];
  }

  /** The vote or proposal of a node that is furthest on: nothing honest goes back behind it. */
  Optional<VoteContent> furthestVote(int node) {
    return latest.entrySet().stream()
        .filter(entry -> entry.getKey().node() == node)
        .map(Map.Entry::getValue)
        .max((one, other) -> order(one).compare(one, other));
  }

  /** Something leaves under a node's key, whether or not it arrives anywhere. */
  void signed(int node, SigningContent content) {
    arrived(node, content);
    switch (content) {
      case VoteContent vote when vote.phase().slot() != Phase.Slot.NONE ->
          latest.merge(
              new PhaseOf(node, vote.phase()),
              vote,
              (old, now) -> order(vote).compare(now, old) >= 0 ? now : old);
      case VoteContent _ -> {}
      case Attestation attestation ->
          attested[node] = Math.max(attested[node], attestation.height());
    }
  }

  /** Something arrived under a node's key: the wire is believed, not the node's own word. */
  void arrived(int node, SigningContent content) {
    switch (content) {
      case VoteContent vote -> vote(node, vote);
      case Attestation attestation ->
          remember(new Slot(node, 0, 0, attestation.height(), 0), attestation);
    }
  }

  /** A disk was lost: it need not know what was said, but nothing may contradict it. */
  void wiped(int node) {
    attested[node] = 0;
    latest.keySet().removeIf(phase -> phase.node() == node);
  }

  /** What was said is on the disk, or the next process could say the contrary. */
  void restarted(int node, KeyValueStore disk, Ledger ledger) {
    if (ledger.executedHeight() < attested[node]) {
      throw new Violation(
          "durability",
          "n"
              + node
              + " attested height "
              + attested[node]
              + " and came back with height "
              + ledger.executedHeight());
    }
    for (Map.Entry<PhaseOf, VoteContent> entry : latest.entrySet()) {
      if (entry.getKey().node() == node) {
        VoteContent vote = entry.getValue();
        boolean forgotten =
            new SigningGuard(disk).permit(contrary(vote), new WriteBatch()).isEmpty();
        if (forgotten) {
          throw new Violation(
              "durability", "n" + node + " sent " + vote + " and came back without knowing it");
        }
      }
    }
  }

  private void vote(int node, VoteContent vote) {
    switch (vote.phase().slot()) {
      case NONE -> {}
      case VIEW ->
          remember(new Slot(node, vote.phase().code(), vote.epoch(), 0, vote.view()), vote);
      case HEIGHT_AND_VIEW ->
          remember(
              new Slot(node, vote.phase().code(), vote.epoch(), vote.height(), vote.view()), vote);
    }
  }

  /** Rounds begin anew with every height; the views of other engines never come back. */
  private static Comparator<VoteContent> order(VoteContent vote) {
    return vote.phase().engine() == EngineKind.TENDERMINT ? BY_PLACE : BY_VIEW;
  }

  private void remember(Slot slot, SigningContent content) {
    SigningContent before = said.putIfAbsent(slot, content);
    if (before != null && !before.equals(content)) {
      throw new Violation(
          "signatures", "n" + slot.node() + " signed " + content + " after " + before);
    }
  }

  private static VoteContent contrary(VoteContent vote) {
    return new VoteContent(
        vote.chain(),
        vote.epoch(),
        vote.phase(),
        vote.view(),
        vote.height(),
        Sha256.hash(vote.subject().bytes()));
  }
}
