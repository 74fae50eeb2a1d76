package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import supranational.blst.P2;
import supranational.blst.SecretKey;

@DisplayName("BLS12-381 answers the published vectors")
final class BlsVectorsTest {
  private static final String RFC_9380_DOMAIN =
      "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_";
  private static final SignatureScheme BLS = SignatureSchemes.of(SchemeId.BLS12_381);

  /** One line of the file, with names replaced by their values. */
  record Vector(String kind, List<String> fields) {
    Bytes bytes(int i) {
      return fields.get(i).equals("-") ? Bytes.EMPTY : Bytes.fromHex(fields.get(i));
    }

    List<Bytes> list(int i) {
      return fields.get(i).equals("-")
          ? List.of()
          : Stream.of(fields.get(i).split(",")).map(Bytes::fromHex).toList();
    }

    List<PublicKey> keys(int i) {
      return list(i).stream().map(BlsVectorsTest::key).toList();
    }

    boolean answer() {
      return Boolean.parseBoolean(fields.getLast());
    }

    @Override
    public String toString() {
      String all = kind + " " + String.join(" ", fields);
      return all.length() > 60 ? all.substring(0, 60) + ".. " + fields.getLast() : all;
    }
  }

  static List<Vector> vectors() throws IOException {
    try (InputStream in = BlsVectorsTest.class.getResourceAsStream("/bls12-381-vectors.txt")) {
      assertTrue(in != null, "the vectors are among the test resources");
      Map<String, String> names = new HashMap<>();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> List.of(line.split(" ")))
          .filter(words -> !define(names, words))
          .map(words -> vector(names, words))
          .toList();
    }
  }

  private static boolean define(Map<String, String> names, List<String> words) {
    if (!words.getFirst().equals("let")) {
      return false;
    }
    names.put(words.get(1), words.get(2));
    return true;
  }

  private static Vector vector(Map<String, String> names, List<String> words) {
    List<String> fields =
        words.stream().skip(1).map(field -> resolve(names, words.getFirst(), field)).toList();
    return new Vector(words.getFirst(), fields);
  }

  private static String resolve(Map<String, String> names, String kind, String field) {
    return kind.equals("hash")
        ? field
        : String.join(
            ",", Stream.of(field.split(",")).map(name -> names.getOrDefault(name, name)).toList());
  }

  private static PublicKey key(Bytes bytes) {
    return new PublicKey(SchemeId.BLS12_381, bytes);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void answersAsPublished(Vector vector) {
    switch (vector.kind()) {
      case "sign" -> signs(vector);
      case "verify" ->
          assertEquals(
              vector.answer(),
              BLS.verify(key(vector.bytes(0)), vector.bytes(1), new Signature(vector.bytes(2))));
      case "aggregate" ->
          assertEquals(
              Optional.of(vector.bytes(1)).filter(bytes -> !bytes.isEmpty()),
              BLS.aggregate(vector.list(0).stream().map(Signature::new).toList()));
      case "aggregate-verify" ->
          assertEquals(
              vector.answer(),
              BLS.verifyAggregate(vector.keys(0), vector.list(1), vector.bytes(2)));
      case "fast-aggregate-verify" ->
          assertEquals(
              vector.answer(),
              BLS.verifyAggregate(vector.keys(0), vector.bytes(1), vector.bytes(2)));
      case "key" -> assertEquals(vector.answer(), BLS.isValidPublicKey(key(vector.bytes(0))));
      case "signature" ->
          assertEquals(
              vector.answer(), BLS.aggregate(List.of(new Signature(vector.bytes(0)))).isPresent());
      case "hash" -> hashes(vector);
      case "keygen" -> generatesKey(vector);
      default -> throw new AssertionError("no such kind: " + vector.kind());
    }
  }

  private static void signs(Vector vector) {
    SecretKey secret = new SecretKey();
    secret.from_bendian(vector.bytes(0).toArray());
    PrivateKey key = new BlsPrivateKey(secret);
    assertEquals(key(vector.bytes(1)), key.publicKey());
    assertEquals(new Signature(vector.bytes(3)), key.sign(vector.bytes(2)));
    assertTrue(BLS.verify(key.publicKey(), vector.bytes(2), key.sign(vector.bytes(2))));
  }

  private static void hashes(Vector vector) {
    String text = vector.fields().getFirst();
    byte[] message = text.equals("-") ? new byte[0] : text.getBytes(StandardCharsets.US_ASCII);
    P2 point = new P2().hash_to(message, RFC_9380_DOMAIN);
    assertEquals(
        vector.fields().get(1) + vector.fields().get(2), Bytes.wrap(point.serialize()).toHex());
  }

  private static void generatesKey(Vector vector) {
    SecretKey secret = new SecretKey();
    byte[] master = new BigInteger(vector.fields().get(1)).toByteArray();
    byte[] scalar = new byte[32];
    int length = Math.min(32, master.length);
    System.arraycopy(master, master.length - length, scalar, 32 - length, length);
    secret.from_bendian(scalar);
    assertEquals(
        new BlsPrivateKey(secret).publicKey(), BLS.privateKey(vector.bytes(0)).publicKey());
  }

  @Test
  @DisplayName("every kind of vector is in the file")
  void fileIsComplete() throws IOException {
    List<String> kinds = vectors().stream().map(Vector::kind).distinct().sorted().toList();
    assertEquals(
        List.of(
            "aggregate",
            "aggregate-verify",
            "fast-aggregate-verify",
            "hash",
            "key",
            "keygen",
            "sign",
            "signature",
            "verify"),
        kinds);
  }
}
