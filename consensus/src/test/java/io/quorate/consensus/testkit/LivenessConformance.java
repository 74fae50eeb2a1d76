package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.TimerId;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** It goes on, and it rests. Times are virtual. Part of {@link EngineConformance}. */
interface LivenessConformance {
  EngineUnderTest engine();

  @Test
  @DisplayName("no step waits for a timer while all is well")
  default void responsive() {
    Cluster cluster = engine().cluster(4).start();
    assertTrue(cluster.serve(100, 1_000) <= 20);
  }

  @Test
  @DisplayName("S37 S44 a leader that is connected and proposes nothing is replaced, whoever it is")
  default void silentLeader() {
    for (int silent = 0; silent < 4; silent++) {
      int mute = silent;
      Cluster cluster = engine().cluster(4);
      cluster.network =
          (from, to, message, now) ->
              from == mute && engine().isProposal(message.body()) ? List.of() : List.of(1L);
      cluster.start().serve(40, 20_000);
    }
  }

  @Test
  @DisplayName("S36 one dead for ever: commits go on, whoever it is")
  default void oneDead() {
    for (int dead = 0; dead < 4; dead++) {
      Cluster cluster = engine().cluster(4);
      int absent = dead;
      cluster.nodes.stream().filter(node -> node.id != absent).forEach(Node::start);
      cluster.serve(60, 20_000);
    }
  }

  @Test
  @DisplayName("S36 S39 n = 7, any two dead for ever: commits go on")
  default void twoDead() {
    for (int one = 0; one < 7; one++) {
      for (int other = one + 1; other < 7; other++) {
        Cluster cluster = engine().cluster(7);
        int gone = 1 << one | 1 << other;
        cluster.nodes.stream().filter(node -> (gone >> node.id & 1) == 0).forEach(Node::start);
        cluster.serve(10, 30_000);
      }
    }
  }

  @Test
  @DisplayName("a minority that was cut off returns and is needed at once")
  default void minorityReturns() {
    for (int away = 0; away < 4; away++) {
      int lone = away;
      boolean[] cut = {true};
      Cluster cluster = engine().cluster(4);
      cluster.network =
          (from, to, message, now) ->
              cut[0] && (from == lone) != (to == lone) ? List.of() : List.of(1L);
      cluster.start().catchUpEvery(1_000_000);
      cluster.submit();
      assertTrue(cluster.runUntil(20_000, () -> cluster.pending.isEmpty()));
      cut[0] = false;
      cluster.connectAll();
      cluster.nodes.get(lone).catchUp();
      cluster.nodes.get((lone + 1) % 4).crash();
      cluster.serve(5, 20_000);
    }
  }

  @Test
  @DisplayName("S35 the quorum is gone for an hour: commits within ten seconds of its return")
  default void quorumGone() {
    for (int kind = 0; kind < 2; kind++) {
      boolean alone = kind == 1;
      boolean[] cut = {true};
      Cluster cluster = engine().cluster(4).start();
      cluster.serve(3, 10_000);
      cluster.network =
          (from, to, message, now) ->
              cut[0] && (alone || from / 2 != to / 2) ? List.of() : List.of(1L);
      cluster.submit();
      cluster.run(3_600_000);
      assertFalse(cluster.allServed());
      cut[0] = false;
      cluster.connectAll();
      assertTrue(cluster.runUntil(10_000, cluster::allServed), alone ? "alone" : "in pairs");
    }
  }

  @Test
  @DisplayName("S41 S47 a chain at rest sends nothing and runs no timer; work wakes it at once")
  default void rests() {
    Cluster cluster = engine().cluster(4).start();
    cluster.serve(3, 10_000);
    cluster.run(60_000);
    long[] sent = {0};
    cluster.network =
        (from, to, message, now) -> {
          sent[0]++;
          return List.of(1L);
        };
    cluster.run(3_600_000);
    assertEquals(0, sent[0]);
    assertEquals(0, cluster.nodes.stream().mapToInt(node -> node.timers.size()).sum());
    assertTrue(cluster.serve(1, 1_000) <= 20);
  }

