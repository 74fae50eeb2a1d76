package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.SparseMerkleProof.Found;
import io.quorate.crypto.SparseMerkleProof.Nothing;
import io.quorate.crypto.SparseMerkleProof.Other;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Proofs are made here by the definition of the tree, not by the store that serves them. */
class SparseMerkleProofTest {
  private final TreeMap<Hash, Map.Entry<Bytes, Bytes>> entries = new TreeMap<>();

  private void put(String key, String value) {
    Bytes name = Bytes.utf8(key);
    entries.put(SparseMerkle.position(name), Map.entry(name, Bytes.utf8(value)));
  }

  private void putMany(int count) {
    for (int i = 0; i < count; i++) {
      put("key-" + i, "value-" + i);
    }
  }

  private static List<Hash> side(List<Hash> positions, int depth, boolean right) {
    return positions.stream().filter(p -> SparseMerkle.right(p, depth) == right).toList();
  }

  private Hash hash(List<Hash> positions, int depth) {
    if (positions.isEmpty()) {
      return SparseMerkle.EMPTY;
    }
    if (positions.size() == 1) {
      Hash position = positions.getFirst();
      return SparseMerkle.leaf(position, valueAt(position));
    }
    return SparseMerkle.inner(
        hash(side(positions, depth, false), depth + 1),
        hash(side(positions, depth, true), depth + 1));
  }

  private Bytes valueAt(Hash position) {
    return Optional.ofNullable(entries.get(position)).orElseThrow().getValue();
  }

  private Hash root() {
    return hash(List.copyOf(entries.keySet()), 0);
  }

  private SparseMerkleProof prove(Bytes key) {
    Hash position = SparseMerkle.position(key);
    List<Hash> siblings = new ArrayList<>();
    List<Hash> here = List.copyOf(entries.keySet());
    for (int depth = 0; here.size() > 1; depth++) {
      boolean right = SparseMerkle.right(position, depth);
      siblings.add(hash(side(here, depth, !right), depth + 1));
      here = side(here, depth, right);
    }
    if (here.isEmpty()) {
      return new SparseMerkleProof(siblings, new Nothing());
    }
    Hash last = here.getFirst();
    return new SparseMerkleProof(
        siblings,
        last.equals(position) ? new Found() : new Other(last, Sha256.hash(valueAt(last))));
  }

  @Test
  void everyEntryIsProvedAndNothingElseIs() {
    putMany(50);
    Hash root = root();
    Hash otherRoot = Sha256.hash(Bytes.utf8("another root"));
    for (Map.Entry<Bytes, Bytes> entry : entries.values()) {
      SparseMerkleProof proof = prove(entry.getKey());
      assertTrue(proof.verifyPresent(root, entry.getKey(), entry.getValue()));
      assertFalse(proof.verifyPresent(root, entry.getKey(), Bytes.utf8("value-x")));
      assertFalse(proof.verifyPresent(root, Bytes.utf8("key-x"), entry.getValue()));
      assertFalse(proof.verifyPresent(otherRoot, entry.getKey(), entry.getValue()));
      assertFalse(proof.verifyAbsent(root, entry.getKey()));
    }
  }

  @Test
  void absenceIsProvedByAnotherLeafAndByAnEmptySubtree() {
    putMany(50);
    Hash root = root();
    Set<Class<?>> ends = new LinkedHashSet<>();
    for (int i = 0; i < 200; i++) {
      Bytes key = Bytes.utf8("absent-" + i);
      SparseMerkleProof proof = prove(key);
      ends.add(proof.end().getClass());
      assertTrue(proof.verifyAbsent(root, key));
      assertFalse(proof.verifyPresent(root, key, Bytes.EMPTY));
    }
    assertEquals(Set.of(Nothing.class, Other.class), ends);
  }

  @Test
  void aProofOfAbsenceSaysNothingAboutAKeyThatIsPresent() {
    putMany(50);
    Hash root = root();
    for (int i = 0; i < 200; i++) {
      SparseMerkleProof proof = prove(Bytes.utf8("absent-" + i));
      for (Map.Entry<Bytes, Bytes> entry : entries.values()) {
        assertFalse(proof.verifyAbsent(root, entry.getKey()));
      }
    }
  }

  @Test
  void theEndsOfAProofCannotBeExchanged() {
    putMany(20);
    Hash root = root();
    for (Map.Entry<Hash, Map.Entry<Bytes, Bytes>> entry : entries.entrySet()) {
      Bytes key = entry.getValue().getKey();
      Bytes value = entry.getValue().getValue();
      List<Hash> siblings = prove(key).siblings();
      assertFalse(new SparseMerkleProof(siblings, new Nothing()).verifyAbsent(root, key));
      Other itself = new Other(entry.getKey(), Sha256.hash(value));
      assertFalse(new SparseMerkleProof(siblings, itself).verifyAbsent(root, key));
      assertFalse(new SparseMerkleProof(siblings, itself).verifyPresent(root, key, value));
    }
  }

