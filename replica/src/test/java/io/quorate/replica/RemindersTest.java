package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RemindersTest {
  private final Reminders reminders = new Reminders();

  @Test
  @DisplayName("at rest nobody is reminded, however low it claims to be")
  void rest() {
    assertFalse(reminders.due(1, 0, 0));
    reminders.tick(OptionalLong.empty());
    assertFalse(reminders.due(1, 0, 7));
    reminders.tick(OptionalLong.of(7));
    assertFalse(reminders.due(1, 0, 7), "the height became final since the tick");
  }

  @Test
  @DisplayName("who lacks the height that waits is reminded once per tick, who has it never")
  void oncePerTick() {
    for (int tick = 0; tick < 3; tick++) {
      reminders.tick(OptionalLong.of(7));
      assertTrue(reminders.due(1, 6, 6));
      assertFalse(reminders.due(1, 0, 6), "a peer that says so twice");
      assertTrue(reminders.due(2, 0, 6));
      assertFalse(reminders.due(3, 7, 6));
    }
  }
}
