package io.quorate.crypto;

import static io.quorate.crypto.Ed25519Libraries.key;
import static io.quorate.crypto.ReferenceEd25519.BASE;
import static io.quorate.crypto.ReferenceEd25519.L;
import static io.quorate.crypto.ReferenceEd25519.challenge;
import static io.quorate.crypto.ReferenceEd25519.littleEndian;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.ReferenceEd25519.Point;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Ed25519 is one predicate on every library")
final class Ed25519PredicateTest {
  private static final Bytes MESSAGE = Bytes.utf8("one predicate");
  private static final Point TORSION = ReferenceEd25519.torsion();

  record Edge(String name, Bytes key, Bytes message, Bytes signature) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Edge> edges() {
    return Ed25519Libraries.lines("/ed25519-edge-vectors.txt").stream()
        .map(line -> line.split("\\|"))
        .map(field ->
            new Edge(
                field[0],
                Bytes.fromHex(field[1]),
                Bytes.fromHex(field[2]),
                Bytes.fromHex(field[3] + field[4])))
        .toList();
  }

  static Stream<Arguments> edgesOnLibraries() {
    return edges().stream()
        .flatMap(
            edge -> Ed25519Libraries.all().stream().map(library -> Arguments.of(edge, library)));
  }

  @Test
  @DisplayName("the native library loads where it exists")
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void nativeLibraryLoads() {
    assertTrue(SignatureSchemes.nativeEd25519().isPresent());
    assertEquals(SignatureSchemes.nativeEd25519().get(), SignatureSchemes.of(SchemeId.ED25519));
  }

  @Test
  @DisplayName("all edge vectors are there")
  void edgeVectorsAreThere() {
    assertEquals(11, edges().size());
  }

  @ParameterizedTest
  @MethodSource("edgesOnLibraries")
  @DisplayName("of the edge vectors, the honest signature alone is valid")
  void edgeVectors(Edge edge, Ed25519Libraries.Named library) {
    boolean honest = edge.name().equals("honest");
    assertEquals(
        honest,
        library.scheme().verify(key(edge.key()), edge.message(), new Signature(edge.signature())));
    assertEquals(honest, ReferenceEd25519.verify(edge.key(), edge.message(), edge.signature()));
  }

  static List<Ed25519Libraries.Named> libraries() {
    return Ed25519Libraries.all();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("a signer cannot hide a small-order component in R, whatever its multiple")
  void mixedOrderR(Ed25519Libraries.Named library) {
    Bytes seed = Sha256.hash(Bytes.utf8("signer")).bytes();
    PublicKey key = library.scheme().privateKey(seed).publicKey();
    BigInteger a = ReferenceEd25519.secret(seed).mod(L);
    BigInteger nonce = BigInteger.valueOf(123_456_789);
    for (int multiple = 0; multiple < 8; multiple++) {
      Bytes r = BASE.times(nonce).plus(TORSION.times(BigInteger.valueOf(multiple))).encode();
      BigInteger s = nonce.add(challenge(r, key.bytes(), MESSAGE).multiply(a)).mod(L);
      Signature signature = new Signature(Bytes.concat(r, littleEndian(s)));
      assertEquals(
          multiple == 0,
          library.scheme().verify(key, MESSAGE, signature),
          "R with " + multiple + " times a point of order eight");
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("a key with a small-order component is not valid, even where the equation holds")
  void mixedOrderKey(Ed25519Libraries.Named library) {
    BigInteger a = BigInteger.valueOf(987_654_321);
    for (int multiple = 0; multiple < 8; multiple++) {
      Point point = BASE.times(a).plus(TORSION.times(BigInteger.valueOf(multiple)));
      PublicKey key = key(point.encode());
      assertEquals(multiple == 0, library.scheme().isValidPublicKey(key));
      assertEquals(
          multiple == 0,
          library.scheme().verify(key, MESSAGE, signatureWithEvenChallenge(a, key.bytes())));
    }
  }

  /**
   * With a challenge divisible by eight the component of the key vanishes, so that both equations
   * hold.
   */
  private static Signature signatureWithEvenChallenge(BigInteger a, Bytes key) {
    for (long nonce = 1; ; nonce++) {
      BigInteger n = BigInteger.valueOf(nonce);
      Bytes r = BASE.times(n).encode();
      BigInteger k = challenge(r, key, MESSAGE);
      if (nonce > 1 && k.mod(BigInteger.valueOf(8)).signum() == 0) {
        return new Signature(Bytes.concat(r, littleEndian(n.add(k.multiply(a)).mod(L))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("none of the small-order points is a key, in any encoding")
  void smallOrderKeys(Ed25519Libraries.Named library) {
    for (int multiple = 0; multiple < 8; multiple++) {
      byte[] encoding = TORSION.times(BigInteger.valueOf(multiple)).encode().toArray();
      assertFalse(library.scheme().isValidPublicKey(key(Bytes.copyOf(encoding))));
      encoding[31] ^= (byte) 0x80;
      assertFalse(library.scheme().isValidPublicKey(key(Bytes.copyOf(encoding))));
    }
    for (int above = 0; above < 19; above++) {
      Bytes notCanonical = littleEndian(ReferenceEd25519.P.add(BigInteger.valueOf(above)));
      assertFalse(library.scheme().isValidPublicKey(key(notCanonical)));
    }
  }

  @Test
  @DisplayName("the libraries and the reference agree on hundreds of random and mutated signatures")
  void agreesWithReference() {
    MutatedSignatures source = new MutatedSignatures(new Random(8032), TORSION);
    int valid = 0;
    for (int i = 0; i < 400; i++) {
      MutatedSignatures.Case one = source.next();
      boolean expected = ReferenceEd25519.verify(one.key(), one.message(), one.signature());
      for (Ed25519Libraries.Named library : libraries()) {
        assertEquals(expected, verify(library, one), () -> library + " on " + one);
      }
      valid += expected ? 1 : 0;
    }
    assertTrue(valid > 20 && valid < 380, "both answers must occur: " + valid);
  }

  @Test
  @DisplayName("the libraries agree with each other on thousands of random and mutated signatures")
  void librariesAgree() {
    MutatedSignatures source = new MutatedSignatures(new Random(25519), TORSION);
    Ed25519Libraries.Named first = libraries().getFirst();
    int valid = 0;
    for (int i = 0; i < 6_000; i++) {
      MutatedSignatures.Case one = source.next();
      boolean expected = verify(first, one);
      for (Ed25519Libraries.Named library : libraries()) {
        assertEquals(expected, verify(library, one), () -> library + " on " + one);
      }
      valid += expected ? 1 : 0;
    }
    assertTrue(valid > 300, "both answers must occur: " + valid);
  }

  private static boolean verify(Ed25519Libraries.Named library, MutatedSignatures.Case one) {
    return library.scheme().verify(key(one.key()), one.message(), new Signature(one.signature()));
  }
}
