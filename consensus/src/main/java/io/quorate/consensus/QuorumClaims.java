package io.quorate.consensus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What validators say of how far they are, each its own word. Two quorums share an honest
 * validator, so what a quorum did is not above what all of any other quorum claim (decision 0007).
 */
public final class QuorumClaims {
  private QuorumClaims() {}

  /**
   * The lowest height that all of some quorum claim to have reached; empty while those who claim
   * anything are none. Whoever claims too much is left out as soon as the others are enough.
   *
   * @param claims heights by validator index
   * @param quorum whether these validators are one
   */
  public static OptionalLong lowest(
      Map<Integer, Long> claims, Predicate<Collection<Integer>> quorum) {
    List<Map.Entry<Integer, Long>> lowestFirst = new ArrayList<>(claims.entrySet());
    lowestFirst.sort(Comparator.comparingLong(Map.Entry::getValue));
    List<Integer> members = new ArrayList<>();
    for (Map.Entry<Integer, Long> each : lowestFirst) {
      members.add(each.getKey());
      if (quorum.test(members)) {
        return OptionalLong.of(each.getValue());
      }
    }
    return OptionalLong.empty();
  }
}
