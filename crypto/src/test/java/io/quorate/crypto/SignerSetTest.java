package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A signer set")
final class SignerSetTest {
  @Test
  @DisplayName("S1: holds nobody twice")
  void noDuplicates() {
    SignerSet set = SignerSet.of(4, List.of(2, 0, 2, 2));
    assertEquals(2, set.count());
    assertEquals(List.of(0, 2), set.indexes());
    assertEquals(SignerSet.of(4, List.of(0, 2)), set);
    assertEquals(SignerSet.of(4, List.of(0, 2)).hashCode(), set.hashCode());
  }

  @Test
  @DisplayName("has one encoding, which decodes to itself, for every number of validators")
  void roundTrips() {
    for (int n = 1; n <= 40; n++) {
      int step = n;
      List<Integer> some =
          IntStream.range(0, n).filter(i -> (i * 7 + step) % 3 == 0).boxed().toList();
      SignerSet set = SignerSet.of(n, some);
      assertEquals((n + 7) / 8, set.encode().size());
      assertEquals(Optional.of(set), SignerSet.decode(n, set.encode()));
      assertEquals(some, set.indexes());
      assertEquals(n, set.validators());
    }
    assertEquals("05", SignerSet.of(4, List.of(0, 2)).encode().toHex());
    assertEquals("0080", SignerSet.of(16, List.of(15)).encode().toHex());
  }

  @Test
  @DisplayName("S6: does not decode from a bitmap that is too short, too long, or has a bit past n")
  void malformed() {
    for (int n = 1; n <= 24; n++) {
      int bytes = (n + 7) / 8;
      assertEquals(Optional.empty(), SignerSet.decode(n, Bytes.wrap(new byte[bytes - 1])));
      assertEquals(Optional.empty(), SignerSet.decode(n, Bytes.wrap(new byte[bytes + 1])));
      for (int past = n; past < 8 * bytes; past++) {
        byte[] bits = new byte[bytes];
        bits[past / 8] |= (byte) (1 << (past % 8));
        assertEquals(Optional.empty(), SignerSet.decode(n, Bytes.wrap(bits)), n + " and " + past);
      }
    }
    assertEquals(Optional.empty(), SignerSet.decode(0, Bytes.EMPTY));
    assertEquals(Optional.empty(), SignerSet.decode(-8, Bytes.EMPTY));
    assertEquals(Optional.empty(), SignerSet.decode(Integer.MAX_VALUE, Bytes.wrap(new byte[10])));
  }

  @Test
  @DisplayName("S6: has no place for an index that no validator has")
  void outOfRange() {
    assertThrows(IllegalArgumentException.class, () -> SignerSet.of(4, List.of(4)));
    assertThrows(IllegalArgumentException.class, () -> SignerSet.of(4, List.of(-1)));
    assertThrows(IllegalArgumentException.class, () -> SignerSet.empty(0));
    assertThrows(IllegalArgumentException.class, () -> SignerSet.empty(65_537));
    SignerSet all = SignerSet.of(4, List.of(0, 1, 2, 3));
    assertFalse(all.contains(4));
    assertFalse(all.contains(7));
    assertFalse(all.contains(-1));
    assertTrue(all.contains(3));
  }

  @Test
  @DisplayName("is empty until somebody is in it, and differs by its validators")
  void emptiness() {
    assertEquals(0, SignerSet.empty(4).count());
    assertEquals(List.of(), SignerSet.empty(4).indexes());
    assertNotEquals(SignerSet.empty(4), SignerSet.empty(5));
    assertEquals("[1, 3] of 4", SignerSet.of(4, List.of(1, 3)).toString());
  }

  @Test
  @DisplayName("does not keep the frame in memory that it was decoded from")
  void ownsItsBits() {
    Bytes frame = Bytes.wrap(new byte[1 << 16]);
    assertEquals(
        1, SignerSet.decode(4, frame.slice(9, 10)).orElseThrow().encode().sharedArray().length);
  }
}
