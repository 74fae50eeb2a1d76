package io.quorate.pbft;

import io.quorate.consensus.VoteContent;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The last vote of this replica at each height, in one phase. Not thread-safe. */
final class OwnVotes {
  private final SortedMap<Long, VoteContent> votes = new TreeMap<>();

  OwnVotes(List<VoteContent> remembered) {
    remembered.forEach(vote -> votes.put(vote.height(), vote));
  }

  List<VoteContent> all() {
    return List.copyOf(votes.values());
  }

  /** What it voted for at a height of a view. */
  Optional<Hash> at(long view, long height) {
    return Optional.ofNullable(votes.get(height))
        .filter(vote -> vote.view() == view)
        .map(VoteContent::subject);
  }

  /** The votes of one view above a height, lowest first. */
  List<VoteContent> of(long view, long above) {
    return votes.tailMap(above + 1).values().stream().filter(v -> v.view() == view).toList();
  }

  void add(VoteContent vote) {
    votes.put(vote.height(), vote);
  }

  void forgetBelow(long height) {
    votes.headMap(height).clear();
  }

  void digest(Encoder out) {
    out.list(all(), (o, vote) -> vote.encode(o));
  }
}
