package io.quorate.crypto;

import java.util.ArrayList;
import java.util.List;

/**
 * Merkle trees of the shape of RFC 6962 section 2.1: a leaf is H(0x00 || data), a node H(0x01 ||
 * left || right), and a tree of n leaves splits at the largest power of two below n. The two
 * prefixes keep a node from passing for a leaf.
 *
 * <p>Levels are built from the leaves up, each pairing its neighbours and passing an odd last one
 * on unchanged: that is the same tree.
 */
public final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;
  private static final Hash EMPTY_ROOT = Sha256.hash(Bytes.EMPTY);

  private MerkleTree() {}

  /** The root of the tree over {@code leaves}, in their order. */
  public static Hash root(List<Bytes> leaves) {
    if (leaves.isEmpty()) {
      return EMPTY_ROOT;
    }
    List<Hash> level = leafLevel(leaves);
    while (level.size() > 1) {
      level = parents(level);
    }
    return level.getFirst();
  }

  /** The root over no leaves at all: the hash of nothing. */
  public static Hash emptyRoot() {
    return EMPTY_ROOT;
  }

  /**
   * The proof that {@code leaves.get(index)} stands at that place under {@link #root}.
   *
   * @throws IndexOutOfBoundsException when there is no such leaf
   */
  public static MerkleProof prove(List<Bytes> leaves, int index) {
    if (index < 0 || index >= leaves.size()) {
      throw new IndexOutOfBoundsException(
          "no leaf " + index + " among " + leaves.size() + " leaves");
    }
    return proof(levels(leaves), index);
  }

  /** The proofs of all leaves, in their order; hashes the tree once. */
  public static List<MerkleProof> proveAll(List<Bytes> leaves) {
    List<List<Hash>> levels = levels(leaves);
    List<MerkleProof> proofs = new ArrayList<>(leaves.size());
    for (int index = 0; index < leaves.size(); index++) {
      proofs.add(proof(levels, index));
    }
    return proofs;
  }

  private static List<List<Hash>> levels(List<Bytes> leaves) {
    List<List<Hash>> levels = new ArrayList<>();
    levels.add(leafLevel(leaves));
    while (levels.getLast().size() > 1) {
      levels.add(parents(levels.getLast()));
    }
    return levels;
  }

  private static MerkleProof proof(List<List<Hash>> levels, int index) {
    List<Hash> path = new ArrayList<>();
    int place = index;
    for (List<Hash> level : levels) {
      int sibling = place ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      place /= 2;
    }
    return new MerkleProof(index, levels.getFirst().size(), path);
  }

  static Hash leaf(Bytes data) {
    return Sha256.prefixed(LEAF, data, Bytes.EMPTY);
  }

  static Hash node(Hash left, Hash right) {
    return Sha256.prefixed(NODE, left.bytes(), right.bytes());
  }

  private static List<Hash> leafLevel(List<Bytes> leaves) {
    List<Hash> level = new ArrayList<>(leaves.size());
    for (Bytes data : leaves) {
      level.add(leaf(data));
    }
    return level;
  }

  private static List<Hash> parents(List<Hash> level) {
    int pairs = level.size() / 2;
    List<Hash> up = new ArrayList<>(pairs + 1);
    for (int i = 0; i < pairs; i++) {
      up.add(node(level.get(2 * i), level.get(2 * i + 1)));
    }
    if (level.size() % 2 == 1) {
      up.add(level.getLast());
    }
    return up;
  }
}
