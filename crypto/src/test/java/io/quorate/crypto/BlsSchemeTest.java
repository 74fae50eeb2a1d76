package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;

@DisplayName("BLS12-381")
final class BlsSchemeTest {
  private static final SignatureScheme BLS = SignatureSchemes.of(SchemeId.BLS12_381);
  private static final Bytes MESSAGE = Bytes.utf8("a vote");

  private static PrivateKey signer(int number) {
    return BLS.privateKey(Sha256.hash(Bytes.utf8("signer " + number)).bytes());
  }

  private static PublicKey key(P1 point) {
    return new PublicKey(SchemeId.BLS12_381, Bytes.wrap(point.compress()));
  }

  private static P1 point(PublicKey key) {
    return new P1(new P1_Affine(key.bytes().toArray()));
  }

  @Test
  @DisplayName(
      "S9: a rogue key forges the aggregate of a key that never signed, and proof of possession refuses it")
  void rogueKey() {
    PublicKey honest = signer(0).publicKey();
    PrivateKey attacker = signer(1);
    PublicKey rogue = key(point(attacker.publicKey()).add(point(honest).neg()));
    Bytes forged = attacker.sign(MESSAGE).bytes();

    assertTrue(BLS.isValidPublicKey(rogue));
    assertTrue(
        BLS.verifyAggregate(List.of(honest, rogue), MESSAGE, forged),
        "this is the attack; if it no longer works, the test shows nothing");
    assertFalse(BLS.verifyPossession(rogue, attacker.provePossession()));
    assertFalse(BLS.verifyPossession(rogue, signer(0).provePossession()));
    assertFalse(BLS.verifyPossession(rogue, attacker.sign(rogue.bytes())));
  }

  @Test
  @DisplayName("S6: keys that cancel to the identity, and signatures that do, are refused")
  void identityAggregates() {
    PrivateKey signer = signer(0);
    PublicKey opposite = key(point(signer.publicKey()).neg());
    P2 signature = new P2(signer.sign(MESSAGE).bytes().toArray());
    Signature negated = new Signature(Bytes.wrap(signature.neg().compress()));

    assertTrue(BLS.verify(opposite, MESSAGE, negated));
    assertEquals(Optional.empty(), BLS.aggregate(List.of(signer.sign(MESSAGE), negated)));
    List<PublicKey> cancelling = List.of(signer.publicKey(), opposite);
    assertFalse(BLS.verifyAggregate(cancelling, MESSAGE, Bytes.wrap(new P2().compress())));
    assertFalse(
        BLS.verifyAggregate(
            cancelling, List.of(MESSAGE, MESSAGE), Bytes.wrap(new P2().compress())));
    List<PublicKey> three = List.of(signer.publicKey(), opposite, signer(1).publicKey());
    assertFalse(
        BLS.verifyAggregate(
            three,
            List.of(MESSAGE, MESSAGE, Bytes.utf8("other")),
            signer(1).sign(Bytes.utf8("other")).bytes()),
        "the two cancelling keys signed nothing");
  }

  @Test
  @DisplayName(
      "S6: one key or signature that is no point of the subgroup refuses the whole aggregate")
  void nonSubgroupPoints() {
    PublicKey outside =
        new PublicKey(
            SchemeId.BLS12_381, Bytes.fromHex("8123456789abcdef" + "0123456789abcdef".repeat(5)));
    Signature outsideSignature =
        new Signature(Bytes.fromHex("8123456789abcdef" + "0123456789abcdef".repeat(11)));
    Signature honest = signer(0).sign(MESSAGE);
    PublicKey honestKey = signer(0).publicKey();

    assertFalse(BLS.isValidPublicKey(outside));
    assertFalse(BLS.verify(outside, MESSAGE, honest));
    assertFalse(BLS.verify(honestKey, MESSAGE, outsideSignature));
    assertFalse(BLS.verifyAggregate(List.of(honestKey, outside), MESSAGE, honest.bytes()));
    assertFalse(
        BLS.verifyAggregate(
            List.of(honestKey, outside), List.of(MESSAGE, MESSAGE), honest.bytes()));
    assertFalse(BLS.verifyAggregate(List.of(honestKey), MESSAGE, outsideSignature.bytes()));
    assertEquals(Optional.empty(), BLS.aggregate(List.of(honest, outsideSignature)));
    assertEquals(Optional.empty(), BLS.aggregate(List.of(honest, Signature.NONE)));
  }

