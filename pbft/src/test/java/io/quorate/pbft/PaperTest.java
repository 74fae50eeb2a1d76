package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One test for each sentence of the paper (OSDI 1999) that the rules rest on; n = 4, f = 1. */
final class PaperTest {
  private final Scribe scribe = new Scribe(Pbft.fixture(4));
  private final Block b1 = scribe.block(scribe.root(), 1, 1);
  private final Block b2 = scribe.block(b1, 1, 2);

  private Solo backup() {
    return new Solo(scribe, 3);
  }

  /** The view opens for all but {@code absent}, which report {@code change}. */
  private NewView opened(long view, ViewChange change) {
    return scribe.newView(view, new TreeMap<>(Map.of(0, change, 1, change, 2, change)));
  }

  @Test
  @DisplayName("4.1 \"the primary of a view is replica p such that p = v mod |R|\"")
  void primary() {
    for (long view = 1; view < 9; view++) {
      assertEquals(view % 4, scribe.primary(view));
    }
  }

  @Test
  @DisplayName(
      "4.2 \"the primary assigns a sequence number, n, to the request, multicasts a pre-prepare"
          + " message with m piggybacked to all the backups\"")
  void prePrepare() {
    Solo primary = new Solo(scribe, 1);
    primary.handle(
        new Event.PayloadReady(1, scribe.root().hash(), scribe.fixture.payload(1), 2_000));
    PrePrepare sent = primary.said(PrePrepare.class).getFirst();
    assertEquals(1, sent.block().height());
    assertEquals(1, sent.block().view());
    assertEquals(scribe.fixture.payload(1), sent.block().payload());
  }

  @Test
  @DisplayName(
      "4.2 \"If backup i accepts the pre-prepare message, it enters the prepare phase by"
          + " multicasting a prepare message to all other replicas\"")
  void prepare() {
    Solo backup = backup();
    backup.prePrepare(b1);
    assertEquals(List.of(b1.hash()), backup.prepared());
  }

  @Test
  @DisplayName(
      "4.2 a backup accepts only if \"it has not accepted a pre-prepare message for view v and"
          + " sequence number n containing a different digest\"")
  void onePerPlace() {
    Solo backup = backup();
    backup.prePrepare(b1);
    backup.prePrepare(scribe.block(scribe.root(), 1, 7));
    assertEquals(List.of(b1.hash()), backup.prepared());
    assertEquals(1, backup.evidence().size());
  }

  @Test
  @DisplayName("4.2 a backup accepts only if \"it is in view v\"")
  void inView() {
    Solo backup = backup();
    backup.prePrepare(scribe.block(scribe.root(), 2, 1));
    assertEquals(List.of(), backup.prepared());
  }

  @Test
  @DisplayName(
      "4.2 \"the sequence number in the pre-prepare message is between a low water mark, h, and a"
          + " high water mark, H\"")
  void watermarks() {
    Solo backup = backup();
    long window = 2L * scribe.fixture.epoch.parameters().executionLag();
    Block at = scribe.root();
    for (long height = 1; height <= window + 1; height++) {
      at = scribe.block(at, 1, height);
      backup.prePrepare(at);
      backup.handle(new Event.HeightExecuted(height));
    }
    assertEquals(window, backup.prepared().size());
  }

  @Test
  @DisplayName(
      "4.2 \"prepared(m,v,n,i) ... the request m, a pre-prepare for m in view v with sequence"
          + " number n, and 2f prepares from different backups that match the pre-prepare\"")
  void prepared() {
    Solo backup = backup();
    backup.prePrepare(b1);
    assertEquals(List.of(), backup.committing(), "its own prepare alone");
    backup.prepares(1, b1, 1);
    assertEquals(List.of(), backup.committing(), "the primary counts once");
    backup.prepares(1, scribe.block(scribe.root(), 1, 5), 0);
    assertEquals(List.of(), backup.committing(), "another block");
    backup.prepares(1, b1, 2);
    assertEquals(List.of(b1.hash()), backup.committing(), "its own and 2's are 2f of backups");
  }

  @Test
  @DisplayName(
      "4.2 \"committed-local(m,v,n,i) is true if and only if prepared(m,v,n,i) is true and i has"
          + " accepted 2f + 1 commits (possibly including its own)\"")
  void committedLocal() {
    Solo backup = backup();
    backup.prePrepare(b1);
    backup.prepares(1, b1, 0);
    backup.commits(1, b1, 0);
    assertEquals(List.of(), backup.commits());
    backup.commits(1, b1, 1);
    assertEquals(List.of(b1), backup.commits(), "its own and two others");
  }

