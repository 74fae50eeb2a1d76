package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.replica.CatchUp.Position;
import io.quorate.replica.ReplicaEffect.Note;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.Log;
import io.quorate.replica.message.PeerMessage.LogRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final Network NETWORK = new Network();
  private static final List<CertifiedBlock> LOG =
      Host.certify(NETWORK, NETWORK.blocks(NETWORK.genesis().block(), 700));

  private final CatchUp catchUp = new CatchUp(NETWORK.epoch().validators());
  private final List<String> asked = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private long last = Long.MAX_VALUE;

  /** Writes a request as "peer@height", with "+" and how many when that is not a full one. */
  private void emit(ReplicaEffect effect) {
    if (effect instanceof Send(One(int peer), LogRequest(long from, int limit))) {
      asked.add(peer + "@" + from + (limit == LogRanges.LONGEST ? "" : "+" + limit));
    } else if (effect instanceof Note(String rule, String text) && rule.equals(CatchUp.LEFT)) {
      left.add(text);
    }
  }

  private Position at(long finalized) {
    return new Position(finalized, finalized + 1, last);
  }

  private void heights(int peer, long finalized, long mine) {
    catchUp.heights(peer, new Heights(finalized, finalized, false), at(mine), this::emit);
  }

  private void ticks(int count, long mine) {
    for (int i = 0; i < count; i++) {
      catchUp.tick(at(mine), this::emit);
    }
  }

  /** The peer answers with these heights and says that it has 700. */
  private boolean answer(int peer, int from, int to) {
    return catchUp.answered(peer, new Log(LOG.subList(from - 1, to), 700), this::emit);
  }

  private boolean answerNothing(int peer) {
    return catchUp.answered(peer, new Log(List.of(), 700), this::emit);
  }

  private List<String> asked() {
    List<String> all = List.copyOf(asked);
    asked.clear();
    return all;
  }

  private Optional<String> take(long next) {
    return catchUp
        .take(next)
        .map(blocks -> {
          Block first = blocks.getFirst().block();
          return first.height() + "-" + blocks.getLast().block().height();
        });
  }

  @Test
  @DisplayName("a far lag is fetched at once, from several peers, a few requests each")
  void far() {
    heights(1, 700, 10);
    assertEquals(List.of("1@11", "1@139"), asked());
    heights(2, 700, 10);
    assertEquals(List.of("2@267", "2@395"), asked());
    heights(3, 700, 10);
    assertEquals(List.of("3@523", "3@651+50"), asked(), "up to what is claimed");
  }

  @Test
  @DisplayName("what several peers bring comes in height order, whoever is faster")
  void mixed() {
    heights(1, 700, 0);
    heights(2, 700, 0);
    assertEquals(List.of("1@1", "1@129", "2@257", "2@385"), asked());
    assertTrue(answer(2, 257, 384));
    assertTrue(answer(1, 129, 256));
    assertEquals(Optional.empty(), take(1));
    assertTrue(answer(1, 1, 128));
    assertEquals(Optional.of("1-128"), take(1));
    assertEquals(Optional.of("129-256"), take(129));
    assertEquals(Optional.of("257-384"), take(257));
    assertEquals(Optional.empty(), take(385));
    catchUp.proceed(at(384), this::emit);
    assertEquals(List.of("1@513", "2@641+60"), asked(), "the free ones, in turn");
  }

  @Test
  @DisplayName("S46: what is under way or waits is bounded, however much is claimed and answered")
  void bounded() {
    for (int peer = 1; peer < 4; peer++) {
      heights(peer, Long.MAX_VALUE - 1, 0);
    }
    assertEquals(6, asked().size());
    assertTrue(answer(1, 129, 256));
    assertTrue(answer(2, 257, 384));
    assertTrue(answer(2, 385, 512));
    catchUp.proceed(at(0), this::emit);
    assertEquals(List.of("2@769", "1@897"), asked());
    assertTrue(answer(3, 513, 640));
    catchUp.proceed(at(0), this::emit);
    assertEquals(List.of(), asked(), "eight stretches; the first one is missing");
  }

  @Test
  @DisplayName("a near lag is left to the engine until it has not shrunk for a whole tick")
  void near() {
    heights(1, 15, 10);
    ticks(1, 10);
    ticks(1, 11);
    assertEquals(List.of(), asked());
    ticks(1, 11);
    assertEquals(List.of("1@12+4"), asked());
  }

  @Test
  @DisplayName("nothing above the epoch's last height is fetched")
  void endOfEpoch() {
    last = 100;
    heights(1, 700, 10);
    assertEquals(List.of("1@11+90"), asked());
    last = 300;
    catchUp.proceed(at(100), this::emit);
    assertEquals(List.of("1@101"), asked());
  }

  @Test
  @DisplayName("S49, S54: what a silent peer keeps everybody waiting for is asked of another one")
  void silent() {
    heights(1, 100, 0);
    assertEquals(List.of("1@1+100"), asked());
    heights(2, 100, 0);
    heights(3, 100, 0);
    ticks(1, 0);
    assertEquals(List.of(), asked());
    ticks(1, 0);
    assertEquals(List.of("2@1+100"), asked(), "beside the first, for that one may just be slow");
    assertTrue(answer(2, 1, 100));
    assertEquals(Optional.of("1-100"), take(1));
    assertEquals(List.of(), left);
    ticks(6, 100);
    assertEquals(List.of("peer 1 is silent about height 1; others are asked first"), left);
  }

  @Test
  @DisplayName("S49, S54: stallers are asked less and less, and again when nobody else is there")
  void staller() {
    heights(1, 700, 0);
    asked();
    heights(2, 700, 0);
    heights(3, 700, 0);
    asked();
    ticks(200, 0);
    List<String> later = asked();
    assertTrue(later.size() > 20 && later.size() < 200, later::toString);
  }

  @Test
  @DisplayName("a late answer is still taken, once: a slow line would bring nothing otherwise")
  void lateAnswer() {
    heights(1, 100, 0);
    ticks(20, 0);
    assertEquals("1@1+100", asked().getFirst());
    assertTrue(answer(1, 1, 100));
    assertEquals(Optional.of("1-100"), take(1));
    assertFalse(answer(1, 1, 100), "once");
  }

  @Test
  @DisplayName("what was not asked for is not taken")
  void unsolicited() {
    assertFalse(answer(1, 11, 20));
    heights(1, 700, 10);
    assertFalse(answer(2, 11, 20));
    catchUp.peerDown(1);
    assertFalse(answer(1, 11, 20), "of a connection that is gone");
  }

  @Test
  @DisplayName("what a lost connection was to bring is asked of another peer")
  void connectionLost() {
    heights(1, 100, 0);
    heights(2, 100, 0);
    asked();
    catchUp.peerDown(1);
    catchUp.proceed(at(0), this::emit);
    assertEquals(List.of("2@1+100"), asked());
  }

  @Test
  @DisplayName("S49: a liar with a giant height that has nothing is left, honest peers serve")
  void liar() {
    heights(1, Long.MAX_VALUE - 1, 600);
    heights(2, 700, 600);
    assertEquals(List.of("1@601", "1@729"), asked());
    assertTrue(answerNothing(1));
    catchUp.proceed(at(600), this::emit);
    assertEquals(List.of("2@601+100"), asked());
    assertEquals(700, catchUp.best(), "its claim counts for nothing for a while");
    assertEquals(List.of("peer 1 brought nothing for height 601; others are asked first"), left);
  }

  @Test
  @DisplayName("S49: a peer that answers with other heights than those asked for is left")
  void otherHeights() {
    heights(1, 600, 10);
    asked();
    assertTrue(answer(1, 3, 9));
    catchUp.proceed(at(10), this::emit);
    assertEquals(List.of(), asked(), "no loop at the speed of the network");
    assertEquals(1, left.size());
  }

  @Test
  @DisplayName("S49: valid blocks beyond what was asked for are useless, and not kept")
  void moreThanAsked() {
    heights(1, 100, 0);
    assertTrue(answer(1, 1, 101));
    assertEquals(Optional.empty(), take(1));
    assertEquals(1, left.size());
  }

  @Test
  @DisplayName("S54: of a peer that brings block after block singly the others take the work")
  void dribbler() {
    heights(1, 700, 0);
    asked();
    assertTrue(answer(1, 1, 1));
    assertEquals(Optional.of("1-1"), take(1));
    heights(2, 700, 1);
    assertEquals("2@2+127", asked().getFirst(), "what it did not bring");
    assertTrue(answer(2, 2, 128));
    assertEquals(Optional.of("2-128"), take(2));
    ticks(2, 128);
    asked();
    assertTrue(answer(1, 129, 129));
    catchUp.proceed(at(129), this::emit);
    assertEquals(2, left.size());
    assertTrue(asked().stream().noneMatch(request -> request.startsWith("1@")));
  }

  @Test
  @DisplayName("S49: one liar does not make a replica call itself behind; a weak quorum does")
  void credible() {
    heights(1, Long.MAX_VALUE - 1, 10);
    assertFalse(catchUp.behind());
    heights(2, 12, 10);
    assertFalse(catchUp.behind());
    heights(3, 1_000, 10);
    assertTrue(catchUp.behind());
    heights(99, Long.MAX_VALUE - 1, 1_000);
    assertFalse(catchUp.behind(), "a stranger has no power");
  }

  @Test
  @DisplayName("behind is who is far behind, until it is near")
  void hysteresis() {
    heights(1, 700, 635);
    heights(2, 700, 636);
    assertFalse(catchUp.behind());
    heights(2, 700, 635);
    assertTrue(catchUp.behind());
    catchUp.proceed(at(683), this::emit);
    assertTrue(catchUp.behind());
    catchUp.proceed(at(684), this::emit);
    assertFalse(catchUp.behind());
    catchUp.proceed(at(683), this::emit);
    assertFalse(catchUp.behind());
  }

  @Test
  @DisplayName("S49: a peer that takes back its claim is left; nothing is asked of it above that")
  void lowered() {
    heights(1, 700, 10);
    heights(2, 600, 10);
    asked();
    heights(1, 5, 10);
    assertEquals(600, catchUp.best());
    assertEquals(List.of("peer 1 claims height 5 after 700; others are asked first"), left);
    ticks(8, 10);
    List<String> later = asked();
    assertTrue(later.stream().noneMatch(request -> request.startsWith("1@")), later::toString);
  }

  @Test
  @DisplayName("an answer says how far its sender is now: the end is reached without a tick")
  void freshClaims() {
    heights(1, 100, 0);
    assertEquals(List.of("1@1+100"), asked());
    assertTrue(answer(1, 1, 100));
    catchUp.proceed(at(100), this::emit);
    assertEquals(List.of("1@101", "1@229"), asked());
  }
}
