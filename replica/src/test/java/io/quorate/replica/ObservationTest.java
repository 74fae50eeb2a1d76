package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Epoch;
import io.quorate.replica.message.PeerMessage.Heights;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("S28: replica 0 of four, which lost its memory and hears how far its peers are,")
class ObservationTest {
  private static final int LIAR = 3;

  private final Network network = new Network(10);
  private final Observation observation = new Observation(true, 0, network.epochs());

  private static Heights at(long height) {
    return new Heights(height, height, false);
  }

  private Epoch epoch(long number) {
    return network.epochs().of(number).orElseThrow();
  }

  @Test
  @DisplayName("speaks in the first epoch that none of all three others had begun")
  void speaks() {
    observation.heard(1, at(9));
    observation.heard(2, at(10));
    observation.heard(3, at(5));
    assertFalse(observation.endsWith(epoch(1)), "replica 2 was in it already");
    assertTrue(observation.endsWith(epoch(2)));
    assertFalse(observation.observing());
  }

  @Test
  @DisplayName(
      "does not count itself: a slow one and a liar do not know what it signed with a third")
  void itselfDoesNotCount() {
    // Its earlier process, replica 1 and the liar ended epoch 0; replica 2 is slow, 1 unheard.
    observation.heard(2, at(9));
    observation.heard(LIAR, at(9));
    assertFalse(observation.endsWith(epoch(1)));
    assertTrue(observation.observing());
  }

  @Test
  @DisplayName("does not count another one that lost its memory, until that one speaks again")
  void anotherWiped() {
    observation.heard(1, new Heights(0, 0, true));
    observation.heard(2, at(9));
    observation.heard(3, at(9));
    assertFalse(observation.endsWith(epoch(1)));
    observation.heard(1, at(15));
    assertFalse(observation.endsWith(epoch(1)));
    assertTrue(observation.endsWith(epoch(2)));
  }

  @Test
  @DisplayName("believes an honest word however far it is above what is final")
  void farAboveFinal() {
    observation.heard(1, new Heights(9, 5_000, false));
    observation.heard(2, at(9));
    observation.heard(3, at(9));
    assertFalse(observation.endsWith(epoch(1)));
    assertFalse(observation.endsWith(epoch(500)));
    assertTrue(observation.endsWith(epoch(501)));
  }

  @Test
  @DisplayName("forgets the word of who cannot show what it claims")
  void discredited() {
    observation.heard(1, at(9));
    observation.heard(2, at(9));
    observation.heard(LIAR, at(Long.MAX_VALUE));
    assertFalse(observation.endsWith(epoch(1)));
    observation.discredit(LIAR);
    assertFalse(observation.endsWith(epoch(1)), "two are no quorum");
    observation.heard(LIAR, at(12));
    assertTrue(observation.endsWith(epoch(2)));
  }
}
