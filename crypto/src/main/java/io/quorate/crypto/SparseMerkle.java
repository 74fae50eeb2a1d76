package io.quorate.crypto;

/**
 * The shape of the sparse Merkle tree behind a state root: a binary tree over 256-bit positions, in
 * which a key stands at the position SHA-256(key), read from the most significant bit on (0 is
 * left), and in which a subtree that holds a single leaf is that leaf. The root is therefore a
 * function of the keys and values alone, whatever the order in which they came.
 *
 * <ul>
 *   <li>A subtree without leaves, the empty tree included, is {@link #EMPTY}.
 *   <li>A leaf is H(0x02 || SHA-256(key) || SHA-256(value)).
 *   <li>Every other subtree is H(0x03 || left || right).
 * </ul>
 *
 * <p>The prefixes differ from one another and from those of {@link MerkleTree}, so no node of one
 * kind passes for another. A path is as long as the longest prefix that the position shares with
 * another one: about log2 of the number of keys.
 */
public final class SparseMerkle {
  /** What stands for a subtree without leaves; nobody knows an input with that hash. */
  public static final Hash EMPTY = Hash.ZERO;

  /** Bits of a position, and the longest path. */
  public static final int MAX_DEPTH = 8 * Hash.SIZE;

  private static final byte LEAF = 2;
  private static final byte INNER = 3;

  private SparseMerkle() {}

  /** Where a key stands. */
  public static Hash position(Bytes key) {
    return Sha256.hash(key);
  }

  /** The hash of the leaf of one key. */
  public static Hash leaf(Hash position, Bytes value) {
    return leafOfHashes(position, Sha256.hash(value));
  }

  /**
   * Hashes two neighbouring nodes of an array into their parent.
   *
   * @param nodes read from {@code pair} on, left before right, 32 bytes each; written at {@code
   *     target}
   * @param pair where the left of the two starts
   * @param target where the 32 bytes of the parent go
   * @throws IndexOutOfBoundsException when one of the three does not lie inside the array
   */
  public static void inner(byte[] nodes, int pair, int target) {
    Sha256.prefixed(INNER, nodes, pair, 2 * Hash.SIZE, target);
  }

  /**
   * The bit of {@code position} that chooses the side at {@code depth}, 0 to 255: true is right.
   */
  public static boolean right(Hash position, int depth) {
    return ((position.bytes().at(depth >>> 3) >>> (7 - (depth & 7))) & 1) == 1;
  }

  static Hash leafOfHashes(Hash position, Hash valueHash) {
    return Sha256.prefixed(LEAF, position.bytes(), valueHash.bytes());
  }

  static Hash inner(Hash left, Hash right) {
    return Sha256.prefixed(INNER, left.bytes(), right.bytes());
  }
}
