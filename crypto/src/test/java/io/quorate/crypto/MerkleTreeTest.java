package io.quorate.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Merkle trees")
final class MerkleTreeTest {
  /** The leaves and roots that the Certificate Transparency implementations share as their test. */
  private static final List<Bytes> CT_LEAVES =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(Bytes::fromHex)
          .toList();

  private static final List<String> CT_ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static List<Bytes> leaves(int count) {
    return IntStream.range(0, count).mapToObj(i -> Bytes.utf8("leaf " + i)).toList();
  }

  /** The definition of RFC 6962 section 2.1, word for word. */
  private static Hash definition(List<Bytes> leaves) {
    if (leaves.size() == 1) {
      return Sha256.hash(Bytes.fromHex("00"), leaves.getFirst());
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return Sha256.hash(
        Bytes.fromHex("01"),
        definition(leaves.subList(0, split)).bytes(),
        definition(leaves.subList(split, leaves.size())).bytes());
  }

  @Test
  @DisplayName("the smallest tree with a proof's shape is found, and the proof holds for it")
  void smallest() {
    for (int size = 1; size <= 70; size++) {
      for (int index = 0; index < size; index++) {
        List<Bytes> leaves = leaves(size);
        MerkleProof proof = MerkleTree.proveAll(leaves).get(index);
        MerkleProof least = proof.smallest();
        assertTrue(least.verify(leaves.get(index), MerkleTree.root(leaves)));
        assertTrue(least.size() <= size);
        boolean smaller =
            least.size() - 1 > index
                && MerkleTree.proveAll(leaves((int) least.size() - 1)).get(index).path().size()
                    == proof.path().size()
                && new MerkleProof(index, least.size() - 1, proof.path())
                    .verify(leaves.get(index), MerkleTree.root(leaves));
        assertFalse(smaller, index + " of " + size);
      }
    }
  }

  @Test
  @DisplayName("have the roots that Certificate Transparency has")
  void publishedRoots() {
    assertEquals(Sha256.hash(Bytes.EMPTY), MerkleTree.root(List.of()));
    assertEquals(MerkleTree.emptyRoot(), MerkleTree.root(List.of()));
    assertEquals(List.of(), MerkleTree.proveAll(List.of()));
    for (int count = 1; count <= CT_LEAVES.size(); count++) {
      assertEquals(CT_ROOTS.get(count - 1), MerkleTree.root(CT_LEAVES.subList(0, count)).toHex());
    }
  }

  @Test
  @DisplayName("of every size have the shape of RFC 6962, and prove each leaf")
  void everySize() {
    for (int count = 1; count <= 70; count++) {
      List<Bytes> leaves = leaves(count);
      Hash root = MerkleTree.root(leaves);
      assertEquals(definition(leaves), root);
      assertEquals(
          IntStream.range(0, count).mapToObj(i -> MerkleTree.prove(leaves, i)).toList(),
          MerkleTree.proveAll(leaves));
      for (int i = 0; i < count; i++) {
        MerkleProof proof = MerkleTree.prove(leaves, i);
        assertTrue(proof.verify(leaves.get(i), root));
        assertEquals(Optional.of(proof), MerkleProof.decode(proof.encode()));
      }
    }
  }

  @Test
  @DisplayName("prove a leaf at its own place only, and nothing else")
  void wrongProofs() {
    List<Bytes> leaves = leaves(11);
    Hash root = MerkleTree.root(leaves);
    for (int i = 0; i < leaves.size(); i++) {
      MerkleProof proof = MerkleTree.prove(leaves, i);
      assertFalse(proof.verify(Bytes.utf8("forged"), root));
      assertFalse(proof.verify(leaves.get(i), MerkleTree.root(leaves(10))));
      assertFalse(proof.verify(leaves.get((i + 1) % 11), root));
      for (int at = 0; at < proof.path().size(); at++) {
        List<Hash> path = new ArrayList<>(proof.path());
        path.set(at, Hash.ZERO);
        assertFalse(new MerkleProof(i, 11, path).verify(leaves.get(i), root));
      }
    }
    assertFalse(
        new MerkleProof(4, 8, MerkleTree.prove(leaves(8), 3).path())
            .verify(leaves(8).get(3), MerkleTree.root(leaves(8))));
  }

  @Test
  @DisplayName("do not take a node for a leaf")
  void secondPreimage() {
    List<Bytes> leaves = leaves(2);
    Bytes node =
        Bytes.concat(
            MerkleTree.leaf(leaves.get(0)).bytes(), MerkleTree.leaf(leaves.get(1)).bytes());
    assertNotEquals(MerkleTree.root(leaves), MerkleTree.root(List.of(node)));
  }

  @Test
  @DisplayName("have no proof for a place that is not there")
  void noSuchLeaf() {
    assertThrows(IndexOutOfBoundsException.class, () -> MerkleTree.prove(leaves(3), 3));
    assertThrows(IndexOutOfBoundsException.class, () -> MerkleTree.prove(leaves(3), -1));
    assertThrows(IndexOutOfBoundsException.class, () -> MerkleTree.prove(List.of(), 0));
    assertThrows(IllegalArgumentException.class, () -> new MerkleProof(0, 0, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new MerkleProof(-1, 2, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new MerkleProof(0, 2, List.of()));
  }

  @Test
  @DisplayName("S6: a malformed encoding of a proof is no proof, and allocates nothing")
  void malformedEncodings() {
    Bytes encoded = MerkleTree.prove(leaves(5), 2).encode();
    for (int size = 0; size < encoded.size(); size++) {
      assertEquals(Optional.empty(), MerkleProof.decode(encoded.slice(0, size)));
    }
    assertEquals(Optional.empty(), MerkleProof.decode(Bytes.concat(encoded, Hash.ZERO.bytes())));
    String[] headers = {
      "0000000000000005" + "0000000000000005",
      "ffffffffffffffff" + "0000000000000005",
      "0000000000000000" + "0000000000000000",
      "0000000000000000" + "8000000000000000",
      "0000000000000000" + "7fffffffffffffff"
    };
    for (String header : headers) {
      assertEquals(
          Optional.empty(),
          MerkleProof.decode(Bytes.concat(Bytes.fromHex(header), encoded.slice(16, 112))));
    }
  }

  @Test
  @DisplayName("allow the largest sizes without overflow")
  void largestTree() {
    MerkleProof proof =
        new MerkleProof(
            Long.MAX_VALUE - 1, Long.MAX_VALUE, java.util.Collections.nCopies(62, Hash.ZERO));
    assertEquals(Optional.of(proof), MerkleProof.decode(proof.encode()));
    assertFalse(proof.verify(Bytes.EMPTY, Hash.ZERO));
  }
}
