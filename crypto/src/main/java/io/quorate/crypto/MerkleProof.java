package io.quorate.crypto;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a leaf stands at one place of a {@link MerkleTree} (RFC 6962 section 2.1.1).
 *
 * <p>A place fixes the length of its path, so each proof has exactly one encoding: index and size,
 * eight bytes each, big-endian, then the path.
 *
 * @param index the place of the leaf, from 0
 * @param size how many leaves the tree has
 * @param path the sibling hashes, from the leaf up
 */
public record MerkleProof(long index, long size, List<Hash> path) {
  private static final int HEADER = 2 * Long.BYTES;

  /**
   * @throws IllegalArgumentException when the index is not below the size, or the path has not the
   *     length of that place
   */
  public MerkleProof {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no leaf " + index + " in a tree of " + size);
    }
    path = List.copyOf(path);
    int expected = pathLength(index, size);
    if (path.size() != expected) {
      throw new IllegalArgumentException(
          "the path of leaf "
              + index
              + " of "
              + size
              + " has "
              + expected
              + " hashes, not "
              + path.size());
    }
  }

  /** Whether {@code leaf} stands at this place of the tree with this root. */
  public boolean verify(Bytes leaf, Hash root) {
    Hash current = MerkleTree.leaf(leaf);
    int used = 0;
    long place = index;
    for (long last = size - 1; last > 0; last /= 2) {
      if (place % 2 == 1) {
        current = MerkleTree.node(path.get(used++), current);
      } else if (place < last) {
        current = MerkleTree.node(current, path.get(used++));
      }
      place /= 2;
    }
    return current.equals(root);
  }

  /**
   * The same proof for the smallest tree in which it has the same shape. A root does not commit to
   * the number of leaves, so a path to a place far from the right edge verifies for several sizes;
   * of those this is the one to store.
   */
  public MerkleProof smallest() {
    // Once a place has a sibling on a level, it has it in every larger tree.
    long least = index + 1;
    long most = size;
    while (least < most) {
      long middle = least + (most - least) / 2;
      if (sameShape(index, middle, size)) {
        most = middle;
      } else {
        least = middle + 1;
      }
    }
    return new MerkleProof(index, least, path);
  }

  /** Whether the place has a sibling on the same levels of both trees. */
  private static boolean sameShape(long index, long size, long other) {
    long place = index;
    long last = size - 1;
    long otherLast = other - 1;
    while (last > 0 || otherLast > 0) {
      boolean sibling = last > 0 && (place % 2 == 1 || place < last);
      boolean otherSibling = otherLast > 0 && (place % 2 == 1 || place < otherLast);
      if (sibling != otherSibling) {
        return false;
      }
      place /= 2;
      last /= 2;
      otherLast /= 2;
    }
    return true;
  }

  /** The one encoding of this proof. */
  public Bytes encode() {
    ByteBuffer target = ByteBuffer.allocate(HEADER + path.size() * Hash.SIZE);
    target.putLong(index).putLong(size);
    for (Hash hash : path) {
      hash.bytes().copyTo(target.array(), target.position());
      target.position(target.position() + Hash.SIZE);
    }
    return Bytes.wrap(target.array());
  }

  /**
   * The proof that {@code encoded} spells, or empty when it is not exactly the encoding of a proof.
   */
  public static Optional<MerkleProof> decode(Bytes encoded) {
    if (encoded.size() < HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(encoded.slice(0, HEADER).toArray());
    long index = header.getLong();
    long size = header.getLong();
    if (index < 0
        || index >= size
        || encoded.size() != HEADER + pathLength(index, size) * Hash.SIZE) {
      return Optional.empty();
    }
    List<Hash> path = new ArrayList<>();
    for (int at = HEADER; at < encoded.size(); at += Hash.SIZE) {
      path.add(new Hash(Bytes.wrap(encoded.slice(at, at + Hash.SIZE).toArray())));
    }
    return Optional.of(new MerkleProof(index, size, path));
  }

  /** One hash per level on which the node at this place has a sibling; at most 63. */
  private static int pathLength(long index, long size) {
    int length = 0;
    long place = index;
    for (long last = size - 1; last > 0; last /= 2) {
      if (place % 2 == 1 || place < last) {
        length++;
      }
      place /= 2;
    }
    return length;
  }
}
