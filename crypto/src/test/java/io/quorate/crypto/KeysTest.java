package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Schemes and public keys")
final class KeysTest {
  @ParameterizedTest
  @EnumSource
  @DisplayName("a scheme is found by its code and its label")
  void lookups(SchemeId id) {
    assertEquals(Optional.of(id), SchemeId.ofCode(id.code()));
    assertEquals(Optional.of(id), SchemeId.ofLabel(id.label()));
    assertEquals(id, SignatureSchemes.of(id).id());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("many threads may use one scheme and one private key at once")
  void threads(SchemeId id) {
    SignatureScheme scheme = SignatureSchemes.of(id);
    PrivateKey shared = scheme.privateKey(Bytes.wrap(new byte[32]));
    List<Signature> expected =
        IntStream.range(0, 64).mapToObj(i -> shared.sign(Bytes.utf8("message " + i))).toList();
    List<Boolean> wrong =
        IntStream.range(0, 256)
            .parallel()
            .mapToObj(i -> {
              Bytes message = Bytes.utf8("message " + i % 64);
              Signature signature = shared.sign(message);
              return signature.equals(expected.get(i % 64))
                  && scheme.verify(shared.publicKey(), message, signature)
                  && !scheme.verify(shared.publicKey(), Bytes.EMPTY, signature);
            })
            .filter(right -> !right)
            .toList();
    assertEquals(List.of(), wrong);
  }

  @Test
  @DisplayName("an unknown code or label is no scheme")
  void unknown() {
    assertEquals(Optional.empty(), SchemeId.ofCode((byte) 0));
    assertEquals(Optional.empty(), SchemeId.ofCode((byte) 3));
    assertEquals(Optional.empty(), SchemeId.ofLabel("ED25519"));
    assertEquals(Optional.empty(), SchemeId.ofLabel(""));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a public key has the size of its scheme and one encoding")
  void encoding(SchemeId id) {
    PublicKey key = SignatureSchemes.of(id).privateKey(Bytes.wrap(new byte[32])).publicKey();
    assertEquals(Optional.of(key), PublicKey.decode(key.encode()));
    assertEquals(Optional.empty(), PublicKey.decode(Bytes.EMPTY));
    assertEquals(Optional.empty(), PublicKey.decode(key.encode().slice(0, id.publicKeySize())));
    assertEquals(
        Optional.empty(), PublicKey.decode(Bytes.concat(key.encode(), Bytes.fromHex("00"))));
    assertEquals(
        Optional.empty(), PublicKey.decode(Bytes.concat(Bytes.fromHex("09"), key.bytes())));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PublicKey(id, key.bytes().slice(0, id.publicKeySize() - 1)));
  }

  @Test
  @DisplayName("public keys are ordered by scheme, then by bytes")
  void order() {
    PublicKey low = new PublicKey(SchemeId.ED25519, Bytes.fromHex("00".repeat(32)));
    PublicKey high = new PublicKey(SchemeId.ED25519, Bytes.fromHex("ff".repeat(32)));
    PublicKey bls = new PublicKey(SchemeId.BLS12_381, Bytes.fromHex("00".repeat(48)));
    assertEquals(List.of(low, high, bls), List.of(bls, high, low).stream().sorted().toList());
    assertTrue(low.toString().startsWith("ed25519:0000"));
  }

  @Test
  @DisplayName("where the BLS library is missing, asking for the scheme says so, with the platform")
  void missingLibrary() {
    BlsLibrary missing = new BlsLibrary.Missing("Windows 11 on amd64", "no library");
    IllegalStateException error = assertThrows(IllegalStateException.class, missing::schemeOrThrow);
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("bls12-381") && message.contains("Windows 11 on amd64"), message);
    assertTrue(message.contains("choose ed25519"), message);
  }

  @Test
  @DisplayName("the cache keeps what was used last and never more than its capacity")
  void cache() {
    LruCache<Integer, String> cache = new LruCache<>(2);
    cache.put(1, "one");
    cache.put(2, "two");
    assertEquals(Optional.of("one"), cache.get(1));
    cache.put(3, "three");
    assertEquals(Optional.empty(), cache.get(2));
    assertEquals(Optional.of("one"), cache.get(1));
    assertEquals(Optional.of("three"), cache.get(3));
    cache.put(3, "drei");
    assertEquals(Optional.of("drei"), cache.get(3));
    assertEquals(2, cache.size());
  }
}
