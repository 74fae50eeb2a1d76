package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An aggregate signature with its signers")
final class AggregateSignatureTest {
  private static final int VALIDATORS = 4;
  private static final Bytes MESSAGE = Bytes.utf8("chain 1, epoch 2, view 3, block 4");

  /** Four validators of one scheme. */
  record Set(SignatureScheme scheme) {
    PrivateKey signer(int index) {
      return scheme.privateKey(Sha256.hash(Bytes.utf8("validator " + index)).bytes());
    }

    List<PublicKey> keys(int count) {
      return IntStream.range(0, count).mapToObj(i -> signer(i).publicKey()).toList();
    }

    AggregateSignature of(Bytes message, Integer... signers) {
      TreeMap<Integer, Signature> signatures = new TreeMap<>();
      for (int index : signers) {
        signatures.put(index, signer(index).sign(message));
      }
      return AggregateSignature.assemble(scheme, VALIDATORS, signatures).orElseThrow();
    }

    boolean verify(AggregateSignature aggregate) {
      return aggregate.verify(scheme, keys(VALIDATORS), MESSAGE);
    }
  }

  private static Set set(SchemeId id) {
    return new Set(SignatureSchemes.of(id));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("verifies for any signers, and has the size the scheme states")
  void everySubset(SchemeId id) {
    Set set = set(id);
    for (int bits = 1; bits < 1 << VALIDATORS; bits++) {
      int chosen = bits;
      Integer[] signers =
          IntStream.range(0, VALIDATORS)
              .filter(i -> (chosen >> i & 1) == 1)
              .boxed()
              .toArray(Integer[]::new);
      AggregateSignature aggregate = set.of(MESSAGE, signers);
      assertTrue(set.verify(aggregate), aggregate.signers().toString());
      assertEquals(List.of(signers), aggregate.signers().indexes());
      assertEquals(set.scheme().aggregateSize(signers.length), aggregate.signature().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("S1: one signature twice cannot stand for two signers")
  void duplicateSigner(SchemeId id) {
    Set set = set(id);
    Signature one = set.signer(1).sign(MESSAGE);
    Signature two = set.signer(2).sign(MESSAGE);
    Bytes padded = set.scheme().aggregate(List.of(one, two, two)).orElseThrow();
    assertFalse(set.verify(new AggregateSignature(SignerSet.of(4, List.of(1, 2, 3)), padded)));
    assertFalse(set.verify(new AggregateSignature(SignerSet.of(4, List.of(1, 2, 2)), padded)));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("S3: one bad signature refuses the whole")
  void oneBadSignature(SchemeId id) {
    Set set = set(id);
    for (int bad = 0; bad < 3; bad++) {
      TreeMap<Integer, Signature> signatures = new TreeMap<>();
      for (int i = 0; i < 3; i++) {
        signatures.put(i, set.signer(i).sign(i == bad ? Bytes.utf8("another block") : MESSAGE));
      }
      AggregateSignature aggregate =
          AggregateSignature.assemble(set.scheme(), VALIDATORS, signatures).orElseThrow();
      assertFalse(set.verify(aggregate), "bad signature of " + bad);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("S4: signers swapped in the bitmap refuse the whole")
  void swappedSigners(SchemeId id) {
    Set set = set(id);
    Bytes signature = set.of(MESSAGE, 0, 1, 2).signature();
    for (List<Integer> others : List.of(List.of(0, 1, 3), List.of(1, 2, 3), List.of(0, 1))) {
      assertFalse(set.verify(new AggregateSignature(SignerSet.of(4, others), signature)));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("S5: is of its message alone")
  void otherMessage(SchemeId id) {
    Set set = set(id);
    AggregateSignature aggregate = set.of(MESSAGE, 0, 1, 2);
    for (String other :
        List.of("", "chain 2, epoch 2, view 3, block 4", "chain 1, epoch 2, view 3, block 5")) {
      assertFalse(aggregate.verify(set.scheme(), set.keys(4), Bytes.utf8(other)));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "S6: too few or too many signatures, nobody's, or another validator set refuse the whole")
  void wrongShapes(SchemeId id) {
    Set set = set(id);
    AggregateSignature good = set.of(MESSAGE, 0, 1, 2);
    Bytes signature = good.signature();
    SignerSet three = good.signers();
    assertFalse(set.verify(new AggregateSignature(three, Bytes.EMPTY)));
    assertFalse(
        set.verify(new AggregateSignature(three, signature.slice(0, signature.size() - 1))));
    assertFalse(
        set.verify(new AggregateSignature(three, Bytes.concat(signature, Bytes.fromHex("00")))));
    assertFalse(set.verify(new AggregateSignature(three, Bytes.concat(signature, signature))));
    assertFalse(set.verify(new AggregateSignature(SignerSet.empty(4), Bytes.EMPTY)));
    assertFalse(set.verify(new AggregateSignature(SignerSet.empty(4), signature)));
    assertFalse(set.verify(new AggregateSignature(SignerSet.of(5, List.of(0, 1, 2)), signature)));
    assertFalse(good.verify(set.scheme(), set.keys(3), MESSAGE));
    assertFalse(good.verify(set.scheme(), set.keys(5), MESSAGE));
    assertFalse(good.verify(set.scheme(), List.of(), MESSAGE));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "S6: is not assembled from nothing, from an index out of range, or from a malformed signature")
  void assembly(SchemeId id) {
    Set set = set(id);
    Signature good = set.signer(0).sign(MESSAGE);
    assertEquals(Optional.empty(), assemble(set, 4, new TreeMap<>()));
    assertEquals(Optional.empty(), assemble(set, 4, one(4, good)));
    assertEquals(Optional.empty(), assemble(set, 4, one(-1, good)));
    assertEquals(Optional.empty(), assemble(set, 0, one(0, good)));
    assertEquals(Optional.empty(), assemble(set, Integer.MAX_VALUE, one(0, good)));
    assertEquals(Optional.empty(), assemble(set, 4, one(0, Signature.NONE)));
    assertTrue(assemble(set, 4, one(0, good)).isPresent());
  }

  private static SortedMap<Integer, Signature> one(int index, Signature signature) {
    TreeMap<Integer, Signature> map = new TreeMap<>();
    map.put(index, signature);
    return map;
  }

  private static Optional<AggregateSignature> assemble(
      Set set, int n, SortedMap<Integer, Signature> signatures) {
    return AggregateSignature.assemble(set.scheme(), n, signatures);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("of a message per signer is of exactly those messages and signers")
  void messagePerSigner(SchemeId id) {
    Set set = set(id);
    TreeMap<Integer, Bytes> messages = new TreeMap<>();
    messages.put(0, Bytes.utf8("timeout of view 5, high QC 4"));
    messages.put(2, Bytes.utf8("timeout of view 5, high QC 3"));
    messages.put(3, Bytes.utf8("timeout of view 5, high QC 4"));
    TreeMap<Integer, Signature> signatures = new TreeMap<>();
    messages.forEach((index, message) -> signatures.put(index, set.signer(index).sign(message)));
    AggregateSignature aggregate =
        AggregateSignature.assemble(set.scheme(), VALIDATORS, signatures).orElseThrow();

    assertTrue(aggregate.verifyEach(set.scheme(), set.keys(4), messages));
    assertFalse(aggregate.verifyEach(set.scheme(), set.keys(5), messages));
    assertFalse(aggregate.verifyEach(set.scheme(), set.keys(4), new TreeMap<>()));
    assertFalse(aggregate.verifyEach(set.scheme(), set.keys(4), messages.headMap(3)));
    TreeMap<Integer, Bytes> moved = new TreeMap<>(messages);
    moved.put(1, messages.get(0));
    assertFalse(aggregate.verifyEach(set.scheme(), set.keys(4), moved));
    moved.remove(0);
    assertFalse(aggregate.verifyEach(set.scheme(), set.keys(4), moved));
    TreeMap<Integer, Bytes> changed = new TreeMap<>(messages);
    changed.put(2, messages.get(0));
    assertFalse(aggregate.verifyEach(set.scheme(), set.keys(4), changed));
  }
}