  @Test
  void cuttingOrExtendingThePathProvesNothing() {
    putMany(20);
    Hash root = root();
    for (Map.Entry<Bytes, Bytes> entry : entries.values()) {
      SparseMerkleProof proof = prove(entry.getKey());
      List<Hash> shorter = proof.siblings().subList(0, proof.siblings().size() - 1);
      List<Hash> longer = new ArrayList<>(proof.siblings());
      longer.add(SparseMerkle.EMPTY);
      for (List<Hash> siblings : List.of(shorter, longer)) {
        for (SparseMerkleProof.End end : List.of(new Found(), new Nothing())) {
          SparseMerkleProof forged = new SparseMerkleProof(siblings, end);
          assertFalse(forged.verifyPresent(root, entry.getKey(), entry.getValue()));
          assertFalse(forged.verifyAbsent(root, entry.getKey()));
        }
      }
    }
  }

  @Test
  void noFlippedBitOfAProofProvesAnythingFalse() {
    putMany(12);
    Hash root = root();
    for (String name : List.of("key-3", "key-7", "absent-1", "absent-2", "absent-3", "absent-4")) {
      Bytes key = Bytes.utf8(name);
      byte[] honest = prove(key).encode().toArray();
      Map.Entry<Bytes, Bytes> entry = entries.get(SparseMerkle.position(key));
      Bytes value = entry == null ? Bytes.EMPTY : entry.getValue();
      for (int bit = 0; bit < 8 * honest.length; bit++) {
        byte[] changed = honest.clone();
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
        SparseMerkleProof.decode(Bytes.wrap(changed))
            .ifPresent(proof -> {
              assertFalse(proof.verifyPresent(root, key, value));
              assertFalse(proof.verifyAbsent(root, key));
            });
      }
    }
  }

  @Test
  void aTreeOfOneAndOfNoLeaf() {
    Bytes key = Bytes.utf8("only");
    SparseMerkleProof nothing = new SparseMerkleProof(List.of(), new Nothing());
    assertTrue(nothing.verifyAbsent(SparseMerkle.EMPTY, key));
    put("only", "1");
    assertTrue(prove(key).verifyPresent(root(), key, Bytes.utf8("1")));
    assertTrue(prove(Bytes.utf8("other")).verifyAbsent(root(), Bytes.utf8("other")));
    assertFalse(nothing.verifyAbsent(root(), key));
  }

  @Test
  void onlyTheOneEncodingIsRead() {
    putMany(12);
    for (String name : List.of("key-3", "absent-1", "absent-2", "absent-3")) {
      SparseMerkleProof proof = prove(Bytes.utf8(name));
      Bytes encoded = proof.encode();
      assertEquals(Optional.of(proof), SparseMerkleProof.decode(encoded));
      for (int size = 0; size < encoded.size(); size++) {
        assertTrue(SparseMerkleProof.decode(encoded.slice(0, size)).isEmpty());
      }
      Bytes longer = Bytes.concat(encoded, Bytes.wrap(new byte[1]));
      assertTrue(SparseMerkleProof.decode(longer).isEmpty());
    }
    assertTrue(SparseMerkleProof.decode(Bytes.fromHex("030000")).isEmpty(), "unknown kind");
    assertTrue(SparseMerkleProof.decode(Bytes.fromHex("ff0000")).isEmpty(), "unknown kind");
  }

  @Test
  void aPathHasAtMostAsManySiblingsAsAPositionHasBits() {
    List<Hash> most = Collections.nCopies(256, Hash.ZERO);
    SparseMerkleProof longest = new SparseMerkleProof(most, new Other(Hash.ZERO, Hash.ZERO));
    Bytes encoded = longest.encode();
    assertEquals(SparseMerkleProof.MAX_BYTES, encoded.size());
    assertEquals(Optional.of(longest), SparseMerkleProof.decode(encoded));
    assertFalse(longest.verifyAbsent(Hash.ZERO, Bytes.EMPTY));
    List<Hash> tooMany = Collections.nCopies(257, Hash.ZERO);
    assertThrows(
        IllegalArgumentException.class, () -> new SparseMerkleProof(tooMany, new Nothing()));
    byte[] header = new byte[3 + 257 * 32];
    header[0] = 1;
    header[1] = 1;
    header[2] = 1;
    assertTrue(SparseMerkleProof.decode(Bytes.wrap(header)).isEmpty());
  }
}
