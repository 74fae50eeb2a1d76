package io.quorate.crypto;

import static io.quorate.crypto.Ed25519Libraries.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Ed25519")
final class Ed25519SchemeTest {
  private static final Bytes MESSAGE = Bytes.utf8("a vote");

  static List<Ed25519Libraries.Named> libraries() {
    return Ed25519Libraries.all();
  }

  private static PrivateKey signer(SignatureScheme scheme, int number) {
    return scheme.privateKey(Sha256.hash(Bytes.utf8("signer " + number)).bytes());
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("answers the vectors of RFC 8032")
  void rfcVectors(Ed25519Libraries.Named library) {
    List<String> vectors = Ed25519Libraries.lines("/ed25519-rfc8032-vectors.txt");
    assertEquals(4, vectors.size());
    for (String vector : vectors) {
      List<Bytes> field = List.of(vector.split("\\|")).stream().map(Bytes::fromHex).toList();
      PrivateKey signer = library.scheme().privateKey(field.get(0));
      assertEquals(key(field.get(1)), signer.publicKey());
      assertEquals(new Signature(field.get(3)), signer.sign(field.get(2)));
      assertTrue(
          library.scheme().verify(signer.publicKey(), field.get(2), new Signature(field.get(3))));
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName(
      "signs and verifies messages of every size alike, above the native limit of one MiB too")
  void messageSizes(Ed25519Libraries.Named library) {
    PrivateKey signer = signer(library.scheme(), 1);
    PrivateKey other = signer(SignatureSchemes.bouncyCastleEd25519(), 1);
    for (int size : new int[] {0, 1, 63, 64, 65, 1 << 20, (1 << 20) + 1, 3 << 20, 10}) {
      Bytes message = Bytes.wrap(new byte[size]);
      Signature signature = signer.sign(message);
      assertEquals(other.sign(message), signature, "size " + size);
      assertTrue(library.scheme().verify(signer.publicKey(), message, signature), "size " + size);
      assertFalse(library.scheme().verify(other(library), message, signature), "size " + size);
    }
  }

  private static PublicKey other(Ed25519Libraries.Named library) {
    return signer(library.scheme(), 2).publicKey();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("verifies parts of larger buffers in place")
  void slices(Ed25519Libraries.Named library) {
    PrivateKey signer = signer(library.scheme(), 1);
    Bytes frame =
        Bytes.concat(
            Bytes.utf8("head"),
            signer.publicKey().bytes(),
            MESSAGE,
            signer.sign(MESSAGE).bytes(),
            Bytes.utf8("tail"));
    Bytes message = frame.slice(36, 36 + MESSAGE.size());
    Bytes signature = frame.slice(36 + MESSAGE.size(), 100 + MESSAGE.size());
    assertTrue(library.scheme().verify(key(frame.slice(4, 36)), message, new Signature(signature)));
    assertEquals(signer.sign(MESSAGE), signer.sign(message));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("a signature of any wrong length is invalid, and no exception")
  void wrongLengths(Ed25519Libraries.Named library) {
    PublicKey signer = signer(library.scheme(), 1).publicKey();
    for (int size = 0; size <= 130; size++) {
      assertFalse(
          library.scheme().verify(signer, MESSAGE, new Signature(Bytes.wrap(new byte[size]))));
    }
    assertFalse(library.scheme().verify(signer, MESSAGE, Signature.NONE));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName(
      "S5: a proof of possession is no signature of the key, and a signature of the key no proof")
  void possession(Ed25519Libraries.Named library) {
    SignatureScheme scheme = library.scheme();
    PrivateKey signer = signer(scheme, 1);
    Signature proof = signer.provePossession();
    assertTrue(scheme.verifyPossession(signer.publicKey(), proof));
    assertFalse(scheme.verifyPossession(other(library), proof));
    assertFalse(scheme.verify(signer.publicKey(), signer.publicKey().bytes(), proof));
    assertFalse(
        scheme.verifyPossession(signer.publicKey(), signer.sign(signer.publicKey().bytes())));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("a key of another scheme verifies nothing")
  void otherScheme(Ed25519Libraries.Named library) {
    PublicKey bls = new PublicKey(SchemeId.BLS12_381, Bytes.wrap(new byte[48]));
    assertFalse(library.scheme().isValidPublicKey(bls));
    assertFalse(library.scheme().verify(bls, MESSAGE, new Signature(Bytes.wrap(new byte[64]))));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("an aggregate is the signatures in the order of the keys")
  void aggregate(Ed25519Libraries.Named library) {
    SignatureScheme scheme = library.scheme();
    List<PublicKey> keys = new ArrayList<>();
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      keys.add(signer(scheme, i).publicKey());
      signatures.add(signer(scheme, i).sign(MESSAGE));
    }
    Bytes aggregate = scheme.aggregate(signatures).orElseThrow();
    assertEquals(scheme.aggregateSize(3), aggregate.size());
    assertTrue(scheme.verifyAggregate(keys, MESSAGE, aggregate));
    assertFalse(scheme.verifyAggregate(keys.reversed(), MESSAGE, aggregate));
    assertFalse(scheme.verifyAggregate(keys.subList(0, 2), MESSAGE, aggregate));
    assertFalse(scheme.verifyAggregate(List.of(), MESSAGE, Bytes.EMPTY));
    assertFalse(scheme.verifyAggregate(List.of(), List.of(), Bytes.EMPTY));
    assertFalse(scheme.verifyAggregate(keys, List.of(MESSAGE, MESSAGE), aggregate));
    assertEquals(Optional.empty(), scheme.aggregate(List.of()));
    assertEquals(
        Optional.empty(), scheme.aggregate(List.of(signatures.getFirst(), Signature.NONE)));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("a private key shows its public key, never its seed, and wants 32 bytes")
  void privateKey(Ed25519Libraries.Named library) {
    Bytes seed = Sha256.hash(Bytes.utf8("secret")).bytes();
    String shown = library.scheme().privateKey(seed).toString();
    assertTrue(shown.contains(library.scheme().privateKey(seed).publicKey().bytes().toHex()));
    assertFalse(shown.contains(seed.toHex().substring(0, 8)));
    assertThrows(
        IllegalArgumentException.class, () -> library.scheme().privateKey(seed.slice(0, 31)));
    assertThrows(
        IllegalArgumentException.class,
        () -> library.scheme().privateKey(Bytes.concat(seed, Bytes.utf8("x"))));
  }
}
