package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Bytes")
final class BytesTest {
  @Test
  @DisplayName("are a copy of what they were made from, and give out copies")
  void isolation() {
    byte[] source = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(source);
    source[0] = 9;
    assertEquals(1, bytes.at(0));
    bytes.toArray()[1] = 9;
    assertEquals("010203", bytes.toHex());
  }

  @Test
  @DisplayName("of a range are that range")
  void ranges() {
    byte[] source = {1, 2, 3, 4};
    assertEquals(Bytes.fromHex("0203"), Bytes.copyOf(source, 1, 2));
    assertSame(Bytes.EMPTY, Bytes.copyOf(source, 4, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Bytes.copyOf(source, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Bytes.copyOf(source, 1, -1));
  }

  @Test
  @DisplayName("a slice equals the same bytes from elsewhere, in hash and order too")
  void slices() {
    Bytes whole = Bytes.fromHex("00112233445566");
    Bytes slice = whole.slice(2, 5);
    Bytes same = Bytes.fromHex("223344");
    assertEquals(same, slice);
    assertEquals(same.hashCode(), slice.hashCode());
    assertEquals(0, same.compareTo(slice));
    assertEquals("223344", slice.toHex());
    assertEquals(0x33, slice.at(1));
    assertEquals(Bytes.fromHex("33"), slice.slice(1, 2));
    assertArrayEquals(new byte[] {0x22, 0x33, 0x44}, slice.readOnlyArray());
    assertTrue(whole.slice(1, 7).startsWith(Bytes.fromHex("1122")));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.at(3));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.at(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(1, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(2, 1));
  }

  @Test
  @DisplayName("are ordered as unsigned numbers, a prefix first")
  void order() {
    List<Bytes> ascending =
        Stream.of("", "00", "0000", "01", "7f", "80", "80ff", "ff").map(Bytes::fromHex).toList();
    assertEquals(ascending, ascending.reversed().stream().sorted().toList());
  }

  @Test
  @DisplayName("differ when their content does")
  void inequality() {
    assertNotEquals(Bytes.fromHex("00"), Bytes.EMPTY);
    assertNotEquals(Bytes.fromHex("01"), Bytes.fromHex("02"));
    assertFalse(Bytes.fromHex("01").startsWith(Bytes.fromHex("0101")));
    assertTrue(Bytes.fromHex("01").startsWith(Bytes.EMPTY));
  }

  @Test
  @DisplayName("are joined in order and copied into place")
  void concat() {
    Bytes joined = Bytes.concat(Bytes.fromHex("01"), Bytes.EMPTY, Bytes.fromHex("0203"));
    assertEquals("010203", joined.toHex());
    byte[] target = new byte[5];
    joined.copyTo(target, 1);
    assertArrayEquals(new byte[] {0, 1, 2, 3, 0}, target);
    assertThrows(IndexOutOfBoundsException.class, () -> joined.copyTo(target, 3));
  }

  @Test
  @DisplayName("read hexadecimal in both cases and text in UTF-8")
  void texts() {
    assertEquals(Bytes.fromHex("ABcd"), Bytes.fromHex("abCD"));
    assertEquals("héllo", Bytes.utf8("héllo").toUtf8());
    assertEquals(6, Bytes.utf8("héllo").size());
    assertEquals("0x0102", Bytes.fromHex("0102").toString());
    assertEquals("0x0000000000000000..(9 bytes)", Bytes.wrap(new byte[9]).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0g", "0x00", " 00", "٠٠", "00 "})
  @DisplayName("refuse what is not hexadecimal with a sentence")
  void notHexadecimal(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Bytes.fromHex(text));
    assertTrue(String.valueOf(refusal.getMessage()).contains("hexadecimal"));
  }
}
