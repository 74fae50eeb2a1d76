package io.quorate.application.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.application.State;
import io.quorate.consensus.StateKeys;
import io.quorate.crypto.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");
  private static final Bytes ONE = Bytes.utf8("1");
  private static final Bytes TWO = Bytes.utf8("2");

  private static Overlay overlay(Map<Bytes, Bytes> base) {
    return new Overlay(key -> Optional.ofNullable(base.get(key)));
  }

  @Test
  void readsSeeTheWritesBeforeThemAndTheBaseElsewhere() {
    Overlay overlay = overlay(Map.of(A, ONE));
    assertEquals(Optional.of(ONE), overlay.get(A));
    overlay.put(A, TWO);
    overlay.delete(B);
    assertEquals(Optional.of(TWO), overlay.get(A));
    overlay.delete(A);
    assertEquals(Optional.empty(), overlay.get(A));
    assertEquals(Map.of(A, Optional.empty(), B, Optional.empty()), overlay.changes());
  }

  @Test
  void aRolledBackTransactionLeavesNothingBehindAndTheOthersEverything() {
    Overlay overlay = overlay(Map.of(A, ONE));
    overlay.begin();
    overlay.put(B, ONE);
    overlay.keep();
    overlay.begin();
    overlay.put(A, TWO);
    overlay.delete(B);
    overlay.put(B, TWO);
    overlay.rollback();
    assertEquals(Optional.of(ONE), overlay.get(A));
    assertEquals(Map.of(B, Optional.of(ONE)), overlay.changes());
  }

  @Test
  void anOuterRollbackUndoesWhatAnInnerPartKept() {
    Overlay overlay = overlay(Map.of());
    overlay.begin();
    overlay.begin();
    overlay.put(A, ONE);
    overlay.keep();
    assertEquals(Optional.of(ONE), overlay.get(A));
    overlay.rollback();
    assertEquals(Map.of(), overlay.changes());
  }

  @Test
  void partsThatDoNotMatchAreAnError() {
    Overlay overlay = overlay(Map.of());
    assertThrows(IllegalStateException.class, overlay::rollback);
    assertThrows(IllegalStateException.class, overlay::keep);
    overlay.begin();
    assertThrows(IllegalStateException.class, overlay::changes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nestedPartsBehaveAsCopiesOfTheWholeStateWould(long seed) {
    Random random = new Random(seed);
    TreeMap<Bytes, Bytes> base = new TreeMap<>(Map.of(A, ONE, Bytes.utf8("k3"), TWO));
    Overlay overlay = overlay(base);
    TreeMap<Bytes, Bytes> model = new TreeMap<>(base);
    Deque<TreeMap<Bytes, Bytes>> copies = new ArrayDeque<>();
    for (int step = 0; step < 5000; step++) {
      Bytes key = Bytes.utf8("k" + random.nextInt(6));
      switch (random.nextInt(7)) {
        case 0 -> {
          overlay.begin();
          copies.push(new TreeMap<>(model));
        }
        case 1 -> {
          if (!copies.isEmpty()) {
            overlay.keep();
            copies.pop();
          }
        }
        case 2 -> {
          if (!copies.isEmpty()) {
            overlay.rollback();
            model = copies.pop();
          }
        }
        case 3 -> {
          overlay.delete(key);
          model.remove(key);
        }
        default -> {
          Bytes value = Bytes.utf8("v" + step);
          overlay.put(key, value);
          model.put(key, value);
        }
      }
      assertEquals(Optional.ofNullable(model.get(key)), overlay.get(key));
    }
    for (; !copies.isEmpty(); copies.pop()) {
      overlay.keep();
    }
    TreeMap<Bytes, Bytes> result = new TreeMap<>(base);
    overlay
        .changes()
        .forEach((k, v) -> v.ifPresentOrElse(x -> result.put(k, x), () -> result.remove(k)));
    assertEquals(model, result);
  }

  @Test
  void anApplicationSeesItsOwnKeysOnlyAndKeepsToTheLimits() {
    Bytes platform = StateKeys.platform("senders", A);
    Overlay overlay = overlay(Map.of(platform, ONE, StateKeys.application(A), TWO));
    StateView view = new StateView(overlay);
    assertEquals(Optional.of(TWO), view.get(A));
    assertEquals(Optional.of(TWO), StateView.of(overlay).get(A));
    assertEquals(Optional.empty(), view.get(platform));
    Bytes longest = Bytes.wrap(new byte[State.MAX_KEY_BYTES]);
    Bytes tooLong = Bytes.wrap(new byte[State.MAX_KEY_BYTES + 1]);
    view.put(longest, Bytes.wrap(new byte[State.MAX_VALUE_BYTES]));
    view.delete(A);
    assertThrows(IllegalArgumentException.class, () -> view.put(tooLong, ONE));
    assertThrows(IllegalArgumentException.class, () -> view.delete(tooLong));
    Bytes tooLarge = Bytes.wrap(new byte[State.MAX_VALUE_BYTES + 1]);
    assertThrows(IllegalArgumentException.class, () -> view.put(A, tooLarge));
    assertEquals(
        Map.of(
            StateKeys.application(longest),
                Optional.of(Bytes.wrap(new byte[State.MAX_VALUE_BYTES])),
            StateKeys.application(A), Optional.empty()),
        overlay.changes());
  }
}
