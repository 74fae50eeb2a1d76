package io.quorate.application.state;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SparseMerkle;
import java.util.List;

/**
 * Four levels of the binary tree, stored together: sixteen children, chosen by the next four bits
 * of a position. Of the fifteen nodes above the children nothing is kept; they are hashed when a
 * proof or the hash of the page asks for them.
 *
 * <p>It is its own stored form, and children are decoded one by one when asked for: most pages hold
 * few children and are read for one of them. Immutable, and safe for use by many threads.
 */
final class Page {
  static final int WIDTH = 16;

  private static final int LEAF = 1;
  private static final int HASH_OFFSET = 1 + Long.BYTES;

  /** Bytes of a child by its kind. */
  private static final int[] LENGTHS = {1, HASH_OFFSET + 2 * Hash.SIZE, HASH_OFFSET + Hash.SIZE};

  private final Bytes encoded;

  /** Bit i: there is something below child i. */
  private final int occupied;

  /** Bit i: child i holds a single leaf. */
  private final int leaves;

  private Page(Bytes encoded) {
    this.encoded = encoded;
    int nonEmpty = 0;
    int single = 0;
    int at = 0;
    for (int i = 0; i < WIDTH; i++) {
      int kind = kindAt(at);
      nonEmpty |= kind == 0 ? 0 : 1 << i;
      single |= kind == LEAF ? 1 << i : 0;
      at += LENGTHS[kind];
    }
    if (at != encoded.size()) {
      throw new IllegalStateException("a tree page of " + encoded.size() + " bytes, not " + at);
    }
    this.occupied = nonEmpty;
    this.leaves = single;
  }

  /** A page over these children. */
  static Page of(Child[] children) {
    int size = 0;
    for (Child child : children) {
      size += LENGTHS[child.kind()];
    }
    Encoder out = new Encoder(size);
    for (Child child : children) {
      child.encode(out);
    }
    return new Page(out.toBytes());
  }

  /**
   * The page in that form.
   *
   * @throws IllegalStateException when it is anything else: the store is damaged
   */
  static Page decode(Bytes stored) {
    return new Page(stored);
  }

  /** The form in the store. */
  Bytes encoded() {
    return encoded;
  }

  /**
   * The child at one of the sixteen places.
   *
   * @throws IllegalStateException when it is none: the store is damaged
   */
  Child child(int index) {
    int at = 0;
    for (int i = 0; i < index; i++) {
      at += LENGTHS[kindAt(at)];
    }
    return childAt(at);
  }

  /** A fresh array that the caller may change. */
  Child[] children() {
    Child[] children = new Child[WIDTH];
    int at = 0;
    for (int i = 0; i < WIDTH; i++) {
      children[i] = childAt(at);
      at += LENGTHS[kindAt(at)];
    }
    return children;
  }

  /** The hash of the whole page. */
  Hash hash() {
    return hashAt(nodes(), 1);
  }

  /**
   * Follows one of the sixteen ways down, adding the hashes beside it, and returns what the way
   * ends at: nothing, a child with a leaf that is alone from there on (not always the one that the
   * way leads to), or the page below.
   */
  Child descend(int index, List<Hash> siblings) {
    byte[] nodes = nodes();
    int node = 1;
    while (node < WIDTH) {
      int below = occupied & mask(node);
      if (below == 0) {
        return Child.Nothing.NOTHING;
      }
      if (isLeaf(below)) {
        return child(Integer.numberOfTrailingZeros(below));
      }
      int bit = (index >>> (Integer.numberOfLeadingZeros(node) - 28)) & 1;
      int next = 2 * node + bit;
      siblings.add(hashAt(nodes, next ^ 1));
      node = next;
    }
    return child(index);
  }

  private int kindAt(int at) {
    int kind = at < encoded.size() ? encoded.at(at) : -1;
    if (kind < 0 || kind >= LENGTHS.length) {
      throw new IllegalStateException("unknown kind of tree node: " + kind);
    }
    return kind;
  }

  private Child childAt(int at) {
    int kind = kindAt(at);
    return kind == 0
        ? Child.Nothing.NOTHING
        : Decoder.decode(encoded.slice(at, at + LENGTHS[kind]), LENGTHS[LEAF], Child::decode)
            .orThrow();
  }

  /**
   * The hashes as a heap: node 1 on top, 2i and 2i + 1 below node i, the children from 16 on; 32
   * bytes each.
   */
  private byte[] nodes() {
    byte[] nodes = new byte[2 * WIDTH * Hash.SIZE];
    int at = 0;
    for (int i = 0; i < WIDTH; i++) {
      int kind = kindAt(at);
      if (kind != 0) {
        encoded
            .slice(at + HASH_OFFSET, at + HASH_OFFSET + Hash.SIZE)
            .copyTo(nodes, (WIDTH + i) * Hash.SIZE);
      }
      at += LENGTHS[kind];
    }
    for (int node = WIDTH - 1; node > 0; node--) {
      compute(nodes, node, occupied & mask(node));
    }
    return nodes;
  }

  /** An empty subtree is all zeros, as a new array is. */
  private void compute(byte[] nodes, int node, int below) {
    int target = node * Hash.SIZE;
    if (isLeaf(below)) {
      int from = (WIDTH + Integer.numberOfTrailingZeros(below)) * Hash.SIZE;
      System.arraycopy(nodes, from, nodes, target, Hash.SIZE);
    } else if (below != 0) {
      SparseMerkle.inner(nodes, 2 * target, target);
    }
  }

  /** Whether these children are one, and that one a leaf. */
  private boolean isLeaf(int below) {
    return Integer.bitCount(below) == 1 && (leaves & below) != 0;
  }

  /** The children below a node of the heap, as bits. */
  private static int mask(int node) {
    int levels = Integer.numberOfLeadingZeros(node) - 27;
    int first = (node << levels) - WIDTH;
    return ((1 << (1 << levels)) - 1) << first;
  }

  private static Hash hashAt(byte[] nodes, int node) {
    return new Hash(Bytes.copyOf(nodes, node * Hash.SIZE, Hash.SIZE));
  }
}
