package io.quorate.consensus;

import static io.quorate.consensus.SequenceWindow.WIDTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.SequenceWindow.Standing;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import java.util.EnumMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceWindowTest {

  @Test
  @DisplayName("a new sender starts anywhere in 1 to WIDTH")
  void newSender() {
    assertEquals(Standing.TOO_OLD, SequenceWindow.EMPTY.check(-1));
    assertEquals(Standing.TOO_OLD, SequenceWindow.EMPTY.check(0));
    assertEquals(Standing.FRESH, SequenceWindow.EMPTY.check(1));
    assertEquals(Standing.FRESH, SequenceWindow.EMPTY.check(WIDTH));
    assertEquals(Standing.TOO_FAR_AHEAD, SequenceWindow.EMPTY.check(WIDTH + 1));
    assertEquals(Standing.TOO_FAR_AHEAD, SequenceWindow.EMPTY.check(Long.MAX_VALUE));
    assertEquals(0, SequenceWindow.EMPTY.highest());
  }

  @Test
  @DisplayName("the edges of the window are exact")
  void edges() {
    SequenceWindow window = SequenceWindow.EMPTY.mark(1000).mark(1000 + WIDTH);
    long m = 1000 + WIDTH;
    assertEquals(m, window.highest());
    assertEquals(Standing.USED, window.check(m));
    assertEquals(Standing.TOO_OLD, window.check(m - WIDTH));
    assertEquals(Standing.FRESH, window.check(m - WIDTH + 1));
    assertEquals(Standing.FRESH, window.check(m + WIDTH));
    assertEquals(Standing.TOO_FAR_AHEAD, window.check(m + WIDTH + 1));
  }

  @Test
  @DisplayName("only a fresh sequence can be marked, and marking leaves the old window as it was")
  void markChecks() {
    SequenceWindow before = SequenceWindow.EMPTY.mark(5);
    SequenceWindow after = before.mark(3);
    assertEquals(Standing.FRESH, before.check(3));
    assertEquals(Standing.USED, after.check(3));
    assertThrows(IllegalArgumentException.class, () -> after.mark(3));
    assertThrows(IllegalArgumentException.class, () -> after.mark(0));
    assertThrows(IllegalArgumentException.class, () -> after.mark(5 + WIDTH + 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  @DisplayName(
      "S23 S31: no sequence is executed twice, however requests are replayed and reordered")
  void neverTwice(long seed) {
    Random random = new Random(seed);
    TreeSet<Long> executed = new TreeSet<>();
    EnumMap<Standing, Integer> seen = new EnumMap<>(Standing.class);
    SequenceWindow window = SequenceWindow.EMPTY;
    for (int step = 0; step < 20_000; step++) {
      long highest = executed.isEmpty() ? 0 : executed.last();
      long sequence = draw(random, highest);
      Standing expected = naive(executed, highest, sequence);
      seen.merge(expected, 1, Integer::sum);
      assertEquals(expected, window.check(sequence), () -> "step for " + sequence);
      if (expected == Standing.FRESH) {
        assertTrue(executed.add(sequence));
        window = window.mark(sequence);
      }
      assertEquals(executed.isEmpty() ? 0 : executed.last(), window.highest());
      if (step % 50 == 0) {
        window = afterRestart(window);
      }
    }
    assertEquals(Standing.values().length, seen.size(), "every standing is drawn: " + seen);
  }

  @Test
  @DisplayName("a sender that skips nothing costs 9 bytes, a wild one no more than the bitmap")
  void compact() {
    SequenceWindow tidy = SequenceWindow.EMPTY;
    SequenceWindow wild = SequenceWindow.EMPTY;
    for (int s = 1; s <= 3 * WIDTH; s++) {
      tidy = tidy.mark(s);
      wild = s % 2 == 0 ? wild.mark(s) : wild;
    }
    assertEquals(9, tidy.encoded().size());
    assertEquals(SequenceWindow.MAX_ENCODED_BYTES, wild.encoded().size());
    assertEquals(tidy, afterRestart(tidy));
    assertEquals(wild, afterRestart(wild));
    assertEquals(9, SequenceWindow.EMPTY.encoded().size());
    assertEquals(SequenceWindow.EMPTY, afterRestart(SequenceWindow.EMPTY));
  }

  @Test
  @DisplayName("runs and bitmap meet without a gap")
  void runsAndBitmap() {
    SequenceWindow window = SequenceWindow.EMPTY.mark(1);
    for (int s = 3; s < 200; s += 2) {
      window = window.mark(s);
      assertEquals(window, afterRestart(window));
    }
  }

  @Test
  @DisplayName("one window has one encoding: everything else is refused")
  void canonical() {
    Bytes shortBitmap = bitmap(5, 0x20, 0);
    assertMalformed(shortBitmap, "few runs as a bitmap");
    assertMalformed(new Encoder().u64(9).u8(64).toBytes(), "too many runs");
    assertMalformed(new Encoder().u64(9).u8(1).u8(0).u8(0).toBytes(), "empty run");
    assertMalformed(new Encoder().u64(9).u8(1).u8(0).u8(9).toBytes(), "last run listed");
    assertMalformed(new Encoder().u64(0).u8(1).u8(0).u8(1).toBytes(), "run below 1");
    assertMalformed(new Encoder().u64(9).u8(1).u8(0).toBytes(), "truncated");
    assertMalformed(new Encoder().u64(9).u8(0).u8(0).toBytes(), "left over");
    assertMalformed(Bytes.EMPTY, "nothing");
  }

  @Test
  @DisplayName("a bitmap marks its highest sequence and nothing outside the window")
  void bitmapBounds() {
    SequenceWindow sparse = SequenceWindow.EMPTY;
    for (int s = 1; s <= 401; s += 2) {
      sparse = sparse.mark(s);
    }
    Bytes good = sparse.encoded();
    assertEquals(sparse, SequenceWindow.decode(good).orThrow());
    assertMalformed(withHighest(good, 403), "highest not marked");
    assertMalformed(withHighest(good, 399), "401 lies above the highest");
    byte[] zero = good.toArray();
    zero[9 + 7] |= 1;
    assertMalformed(Bytes.wrap(zero), "sequence 0 marked");
  }

  @Test
  @DisplayName("no mutilated encoding is more than a value, and what decodes re-encodes to itself")
  void mutilated() {
    Random random = new Random(7);
    SequenceWindow window = SequenceWindow.EMPTY;
    int accepted = 0;
    for (int step = 0; step < 5_000; step++) {
      long sequence = draw(random, window.highest());
      window = window.check(sequence) == Standing.FRESH ? window.mark(sequence) : window;
      byte[] bytes = window.encoded().toArray();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Bytes input = Bytes.wrap(bytes);
      if (SequenceWindow.decode(input) instanceof Decoded.Ok<SequenceWindow>(SequenceWindow read)) {
        assertEquals(input, read.encoded());
        accepted++;
      }
    }
    assertTrue(accepted > 0, "some bit flips spell another window");
  }

  private static long draw(Random random, long highest) {
    return switch (random.nextInt(10)) {
      case 0 -> highest + 1 + random.nextInt(2 * WIDTH);
      case 1 -> highest - WIDTH - 2 + random.nextInt(5);
      case 2, 3, 4 -> highest - random.nextInt(2 * WIDTH);
      default -> highest - 3 + random.nextInt(6);
    };
  }

  private static Standing naive(NavigableSet<Long> executed, long highest, long sequence) {
    if (sequence < 1 || sequence <= highest - WIDTH) {
      return Standing.TOO_OLD;
    }
    if (sequence > highest + WIDTH) {
      return Standing.TOO_FAR_AHEAD;
    }
    return executed.contains(sequence) ? Standing.USED : Standing.FRESH;
  }

  private static SequenceWindow afterRestart(SequenceWindow window) {
    SequenceWindow read = SequenceWindow.decode(window.encoded()).orThrow();
    assertEquals(window, read);
    assertEquals(window.hashCode(), read.hashCode());
    return read;
  }

  private static Bytes bitmap(long highest, int octet, int position) {
    byte[] bits = new byte[WIDTH / 8];
    bits[position + 7] = (byte) octet;
    return new Encoder().u64(highest).u8(255).fixed(Bytes.wrap(bits)).toBytes();
  }

  private static Bytes withHighest(Bytes encoded, long highest) {
    return Bytes.concat(new Encoder().u64(highest).toBytes(), encoded.slice(8, encoded.size()));
  }

  private static void assertMalformed(Bytes input, String what) {
    assertInstanceOf(Decoded.Malformed.class, SequenceWindow.decode(input), what);
  }
}