  @Test
  @DisplayName(
      "4.2 \"Each replica i executes the operation requested by m after ... i's state reflects the"
          + " sequential execution of all requests with lower sequence numbers\"")
  void inOrder() {
    Solo backup = backup();
    backup.prePrepare(b1);
    backup.prePrepare(b2);
    backup.prepares(1, b2, 0);
    backup.prepares(1, b1, 0);
    assertEquals(List.of(b1.hash(), b2.hash()), backup.committing());
    backup.commits(1, b2, 0, 1);
    backup.commits(1, b1, 0, 1);
    assertEquals(List.of(b1, b2), backup.commits());
  }

  @Test
  @DisplayName(
      "4.3 \"The low-water mark h is equal to the sequence number of the last stable checkpoint.\""
          + " The high one follows it")
  void stableCheckpoint() {
    Solo backup = backup();
    backup.prePrepare(b1);
    backup.prepares(1, b1, 0);
    backup.commits(1, b1, 0, 1);
    backup.handle(new Event.HeightExecuted(1));
    backup.handle(new Event.HeightFinal(scribe.stable(b1)));
    backup.waiting();
    backup.expire();
    ViewChange change = backup.viewChanges().getLast();
    assertEquals(1, change.stable().orElseThrow().attestation().height());
    assertEquals(List.of(), change.prepared(), "nothing at or below h is reported");
  }

  @Test
  @DisplayName(
      "4.4 \"A backup starts a timer when it receives a request and the timer is not already"
          + " running. It stops the timer when it is no longer waiting to execute the request, but"
          + " restarts it if at that point it is waiting to execute some other request.\"")
  void timer() {
    Solo backup = backup();
    assertTrue(backup.timer().isEmpty());
    backup.waiting();
    assertEquals(List.of(1_000L), backup.delays());
    backup.handle(new Event.WorkPending(Optional.of(b1.hash())));
    assertEquals(List.of(1_000L, 1_000L), backup.delays());
    backup.handle(new Event.WorkPending(Optional.empty()));
    assertTrue(backup.timer().isEmpty());
  }

  @Test
  @DisplayName(
      "4.4 \"If the timer of backup i expires in view v, the backup starts a view change to move"
          + " the system to view v + 1. It stops accepting messages\"")
  void viewChange() {
    Solo backup = backup().waiting();
    backup.prePrepare(b1);
    backup.prepares(1, b1, 0);
    backup.expire();
    ViewChange change = backup.viewChanges().getLast();
    assertEquals(2, change.view());
    assertEquals(List.of(scribe.prepared(1, b1).content()), contents(change), "P");
    backup.prePrepare(b2);
    assertEquals(List.of(b1.hash()), backup.prepared());
  }

  private static List<Object> contents(ViewChange change) {
    return change.prepared().stream().<Object>map(run -> run.content()).toList();
  }

  @Test
  @DisplayName(
      "4.4 \"When the primary p of view v + 1 receives 2f valid view-change messages for view v + 1"
          + " from other replicas, it multicasts a new-view message\"")
  void newView() {
    Solo primary = new Solo(scribe, 2);
    primary.receive(scribe.signed(0, scribe.viewChange(2)));
    assertEquals(List.of(), primary.said(NewView.class));
    primary.receive(scribe.signed(3, scribe.viewChange(2)));
    NewView view = primary.said(NewView.class).getFirst();
    assertEquals(List.of(0, 2, 3), view.claims().stream().map(SignedClaim::signer).toList());
  }

  @Test
  @DisplayName(
      "4.4 \"min-s of the latest stable checkpoint in V and the highest sequence number max-s in a"
          + " prepare message in V\"; backups prepare each message in O again")
  void reproposes() {
    Solo backup = backup();
    backup.fetched(b1, b2);
    backup.newView(opened(2, scribe.viewChange(2, scribe.prepared(1, b2))));
    assertEquals(List.of(b1.hash(), b2.hash()), backup.prepared());
    Block b3 = scribe.block(b2, 2, 3);
    backup.prePrepare(b3);
    assertEquals(List.of(b1.hash(), b2.hash(), b3.hash()), backup.prepared());
  }

