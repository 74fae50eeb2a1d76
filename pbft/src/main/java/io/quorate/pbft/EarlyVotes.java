package io.quorate.pbft;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.VoteTally;
import io.quorate.consensus.wire.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What arrived before its view was open here: of each validator the votes of the highest view it
 * voted in, and of the view this replica asks for the pre-prepares. Heights are inside the window,
 * so the memory is bounded. Not thread-safe.
 */
final class EarlyVotes {
  private final Epoch epoch;
  private final Offences offences;
  private final SortedMap<Integer, Early> votes = new TreeMap<>();
  private final SortedMap<Long, SignedMessage> prePrepares = new TreeMap<>();

  private long expected;

  private record Place(Phase phase, long height) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byHeight = Long.compare(height, other.height);
      return byHeight != 0 ? byHeight : phase.compareTo(other.phase);
    }
  }

  private record Early(long view, SortedMap<Place, SignedVote> votes) {}

  EarlyVotes(Epoch epoch, Offences offences) {
    this.epoch = epoch;
    this.offences = offences;
  }

  /**
   * A vote of a view that is not open here; those of lower views are let go for it.
   *
   * @return the certificate, where a quorum's commits of one block are here: they decide in any
   *     view
   */
  Optional<QuorumCertificate> add(SignedVote vote) {
    keep(vote);
    return vote.content().phase() == Phase.PBFT_COMMIT ? decided(vote.content()) : Optional.empty();
  }

  private void keep(SignedVote vote) {
    long view = vote.content().view();
    Early early = votes.get(vote.signer());
    if (early == null || early.view() < view) {
      early = new Early(view, new TreeMap<>());
      votes.put(vote.signer(), early);
    }
    if (early.view() == view) {
      Place place = new Place(vote.content().phase(), vote.content().height());
      SignedVote first = early.votes().putIfAbsent(place, vote);
      if (first != null) {
        compare(first, vote);
      }
    }
  }

  private void compare(SignedVote first, SignedVote second) {
    if (first.content().contradicts(second.content())) {
      offences.report(Equivocation.of(first, second));
    }
  }

  private Optional<QuorumCertificate> decided(VoteContent content) {
    Place place = new Place(content.phase(), content.height());
    VoteTally tally = new VoteTally(epoch);
    for (Early each : votes.values()) {
      SignedVote vote = each.votes().get(place);
      if (vote != null
          && vote.content().equals(content)
          && tally.add(vote) instanceof VoteTally.QuorumReached quorum) {
        return Optional.of(quorum.certificate());
      }
    }
    return Optional.empty();
  }

  /** Pre-prepares of another view than {@code asked} are not expected any more. */
  void expect(long asked) {
    if (asked != expected) {
      expected = asked;
      prePrepares.clear();
    }
  }

  /**
   * A pre-prepare of the view this replica asks for; the first one of each height counts. It is a
   * vote as well, so another one, or a prepare for another block, is evidence before the view
   * opens.
   */
  void add(long height, SignedMessage prePrepare) {
    SignedVote vote = prePrepare.vote().orElseThrow();
    SignedMessage first = prePrepares.putIfAbsent(height, prePrepare);
    if (first != null) {
      compare(first.vote().orElseThrow(), vote);
    }
    keep(vote);
  }

  /** The pre-prepares that waited, lowest first. */
  List<SignedMessage> takePrePrepares() {
    List<SignedMessage> result = List.copyOf(prePrepares.values());
    prePrepares.clear();
    return result;
  }

  /** The votes that waited for {@code view}; those of lower views are forgotten. */
  List<SignedVote> take(long view) {
    List<SignedVote> result = new ArrayList<>();
    votes.values().stream()
        .filter(early -> early.view() == view)
        .forEach(early -> result.addAll(early.votes().values()));
    votes.values().removeIf(early -> early.view() <= view);
    return result;
  }

  void forgetUpTo(long height) {
    votes.values().forEach(early -> early.votes().keySet().removeIf(p -> p.height() <= height));
    prePrepares.headMap(height + 1).clear();
  }

  int size() {
    return votes.values().stream().mapToInt(early -> early.votes().size()).sum();
  }

  void digest(Encoder out) {
    out.u64(expected).u32(votes.size());
    for (Map.Entry<Integer, Early> entry : votes.entrySet()) {
      out.u32(entry.getKey()).u64(entry.getValue().view());
      out.list(List.copyOf(entry.getValue().votes().values()), (o, vote) -> vote.encode(o));
    }
    out.list(List.copyOf(prePrepares.keySet()), Encoder::u64);
  }
}