  @Test
  @DisplayName("S41 S46 a validator speaks of a view ahead and dies: the chain rests, and serves")
  default void lastWordOfTheDead() {
    for (long view : List.of(1L, 2L, 7L, 450L, 1_000_000L)) {
      Cluster cluster = engine().cluster(4);
      List<Node> alive = cluster.nodes.stream().filter(node -> node.id != 2).toList();
      alive.forEach(Node::start);
      long first = cluster.maxView();
      for (EngineMessage body : engine().far(cluster.fixture, 2, view)) {
        alive.forEach(node -> cluster.send(2, node.id, cluster.fixture.signed(2, body)));
      }
      cluster.run(60_000);
      // Whoever gave up the very view that all are in has one voice of two needed to leave it.
      assertTrue(cluster.maxView() <= first + 1, "view " + view + " leads to " + cluster.maxView());
      long reached = cluster.maxView();
      long[] sent = {0};
      cluster.network =
          (from, to, message, now) -> {
            sent[0]++;
            return List.of(1L);
          };
      cluster.run(3_600_000);
      assertEquals(0, sent[0], "messages at rest after view " + view);
      assertEquals(reached, cluster.maxView());
      assertEquals(0, cluster.nodes.stream().mapToInt(node -> node.timers.size()).sum());
      assertTrue(cluster.serve(1, 10_000) <= 3_000, "no timer has grown by view " + view);
    }
  }

  @Test
  @DisplayName(
      "an expiry that was under way when its timer was cancelled counts for none started later")
  default void staleExpiry() {
    SoloReplica replica = new SoloReplica(engine().fixture(4), 3);
    Optional<Hash> work = Optional.of(replica.fixture.transaction(1).id());
    replica.handle(new Event.WorkPending(work));
    List<TimerId> cancelled = started(replica);
    replica.handle(new Event.WorkPending(Optional.empty()));
    replica.effects.clear();
    replica.handle(new Event.WorkPending(work));
    List<TimerId> running = started(replica);
    assertFalse(cancelled.isEmpty() || running.isEmpty());
    cancelled.forEach(timer -> replica.handle(new Event.TimerExpired(timer)));
    assertEquals(List.of(), replica.all(Effect.Broadcast.class));
    assertEquals(running, started(replica));
    running.forEach(timer -> replica.handle(new Event.TimerExpired(timer)));
    // An engine may let a view's time pass in parts.
    started(replica).forEach(timer -> replica.handle(new Event.TimerExpired(timer)));
    assertFalse(replica.all(Effect.Broadcast.class).isEmpty());
  }

  private static List<TimerId> started(SoloReplica replica) {
    return replica.all(Effect.StartTimer.class).stream().map(Effect.StartTimer::timer).toList();
  }

  @Test
  @DisplayName("S66 a transaction that one replica alone knows commits, whichever replica it is")
  default void knownToOne() {
    for (int only = 0; only < 4; only++) {
      Cluster cluster = engine().cluster(4).start();
      cluster.serve(2, 10_000);
      cluster.submitTo(only);
      assertTrue(cluster.runUntil(60_000, cluster::allServed), "known to " + only);
    }
  }

  @Test
  @DisplayName("S66 a transaction that a weak quorum alone knows commits, whoever leads")
  default void knownToWeakQuorum() {
    for (int one = 0; one < 4; one++) {
      for (int other = one + 1; other < 4; other++) {
        Cluster cluster = engine().cluster(4).start();
        cluster.serve(2, 10_000);
        cluster.submitTo(one, other);
        assertTrue(cluster.runUntil(60_000, cluster::allServed), "known to " + one + other);
      }
    }
  }

  @Test
  @DisplayName("S8 S10 a replica that no proposal reaches fetches the blocks")
  default void fetches() {
    for (int unlucky = 0; unlucky < 4; unlucky++) {
      int deaf = unlucky;
      Cluster cluster = engine().cluster(4);
      cluster.network =
          (from, to, message, now) ->
              to == deaf && engine().isProposal(message.body()) ? List.of() : List.of(1L);
      cluster.start().serve(20, 20_000);
    }
  }

  @Test
  @DisplayName("S53 a replica far behind takes the log from catch-up and is needed at once")
  default void farBehind() {
    Cluster cluster = engine().cluster(4).start();
    cluster.serve(2, 10_000);
    boolean[] cut = {true};
    cluster.network =
        (from, to, message, now) -> cut[0] && (from == 3) != (to == 3) ? List.of() : List.of(1L);
    for (int i = 0; i < 100; i++) {
      cluster.submit();
      assertTrue(cluster.runUntil(20_000, () -> cluster.pending.isEmpty()));
    }
    assertTrue(cluster.nodes.get(3).committed().height() < 10);
    cut[0] = false;
    cluster.nodes.get(3).catchUp();
    cluster.connectAll();
    cluster.nodes.get(0).crash();
    cluster.serve(20, 20_000);
  }

  @Test
  @DisplayName("an observer follows and signs nothing")
  default void observer() {
    Cluster cluster = engine().cluster(4);
    Node observer = cluster.add(-1);
    cluster.start().serve(20, 20_000);
    assertEquals(cluster.agreed.size(), observer.committed().height());
    assertTrue(observer.signed.isEmpty());
    cluster.nodes.get(1).crash();
    cluster.serve(5, 20_000);
  }
}
