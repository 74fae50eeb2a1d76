package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SHA-256")
final class Sha256Test {
  private static final Bytes ABC = Bytes.utf8("abc");

  @Test
  @DisplayName("answers the vectors of FIPS 180")
  void vectors() {
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Sha256.hash(Bytes.EMPTY).toHex());
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        Sha256.hash(ABC).toHex());
    assertEquals(Sha256.hash(ABC), Sha256.hash(ABC.toArray()));
  }

  @Test
  @DisplayName("of parts is that of the whole")
  void parts() {
    assertEquals(Sha256.hash(ABC), Sha256.hash(Bytes.utf8("a"), Bytes.EMPTY, Bytes.utf8("bc")));
    assertEquals(Sha256.hash(ABC), Sha256.hash(Bytes.utf8("xabcx").slice(1, 4)));
  }

  @Test
  @DisplayName("and keys are equal by their bytes, wherever these lie in memory")
  void equalByBytes() {
    Bytes bytes = Sha256.hash(ABC).bytes();
    Bytes elsewhere = Bytes.concat(ABC, bytes).slice(3, 35);
    assertEquals(new Hash(bytes), new Hash(elsewhere));
    assertEquals(new Hash(bytes).hashCode(), new Hash(elsewhere).hashCode());
    assertNotEquals(new Hash(bytes), Sha256.hash(bytes));
    PublicKey key = new PublicKey(SchemeId.ED25519, bytes);
    assertEquals(key, new PublicKey(SchemeId.ED25519, elsewhere));
    assertEquals(key.hashCode(), new PublicKey(SchemeId.ED25519, elsewhere).hashCode());
    assertNotEquals(key, new PublicKey(SchemeId.ED25519, Sha256.hash(bytes).bytes()));
  }

  @Test
  @DisplayName("S5: a tag separates domains, and its length keeps it apart from the data")
  void tags() {
    assertEquals(
        Sha256.hash(Bytes.fromHex("04"), Bytes.utf8("vote"), ABC), Sha256.tagged("vote", ABC));
    assertNotEquals(Sha256.tagged("vote", ABC), Sha256.tagged("votea", Bytes.utf8("bc")));
    assertNotEquals(Sha256.tagged("vote", ABC), Sha256.tagged("veto", ABC));
  }

  @Test
  @DisplayName("refuses a tag that is empty, too long or not ASCII, and hashes on as before")
  void badTags() {
    assertThrows(IllegalArgumentException.class, () -> Sha256.tagged("", ABC));
    assertThrows(IllegalArgumentException.class, () -> Sha256.tagged("x".repeat(256), ABC));
    assertThrows(IllegalArgumentException.class, () -> Sha256.tagged("é", ABC));
    assertEquals(
        Sha256.hash(Bytes.fromHex("ff"), Bytes.utf8("x".repeat(255))),
        Sha256.tagged("x".repeat(255)));
  }

  @Test
  @DisplayName("a hash has 32 bytes, a short form, and an order")
  void hashes() {
    assertEquals("ba7816bf", Sha256.hash(ABC).shortHex());
    assertEquals(Sha256.hash(ABC), Hash.fromHex(Sha256.hash(ABC).toHex()));
    assertEquals(0, Hash.ZERO.compareTo(Hash.fromHex("00".repeat(32))));
    assertEquals(-1, Integer.signum(Hash.ZERO.compareTo(Sha256.hash(ABC))));
    assertThrows(IllegalArgumentException.class, () -> Hash.fromHex("00".repeat(31)));
    assertThrows(IllegalArgumentException.class, () -> new Hash(Bytes.wrap(new byte[33])));
  }
}
