package io.quorate.application.state;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SparseMerkle;
import java.util.Arrays;
import java.util.List;

/**
 * Four levels of the binary tree, stored together: sixteen children, chosen by the next four bits
 * of a position. Of the fifteen nodes above the children only the children's hashes are stored; the
 * others are computed when first asked for.
 *
 * <p>Immutable but for that memory of hashes, and safe for use by many threads.
 */
final class Page {
  static final int WIDTH = 16;

  private static final int MAX_BYTES = WIDTH * (1 + Long.BYTES + 2 * Hash.SIZE);

  private final Child[] children;

  /** Bit i: there is something below child i. */
  private final int occupied;

  /** Bit i: child i holds a single leaf. */
  private final int leaves;

  /**
   * The hashes as a heap: node 1 on top, 2i and 2i + 1 below node i, the children from 16 on; 32
   * bytes each. The nodes 1 to 15 hold their hashes from the time on when {@code hashed} is set.
   */
  private final byte[] nodes;

  private boolean hashed;

  private Page(Child[] children, byte[] nodes) {
    this.children = children;
    this.nodes = nodes;
    int nonEmpty = 0;
    int single = 0;
    for (int i = 0; i < WIDTH; i++) {
      switch (children[i]) {
        case Child.Nothing _ -> {}
        case Child.Leaf _ -> single |= 1 << i;
        case Child.Inner _ -> nonEmpty |= 1 << i;
        case Child.Branch(Page below) -> {
          if (below.isLeaf(below.occupied)) {
            single |= 1 << i;
          } else {
            nonEmpty |= 1 << i;
          }
        }
      }
    }
    this.occupied = nonEmpty | single;
    this.leaves = single;
  }

  /** A page over these children; the array passes to the page. */
  static Page of(Child[] children) {
    byte[] nodes = new byte[2 * WIDTH * Hash.SIZE];
    for (int i = 0; i < WIDTH; i++) {
      writeChild(nodes, i, children[i]);
    }
    return new Page(children, nodes);
  }

  /**
   * This page with other children, hashing only what lies above those that differ; the array passes
   * to the new page.
   */
  Page replace(Child[] next) {
    byte[] updated = hashes().clone();
    int dirty = 0;
    for (int i = 0; i < WIDTH; i++) {
      if (!next[i].equals(children[i])) {
        writeChild(updated, i, next[i]);
        dirty |= 1 << i;
      }
    }
    Page page = new Page(next, updated);
    page.computeAbove(dirty);
    return page;
  }

  Child child(int index) {
    return children[index];
  }

  /** A fresh array that the caller may change. */
  Child[] children() {
    return children.clone();
  }

  /** The hash of the whole page. */
  Hash hash() {
    return hashAt(hashes(), 1);
  }

  /**
   * Follows one of the sixteen ways down, adding the hashes beside it, and returns what the way
   * ends at: nothing, a child with a leaf that is alone from there on (not always the one that the
   * way leads to), or the page below.
   */
  Child descend(int index, List<Hash> siblings) {
    byte[] hashes = hashes();
    int node = 1;
    while (node < WIDTH) {
      int below = occupied & mask(node);
      if (below == 0) {
        return Child.Nothing.NOTHING;
      }
      if (isLeaf(below)) {
        return children[Integer.numberOfTrailingZeros(below)];
      }
      int bit = (index >>> (Integer.numberOfLeadingZeros(node) - 28)) & 1;
      int next = 2 * node + bit;
      siblings.add(hashAt(hashes, next ^ 1));
      node = next;
    }
    return children[index];
  }

  /** The form in the store. */
  Bytes encoded() {
    Encoder out = new Encoder(WIDTH * (1 + Long.BYTES + Hash.SIZE));
    for (Child child : children) {
      child.encode(out);
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws IllegalStateException when it is anything else: the store is damaged
   */
  static Page decode(Bytes stored) {
    return Decoder.decode(stored, MAX_BYTES, Page::read).orThrow();
  }

  private static Page read(Decoder in) throws MalformedInput {
    Child[] children = new Child[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      children[i] = Child.decode(in);
    }
    return of(children);
  }

  /**
   * All nodes, computed once. The lock makes the hashes visible to every thread that finds them
   * computed.
   */
  private synchronized byte[] hashes() {
    if (!hashed) {
      computeAbove(mask(1));
    }
    return nodes;
  }

  private synchronized void computeAbove(int dirty) {
    for (int node = WIDTH - 1; node > 0; node--) {
      int below = mask(node);
      if ((dirty & below) != 0) {
        compute(node, occupied & below);
      }
    }
    hashed = true;
  }

  private void compute(int node, int below) {
    int target = node * Hash.SIZE;
    if (below == 0) {
      Arrays.fill(nodes, target, target + Hash.SIZE, (byte) 0);
    } else if (isLeaf(below)) {
      int from = (WIDTH + Integer.numberOfTrailingZeros(below)) * Hash.SIZE;
      System.arraycopy(nodes, from, nodes, target, Hash.SIZE);
    } else {
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

  private static void writeChild(byte[] nodes, int index, Child child) {
    child.hash().bytes().copyTo(nodes, (WIDTH + index) * Hash.SIZE);
  }

  private static Hash hashAt(byte[] nodes, int node) {
    return new Hash(Bytes.copyOf(nodes, node * Hash.SIZE, Hash.SIZE));
  }
}