  @Test
  @DisplayName("verifies one message per key, equal ones among them, in any order of the pairs")
  void aggregateOfMessages() {
    List<Bytes> messages =
        List.of(MESSAGE, Bytes.utf8("timeout 7"), MESSAGE, Bytes.EMPTY, Bytes.utf8("timeout 7"));
    List<PublicKey> keys = List.of(0, 1, 2, 3, 4).stream().map(i -> signer(i).publicKey()).toList();
    Bytes aggregate =
        BLS.aggregate(
                List.of(0, 1, 2, 3, 4).stream().map(i -> signer(i).sign(messages.get(i))).toList())
            .orElseThrow();
    assertEquals(BLS.aggregateSize(5), aggregate.size());
    assertTrue(BLS.verifyAggregate(keys, messages, aggregate));
    assertTrue(BLS.verifyAggregate(keys.reversed(), messages.reversed(), aggregate));
    assertFalse(BLS.verifyAggregate(keys.reversed(), messages, aggregate));
    assertFalse(BLS.verifyAggregate(keys.subList(0, 4), messages.subList(0, 4), aggregate));
    assertFalse(BLS.verifyAggregate(keys, messages.subList(0, 4), aggregate));
    assertFalse(BLS.verifyAggregate(keys, MESSAGE, aggregate));
  }

  @Test
  @DisplayName(
      "S5: a proof of possession is no signature of the key, and a signature of the key no proof")
  void possession() {
    PrivateKey signer = signer(0);
    PublicKey key = signer.publicKey();
    assertTrue(BLS.verifyPossession(key, signer.provePossession()));
    assertFalse(BLS.verifyPossession(key, signer.sign(key.bytes())));
    assertFalse(BLS.verify(key, key.bytes(), signer.provePossession()));
    assertFalse(BLS.verifyPossession(signer(1).publicKey(), signer.provePossession()));
    assertFalse(BLS.verifyPossession(key, Signature.NONE));
  }

  @Test
  @DisplayName("random bytes and single flipped bits are invalid, and no exception")
  void malformedInput() {
    Random random = new Random(381);
    PrivateKey signer = signer(0);
    Signature honest = signer.sign(MESSAGE);
    for (int i = 0; i < 500; i++) {
      byte[] key = new byte[48];
      byte[] signature = new byte[random.nextInt(200)];
      random.nextBytes(key);
      random.nextBytes(signature);
      PublicKey randomKey = new PublicKey(SchemeId.BLS12_381, Bytes.wrap(key));
      assertFalse(BLS.verify(randomKey, MESSAGE, honest));
      assertFalse(BLS.verify(signer.publicKey(), MESSAGE, new Signature(Bytes.wrap(signature))));
    }
    for (int bit = 0; bit < 8 * 96; bit++) {
      byte[] flipped = honest.bytes().toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFalse(BLS.verify(signer.publicKey(), MESSAGE, new Signature(Bytes.wrap(flipped))));
    }
    assertTrue(BLS.verify(signer.publicKey(), MESSAGE, honest));
  }

  @Test
  @DisplayName("keys of another scheme verify nothing")
  void otherScheme() {
    PublicKey ed25519 =
        SignatureSchemes.bouncyCastleEd25519().privateKey(Bytes.wrap(new byte[32])).publicKey();
    assertFalse(BLS.isValidPublicKey(ed25519));
    assertFalse(BLS.verify(ed25519, MESSAGE, signer(0).sign(MESSAGE)));
  }

  @Test
  @DisplayName("a private key shows its public key, never its seed, and wants 32 bytes")
  void privateKey() {
    Bytes seed = Sha256.hash(Bytes.utf8("secret")).bytes();
    PrivateKey key = BLS.privateKey(seed);
    assertTrue(key.toString().contains(key.publicKey().bytes().toHex()));
    assertFalse(key.toString().contains(seed.toHex().substring(0, 8)));
    assertEquals(key.sign(MESSAGE), BLS.privateKey(seed).sign(MESSAGE));
    assertNotEquals(key.publicKey(), signer(1).publicKey());
    assertThrows(IllegalArgumentException.class, () -> BLS.privateKey(seed.slice(0, 31)));
    assertThrows(
        IllegalArgumentException.class, () -> BLS.privateKey(Bytes.concat(seed, Bytes.utf8("x"))));
  }
}
