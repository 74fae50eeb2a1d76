package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A leader that swallows the votes for the block before its own, waits until that view is given up,
 * and builds beside that block: it must lose its own view, and not its predecessor.
 */
final class SwallowTest {
  private static final int SERVED = 60;

  /** Liars who hear no vote, neither alone nor in a timeout, and no certificate alone. */
  private static Cluster swallowing(EngineUnderTest engine, int n, Set<Integer> liars) {
    Cluster cluster = engine.cluster(n).start();
    cluster.byzantine.addAll(liars);
    cluster.network =
        (from, to, message, now) -> {
          boolean certifies = message.body() instanceof Vote || message.body() instanceof Sync;
          return liars.contains(to) && certifies ? List.of() : List.of(1L);
        };
    cluster.forger =
        (from, to, message) ->
            liars.contains(to) && message.body() instanceof Timeout timeout
                ? withoutVote(message, timeout)
                : message;
    return cluster;
  }

  /** What a timeout's sender signed does not depend on the vote it brings along. */
  private static SignedMessage withoutVote(SignedMessage message, Timeout timeout) {
    return new SignedMessage(
        message.sender(),
        new Timeout(
            timeout.view(), timeout.highQc(), Optional.empty(), timeout.timeoutCertificate()),
        message.signature());
  }

  /** Few transactions wait for a timer, and none but the liars is ever blamed. */
  static void check(EngineUnderTest engine, int n, Set<Integer> liars) {
    Cluster cluster = swallowing(engine, n, liars);
    long worst = cluster.serve(SERVED, 60_000);
    String report = n + " " + liars + ": " + cluster.now() + " ms, worst " + worst;
    assertTrue(cluster.now() <= 15_000L * liars.size(), report);
    assertEquals(liars, failed(cluster), report);
  }

  private static Set<Integer> failed(Cluster cluster) {
    LeaderElection election = new LeaderElection(cluster.epoch.validators());
    Reputation[] at = {Reputation.CLEAN};
    long[] view = {0};
    cluster
        .agreed
        .values()
        .forEach(block -> {
          at[0] = election.after(at[0], view[0], block.view(), block.header().proposer());
          view[0] = block.view();
        });
    return at[0].failures().keySet();
  }

  @Test
  @DisplayName("S37 n = 4: who swallows the votes of the view before its own is passed over")
  void four() {
    for (int liar = 0; liar < 4; liar++) {
      check(HotStuff.UNDER_TEST, 4, Set.of(liar));
    }
  }

  @Test
  @DisplayName("S37 n = 7: two who swallow votes are passed over, side by side and apart")
  void seven() {
    check(HotStuff.UNDER_TEST, 7, Set.of(1, 2));
    check(HotStuff.UNDER_TEST, 7, Set.of(1, 4));
  }
}
