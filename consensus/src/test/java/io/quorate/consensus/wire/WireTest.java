package io.quorate.consensus.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WireTest {

  private static <T> Decoded<T> read(String hex, Decoder.Reader<T> reader) {
    return Decoder.decode(Bytes.fromHex(hex), 1_000, reader);
  }

  private static void malformed(String hex, Decoder.Reader<?> reader) {
    assertInstanceOf(Decoded.Malformed.class, read(hex, reader), hex);
  }

  @Test
  @DisplayName("each field has the form the contract names: big-endian, behind 32-bit lengths")
  void forms() {
    Bytes written =
        new Encoder(0)
            .u8(255)
            .u32(258)
            .u64(Long.MAX_VALUE)
            .bool(true)
            .bytes(Bytes.fromHex("beef"))
            .text("é")
            .list(List.of(1, 2), Encoder::u8)
            .toBytes();
    assertEquals(
        "ff"
            + "00000102"
            + "7fffffffffffffff"
            + "01"
            + "00000002beef"
            + "00000002c3a9"
            + "00000002"
            + "0102",
        written.toHex());
    Decoded<Integer> back =
        Decoder.decode(
            written,
            100,
            in -> {
              assertEquals(255, in.u8());
              assertEquals(258, in.u32());
              assertEquals(Long.MAX_VALUE, in.u64());
              assertEquals(true, in.bool());
              assertEquals(Bytes.fromHex("beef"), in.bytes(2));
              assertEquals("é", in.text(2));
              assertEquals(List.of(1, 2), in.list(2, 1, Decoder::u8));
              return in.remaining();
            });
    assertEquals(new Decoded.Ok<>(0), back);
  }

  @Test
  @DisplayName("what was written stays as it is when more is written, also when it filled its room")
  void writtenBytesStay() {
    Encoder out = new Encoder(16).u64(1).u64(2);
    Bytes first = out.toBytes();
    Bytes second = out.u64(3).toBytes();
    assertEquals("00000000000000010000000000000002", first.toHex());
    assertEquals(first.toHex() + "0000000000000003", second.toHex());
    assertEquals(second, out.toBytes());
  }

  @Test
  @DisplayName("negative numbers cannot be written, and what would read as one is malformed")
  void signs() {
    assertThrows(IllegalArgumentException.class, () -> new Encoder().u32(-1));
    assertThrows(IllegalArgumentException.class, () -> new Encoder().u64(-1));
    malformed("80000000", Decoder::u32);
    malformed("8000000000000000", Decoder::u64);
    malformed("ffffffff", in -> in.bytes(100));
    assertEquals(new Decoded.Ok<>(Integer.MAX_VALUE), read("7fffffff", Decoder::u32));
  }

  @Test
  @DisplayName("booleans are 0 or 1, text is well-formed UTF-8 in its shortest form")
  void strictForms() {
    malformed("02", Decoder::bool);
    malformed("00000001ff", in -> in.text(10));
    malformed("00000002c080", in -> in.text(10));
    malformed("00000003eda080", in -> in.text(10));
    assertEquals(new Decoded.Ok<>("a"), read("0000000161", in -> in.text(10)));
  }

  @Test
  @DisplayName("limits hold before the bytes are looked at; left-over bytes are refused")
  void limits() {
    malformed("0000000361626364", in -> in.bytes(2));
    malformed("0000000361626364", in -> in.bytes(3));
    malformed("00000003616263", in -> in.list(2, 1, Decoder::u8));
    malformed("00000003616263", in -> in.list(3, 2, Decoder::u8));
    malformed("7fffffff", in -> in.list(Integer.MAX_VALUE, 1_000_000, Decoder::u8));
    malformed("00", Decoder::hash);
    malformed("00", in -> in.fixed(-1));
    assertInstanceOf(Decoded.Malformed.class, Decoder.decode(Hash.ZERO.bytes(), 31, Decoder::hash));
    assertThrows(
        IllegalStateException.class, () -> Decoder.decode(Bytes.EMPTY, 10, Decoder::u8).orThrow());
  }
}
