package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Phase;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningGuardTest {
  private final Network network = new Network();
  private final MemoryStore store = new MemoryStore();
  private SigningGuard guard = new SigningGuard(store);

  /** Asks, and makes the record durable as the runtime does before it signs. */
  private boolean permitted(SigningContent content) {
    WriteBatch batch = new WriteBatch();
    boolean permitted = guard.permit(content, batch).isEmpty();
    assertTrue(permitted || batch.isEmpty(), "a refusal writes nothing");
    store.write(batch);
    return permitted;
  }

  private void restart() {
    guard = new SigningGuard(store);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"HOTSTUFF_VOTE", "HOTSTUFF_PROPOSAL"})
  @DisplayName("S26, S31: never a second subject in a view, before a restart or after")
  void oneSubjectPerView(Phase phase) {
    assertTrue(permitted(network.vote(phase, 5, "a")));
    assertFalse(permitted(network.vote(phase, 5, "b")));
    restart();
    assertFalse(permitted(network.vote(phase, 5, "b")));
    assertTrue(permitted(network.vote(phase, 5, "a")), "the same again is harmless");
    assertTrue(permitted(network.vote(phase, 6, "b")));
    restart();
    assertFalse(permitted(network.vote(phase, 5, "a")), "a lower view is past");
    assertFalse(permitted(network.vote(phase, 4, "c")));
  }

  @Test
  @DisplayName("S62: views begin anew with an epoch, and nothing of an earlier one is signed then")
  void epochs() {
    assertTrue(permitted(network.vote(Phase.HOTSTUFF_VOTE, 5, "a")));
    WriteBatch batch = new WriteBatch();
    guard.enter(1, batch);
    store.write(batch);
    for (int process = 0; process < 2; process++) {
      assertFalse(permitted(network.vote(Phase.HOTSTUFF_VOTE, 5, "a")));
      assertFalse(permitted(network.vote(Phase.HOTSTUFF_VOTE, 6, "a")));
      assertTrue(permitted(network.vote(1, Phase.HOTSTUFF_VOTE, 1, "a")));
      assertFalse(permitted(network.vote(1, Phase.HOTSTUFF_VOTE, 1, "b")));
      restart();
    }
    assertTrue(permitted(network.vote(2, Phase.HOTSTUFF_VOTE, 1, "b")), "a slot of its own");
  }

  @Test
  @DisplayName("signing the same again needs no new record")
  void sameAgain() {
    permitted(network.vote(Phase.HOTSTUFF_VOTE, 5, "a"));
    WriteBatch batch = new WriteBatch();
    assertTrue(guard.permit(network.vote(Phase.HOTSTUFF_VOTE, 5, "a"), batch).isEmpty());
    assertTrue(batch.isEmpty());
  }

  @Test
  @DisplayName("a proposal and a vote of one view are two slots; timeouts have none")
  void slots() {
    assertTrue(permitted(network.vote(Phase.HOTSTUFF_PROPOSAL, 5, "a")));
    assertTrue(permitted(network.vote(Phase.HOTSTUFF_VOTE, 5, "b")));
    assertTrue(permitted(network.vote(Phase.HOTSTUFF_TIMEOUT, 9, "c")));
    assertTrue(permitted(network.vote(Phase.HOTSTUFF_TIMEOUT, 9, "d")));
    assertTrue(permitted(network.vote(Phase.HOTSTUFF_TIMEOUT, 3, "e")));
    assertFalse(permitted(network.vote(Phase.HOTSTUFF_VOTE, 5, "a")));
  }

  @Test
  @DisplayName("S26: a record that was never durable binds nobody, a durable one always does")
  void lostRecord() {
    WriteBatch lost = new WriteBatch();
    assertTrue(guard.permit(network.vote(Phase.HOTSTUFF_VOTE, 5, "a"), lost).isEmpty());
    assertFalse(lost.isEmpty(), "what is signed is recorded in the batch before it");
    restart();
    assertTrue(permitted(network.vote(Phase.HOTSTUFF_VOTE, 5, "b")));
  }

  @Test
  @DisplayName("S58: one attestation per height, in any order of heights, across restarts")
  void attestations() {
    var three = network.attestation(3, Network.outcome(3, ""));
    var other = network.attestation(3, Network.outcome(3, "other"));
    assertTrue(permitted(network.attestation(7, Network.outcome(7, ""))));
    assertTrue(permitted(three));
    assertFalse(permitted(other));
    restart();
    assertFalse(permitted(other));
    assertTrue(permitted(three));
  }

  @Test
  @DisplayName("attestations far below a final height are forgotten, votes never")
  void pruning() {
    permitted(network.vote(Phase.HOTSTUFF_VOTE, 5, "a"));
    for (long height = 1; height <= 10; height++) {
      permitted(network.attestation(height, Network.outcome(height, "")));
    }
    assertEquals(11, store.size());
    WriteBatch batch = new WriteBatch();
    guard.forgetBelow(5, batch);
    assertTrue(batch.isEmpty(), "young records stay");
    guard.forgetBelow(2_048 + 4, batch);
    store.write(batch);
    assertEquals(11 - 3, store.size());
    restart();
    assertFalse(permitted(network.attestation(4, Network.outcome(4, "other"))));
    WriteBatch all = new WriteBatch();
    guard.forgetBelow(1_000_000, all);
    store.write(all);
    assertEquals(1, store.size());
    assertFalse(permitted(network.vote(Phase.HOTSTUFF_VOTE, 5, "b")));
  }
}
