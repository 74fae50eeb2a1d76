package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.LogRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final boolean ROOM = true;

  private final CatchUp catchUp = new CatchUp(new Network().epoch().validators());
  private final List<String> asked = new ArrayList<>();

  /** Writes a request as "peer@height". */
  private void emit(ReplicaEffect effect) {
    if (effect instanceof Send(One(int peer), LogRequest(long from, int limit)) && limit > 0) {
      asked.add(peer + "@" + from);
    }
  }

  private void heights(int peer, long finalized, long mine) {
    catchUp.heights(peer, new Heights(finalized, finalized), mine, ROOM, this::emit);
  }

  private List<String> asked() {
    List<String> all = List.copyOf(asked);
    asked.clear();
    return all;
  }

  @Test
  @DisplayName("a far lag is fetched at once, one request at a time")
  void far() {
    heights(1, 1_000, 10);
    heights(2, 1_000, 10);
    assertEquals(List.of("1@11"), asked());
    assertTrue(catchUp.answered(1, OptionalLong.of(11)));
    catchUp.proceed(10, 139, ROOM, this::emit);
    assertEquals(List.of("2@139"), asked(), "in turn");
  }

  @Test
  @DisplayName("a near lag is left to the engine until it has not shrunk for a whole tick")
  void near() {
    heights(1, 15, 10);
    catchUp.tick(10, ROOM, this::emit);
    catchUp.tick(11, ROOM, this::emit);
    assertEquals(List.of(), asked());
    catchUp.tick(11, ROOM, this::emit);
    assertEquals(List.of("1@12"), asked());
  }

  @Test
  @DisplayName("nothing is fetched that could not be executed soon")
  void noRoom() {
    catchUp.heights(1, new Heights(1_000, 1_000), 10, false, this::emit);
    catchUp.tick(10, false, this::emit);
    catchUp.tick(10, false, this::emit);
    catchUp.proceed(10, 11, false, this::emit);
    assertEquals(List.of(), asked());
  }

  @Test
  @DisplayName("S49, S54: a silent peer costs a tick, then the next one is asked")
  void silent() {
    heights(1, 1_000, 10);
    heights(2, 1_000, 10);
    heights(3, 1_000, 10);
    asked();
    catchUp.tick(10, ROOM, this::emit);
    catchUp.tick(10, ROOM, this::emit);
    catchUp.tick(10, ROOM, this::emit);
    assertEquals(List.of("2@11", "3@11"), asked());
  }

  @Test
  @DisplayName("an answer that comes after the next peer was asked is still taken, once")
  void lateAnswer() {
    heights(1, 1_000, 10);
    heights(2, 1_000, 10);
    catchUp.tick(10, ROOM, this::emit);
    catchUp.tick(10, ROOM, this::emit);
    assertEquals(List.of("1@11", "2@11"), asked());
    assertTrue(catchUp.answered(1, OptionalLong.of(11)));
    assertFalse(catchUp.answered(1, OptionalLong.of(11)));
    catchUp.proceed(100, 139, ROOM, this::emit);
    assertEquals(List.of(), asked(), "the other request is still under way");
    assertTrue(catchUp.answered(2, OptionalLong.of(11)));
    catchUp.proceed(100, 139, ROOM, this::emit);
    assertEquals(List.of("1@139"), asked());
  }

  @Test
  @DisplayName("what was not asked for is not taken")
  void unsolicited() {
    assertFalse(catchUp.answered(1, OptionalLong.of(11)));
    heights(1, 1_000, 10);
    assertFalse(catchUp.answered(2, OptionalLong.of(11)));
    catchUp.peerDown(1);
    assertFalse(catchUp.answered(1, OptionalLong.of(11)), "of a connection that is gone");
  }

  @Test
  @DisplayName("S49: a liar with a giant height that has nothing is left, honest peers serve")
  void liar() {
    heights(1, Long.MAX_VALUE - 1, 10);
    heights(2, 1_000, 10);
    assertEquals(List.of("1@11"), asked());
    assertTrue(catchUp.answered(1, OptionalLong.empty()));
    catchUp.proceed(10, 11, ROOM, this::emit);
    assertEquals(List.of("2@11"), asked());
    assertEquals(1_000, catchUp.best(), "its claim went with it");
  }

  @Test
  @DisplayName("S49: a peer that answers with other heights than those asked for is left")
  void otherHeights() {
    heights(1, Long.MAX_VALUE - 1, 10);
    asked();
    assertTrue(catchUp.answered(1, OptionalLong.of(3)));
    catchUp.proceed(10, 11, ROOM, this::emit);
    assertEquals(List.of(), asked(), "no loop at the speed of the network");
  }

  @Test
  @DisplayName("S49: one liar does not make a replica call itself behind; a weak quorum does")
  void credible() {
    heights(1, Long.MAX_VALUE - 1, 10);
    assertFalse(catchUp.behind(10));
    heights(2, 12, 10);
    assertFalse(catchUp.behind(10));
    heights(3, 1_000, 10);
    assertTrue(catchUp.behind(10));
    assertFalse(catchUp.behind(1_000 - 64));
    heights(99, Long.MAX_VALUE - 1, 10);
    assertFalse(catchUp.behind(1_000), "a stranger has no power");
  }

  @Test
  @DisplayName("S49: a peer may lower its claim; nothing is asked of it above that")
  void lowered() {
    heights(1, 1_000, 10);
    heights(1, 5, 10);
    assertEquals(5, catchUp.best());
    asked();
    catchUp.tick(10, ROOM, this::emit);
    catchUp.tick(10, ROOM, this::emit);
    assertEquals(List.of(), asked());
  }
}