  @Test
  @DisplayName("4.4 the view starts above the stable checkpoint in V: who is behind it fetches")
  void belowCheckpoint() {
    Solo backup = backup();
    ViewChange change =
        scribe.viewChange(2, Optional.of(scribe.stable(b1)), Optional.of(scribe.committed(1, b1)));
    backup.newView(opened(2, change));
    assertTrue(backup.noted(Rule.BEHIND));
    Effect.FetchBlock fetch = backup.all(Effect.FetchBlock.class).getFirst();
    assertEquals(b1.hash(), fetch.block());
    assertEquals(List.of(0, 1, 2), fetch.from());
    backup.fetched(b1);
    assertEquals(List.of(b1), backup.commits());
    assertTrue(backup.noted(Rule.ENTER));
  }

  @Test
  @DisplayName(
      "4.4 \"Replicas redo the protocol for messages between min-s and max-s but they avoid"
          + " re-executing client requests\"")
  void notTwice() {
    Solo backup = backup();
    backup.prePrepare(b1);
    backup.prepares(1, b1, 0);
    backup.commits(1, b1, 0, 1);
    backup.newView(opened(2, scribe.viewChange(2, scribe.prepared(1, b1))));
    backup.commits(2, b1, 0, 1, 2);
    assertEquals(List.of(b1), backup.commits());
    assertEquals(
        1, backup.said(PbftMessage.Decision.class).size(), "the others need not vote alone");
  }

  @Test
  @DisplayName(
      "4.5.2 \"a replica that multicasts a view-change message for view v + 1 waits for 2f + 1"
          + " view-change messages for view v + 1 and then starts its timer ... this time it will"
          + " wait 2T\"")
  void doubling() {
    Scribe seven = new Scribe(Pbft.fixture(7));
    Solo backup = new Solo(seven, 1).waiting();
    backup.expire();
    for (long view = 2; view < 8; view++) {
      assertEquals(view, backup.viewChanges().getLast().view());
      backup.expire();
      assertEquals(view, backup.viewChanges().getLast().view(), "no quorum: said again");
      for (int other : List.of(0, 2, 3, 4)) {
        backup.receive(seven.signed(other, seven.viewChange(view)));
      }
      assertEquals(Math.min(8_000, 1_000L << (view - 2)), backup.delays().getLast());
      backup.expire();
    }
  }

  @Test
  @DisplayName(
      "4.5.2 \"if a replica receives a set of f + 1 valid view-change messages from other replicas"
          + " for views greater than its current view, it sends a view-change message for the"
          + " smallest view in the set\"")
  void joins() {
    Solo backup = backup();
    backup.receive(scribe.signed(0, scribe.viewChange(9)));
    assertEquals(List.of(), backup.viewChanges());
    backup.receive(scribe.signed(1, scribe.viewChange(5)));
    assertEquals(List.of(5L), backup.viewChanges().stream().map(ViewChange::view).toList());
  }

  @Test
  @DisplayName(
      "4.5.2 \"A faulty replica cannot cause a view change by sending a view-change message\" while"
          + " anything else goes on")
  void loneLiar() {
    Solo backup = backup();
    Block at = scribe.root();
    for (long height = 1; height < 12; height++) {
      backup.receive(scribe.signed(2, scribe.viewChange(height + 1)));
      at = scribe.block(at, 1, height);
      backup.prePrepare(at);
      backup.prepares(1, at, 0);
      backup.commits(1, at, 0, 1);
      backup.handle(new Event.HeightExecuted(height));
      backup.handle(new Event.HeightFinal(scribe.stable(at)));
    }
    assertEquals(11, backup.commits().size());
    assertEquals(List.of(), backup.viewChanges());
    assertFalse(backup.noted(Rule.JOIN));
  }

  @Test
  @DisplayName(
      "persist before speaking: every vote, view change and new view follows its persist effect")
  void persistsFirst() {
    Solo primary = new Solo(scribe, 2);
    primary.prePrepare(b1);
    primary.prepares(1, b1, 0);
    primary.receive(scribe.signed(0, scribe.viewChange(2)));
    primary.receive(scribe.signed(3, scribe.viewChange(2)));
    int spoken = 0;
    for (int i = 0; i < primary.effects.size(); i++) {
      if (primary.effects.get(i) instanceof Effect.Broadcast broadcast
          && broadcast.message().toSign().isPresent()) {
        spoken++;
        boolean persisted =
            primary.effects.subList(0, i).reversed().stream()
                .takeWhile(effect -> !(effect instanceof Effect.Broadcast))
                .anyMatch(Effect.Persist.class::isInstance);
        assertTrue(persisted, broadcast::toString);
      }
    }
    assertEquals(5, spoken, "prepare, commit, view change, new view, prepare of O");
  }
}
