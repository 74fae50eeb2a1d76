package io.quorate.devnet.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A history of reads and writes")
class LinearizabilityTest {
  private static Operation write(String value, long begin, long end) {
    return new Operation("x", true, Optional.of(value), begin, end);
  }

  private static Operation read(String value, long begin, long end) {
    return new Operation(
        "x", false, value.isEmpty() ? Optional.empty() : Optional.of(value), begin, end);
  }

  private static void assertHolds(boolean holds, Operation... history) {
    Optional<String> violation = Linearizability.violation(List.of(history));
    assertEquals(holds ? Optional.empty() : Optional.of("x"), violation);
    assertEquals(holds, bruteForce(List.of(history)), "the model disagrees with this test");
  }

  @Test
  @DisplayName("is explained when every read follows the latest write")
  void sequential() {
    assertHolds(true, read("", 0, 1), write("a", 2, 3), read("a", 4, 5), write("b", 6, 7));
  }

  @Test
  @DisplayName("has no explanation with a read of what was overwritten before")
  void stale() {
    assertHolds(false, write("a", 0, 1), write("b", 2, 3), read("a", 4, 5));
  }

  @Test
  @DisplayName("has no explanation with a read of what nobody wrote, or of nothing after a write")
  void invented() {
    assertHolds(false, write("a", 0, 1), read("c", 2, 3));
    assertHolds(false, write("a", 0, 1), read("", 2, 3));
  }

  @Test
  @DisplayName("is explained when a read meets a write that is under way, in either order")
  void overlapping() {
    assertHolds(true, write("a", 0, 10), read("", 1, 2), read("a", 3, 4));
    assertHolds(false, write("a", 0, 10), read("a", 1, 2), read("", 3, 4));
  }

  @Test
  @DisplayName("lets a write without an answer take effect late, early or never")
  void open() {
    Operation lost = write("b", 2, Operation.OPEN);
    assertHolds(true, write("a", 0, 1), lost, read("a", 3, 4), read("b", 50, 60));
    assertHolds(true, write("a", 0, 1), lost, read("b", 3, 4));
    assertHolds(true, write("a", 0, 1), lost, read("a", 50, 60));
    assertHolds(false, write("a", 0, 1), lost, read("b", 3, 4), read("a", 50, 60));
    assertHolds(false, read("b", 0, 1), lost);
  }

  @Test
  @DisplayName("is judged as by trying every order, for thousands of small random ones")
  void random() {
    Random random = new Random(11);
    int violations = 0;
    for (int run = 0; run < 4_000; run++) {
      List<Operation> history = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        long begin = random.nextInt(12);
        boolean open = random.nextInt(8) == 0;
        String value = String.valueOf(random.nextInt(3));
        history.add(
            random.nextBoolean()
                ? write(value, begin, open ? Operation.OPEN : begin + 1 + random.nextInt(6))
                : read(random.nextInt(4) == 0 ? "" : value, begin, begin + 1 + random.nextInt(6)));
      }
      boolean expected = bruteForce(history);
      violations += expected ? 0 : 1;
      assertEquals(
          expected, Linearizability.violation(history).isEmpty(), () -> "history " + history);
    }
    assertEquals(true, violations > 400 && violations < 3_600, "all alike: " + violations);
  }

  /** Tries every order that real time allows. */
  private static boolean bruteForce(List<Operation> left) {
    return bruteForce(left, Optional.empty());
  }

  private static boolean bruteForce(List<Operation> left, Optional<String> value) {
    if (left.stream().allMatch(each -> each.end() == Operation.OPEN)) {
      return true;
    }
    long firstEnd = left.stream().mapToLong(Operation::end).min().orElseThrow();
    for (Operation next : left) {
      if (next.begin() <= firstEnd && (next.write() || next.value().equals(value))) {
        List<Operation> rest = new ArrayList<>(left);
        rest.remove(next);
        if (bruteForce(rest, next.write() ? next.value() : value)) {
          return true;
        }
      }
    }
    return false;
  }
}
