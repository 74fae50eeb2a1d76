package io.quorate.node.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.replica.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A peer that lies about heights, or asks without end")
final class LyingPeerTest {
  private static final long PATIENCE = 60_000;

  private final AtomicLong finalHeight = new AtomicLong(10);
  private OptionalLong own = OptionalLong.of(10);
  private final List<Long> questions = new ArrayList<>();

  /** Validator 0 of four. */
  private final QuorumHeights heights =
      new QuorumHeights(
          0,
          members -> members.size() >= 3,
          () -> own,
          finalHeight::get,
          nonce -> {
            synchronized (questions) {
              questions.add(nonce);
            }
          });

  @Test
  @DisplayName("S28: a node that lost its memory does not count itself in a linearizable read")
  void forgotten() {
    own = OptionalLong.empty();
    CompletableFuture<Long> read = heights.read(PATIENCE);
    long nonce = questions.getFirst();
    heights.reply(1, nonce, 9);
    heights.reply(3, nonce, 0); // the liar: only the slow third one knows of height 10
    assertFalse(read.isDone());
    heights.reply(2, nonce, 10);
    assertEquals(10, read.join());
  }

  @Test
  @DisplayName("one absurd height delays no linearizable read")
  void absurdHeight() {
    CompletableFuture<Long> read = heights.read(PATIENCE);
    long nonce = questions.getFirst();
    heights.reply(3, nonce, Long.MAX_VALUE);
    heights.reply(1, nonce, 10);
    assertFalse(read.isDone(), "the only quorum so far has the liar in it");
    heights.reply(2, nonce, 9);
    assertEquals(10, read.join());
    assertEquals(0, heights.size());
  }

  @Test
  @DisplayName("a read waits until what a quorum has executed is final here")
  void behind() {
    CompletableFuture<Long> read = heights.read(PATIENCE);
    long nonce = questions.getFirst();
    heights.reply(1, nonce, 12);
    heights.reply(2, nonce, 11);
    assertFalse(read.isDone());
    finalHeight.set(12);
    heights.proceed();
    assertEquals(12, read.join());
  }

  @Test
  @DisplayName("reads that come while a question is under way share the next one")
  void shared() {
    CompletableFuture<Long> first = heights.read(PATIENCE);
    List<CompletableFuture<Long>> later = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      later.add(heights.read(PATIENCE));
    }
    long nonce = questions.getFirst();
    heights.reply(1, nonce, 10);
    heights.reply(2, nonce, 10);
    assertTrue(first.isDone());
    assertFalse(later.getFirst().isDone(), "an answer from before a read says nothing about it");
    long next = questions.getLast();
    heights.reply(1, next, 10);
    heights.reply(2, next, 10);
    later.forEach(read -> assertEquals(10, read.join()));
    assertEquals(2, questions.stream().distinct().count());
  }

  @Test
  @DisplayName("the requests of other peers are served in turn beside a flood")
  void requestFlood() throws Exception {
    PeerService.Requests requests = new PeerService.Requests(4);
    int taken = 0;
    while (requests.offer(3, new PeerMessage.LogRequest(1, 512))) {
      taken++;
    }
    assertEquals(PeerService.WAITING, taken);
    assertTrue(requests.offer(1, new PeerMessage.LogRequest(7, 1)));
    List<Integer> served = List.of(requests.take().peer(), requests.take().peer());
    assertTrue(served.contains(1), "served " + served);
  }
}
