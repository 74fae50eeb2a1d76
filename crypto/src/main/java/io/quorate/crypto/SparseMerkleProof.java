package io.quorate.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The proof of what a tree of the shape of {@link SparseMerkle} holds under one key: the path from
 * the root towards the key's position, and what stands at its end. It proves presence or absence to
 * whoever trusts the root; it carries neither the key nor the value.
 *
 * <p>One encoding per proof: the kind of the end (1 byte), the number of siblings (2 bytes,
 * big-endian), the siblings, 32 bytes each, then for {@link Other} its two hashes. Immutable and
 * safe for use by many threads.
 *
 * @param siblings the hash beside the path at depth 1, 2, ..., from the root down; at most 256
 * @param end what stands below the last of them
 */
public record SparseMerkleProof(List<Hash> siblings, End end) {
  /** Bytes of the longest encoding. */
  public static final int MAX_BYTES = 3 + (SparseMerkle.MAX_DEPTH + 2) * Hash.SIZE;

  private static final int HEADER = 3;
  private static final byte FOUND = 0;
  private static final byte NOTHING = 1;
  private static final byte OTHER = 2;

  /** What stands at the end of the path. */
  public sealed interface End {}

  /** The leaf of the key itself. */
  public record Found() implements End {}

  /** No leaf at all. */
  public record Nothing() implements End {}

  /**
   * The leaf of another key, alone in its subtree, so that there is none for this one.
   *
   * @param position SHA-256 of the other key
   * @param valueHash SHA-256 of its value
   */
  public record Other(Hash position, Hash valueHash) implements End {}

  /**
   * @throws IllegalArgumentException when there are more than 256 siblings
   */
  public SparseMerkleProof {
    siblings = List.copyOf(siblings);
    if (siblings.size() > SparseMerkle.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "a path has at most " + SparseMerkle.MAX_DEPTH + " siblings, not " + siblings.size());
    }
  }

  /** Whether the tree with this root holds exactly {@code value} under {@code key}. */
  public boolean verifyPresent(Hash root, Bytes key, Bytes value) {
    return switch (end) {
      case Found() -> {
        Hash position = SparseMerkle.position(key);
        yield fold(position, SparseMerkle.leaf(position, value)).equals(root);
      }
      case Nothing() -> false;
      case Other(Hash _, Hash _) -> false;
    };
  }

  /** Whether the tree with this root holds nothing under {@code key}. */
  public boolean verifyAbsent(Hash root, Bytes key) {
    Hash position = SparseMerkle.position(key);
    return switch (end) {
      case Found() -> false;
      case Nothing() -> fold(position, SparseMerkle.EMPTY).equals(root);
      case Other(Hash other, Hash valueHash) ->
          standsInTheWay(other, position)
              && fold(position, SparseMerkle.leafOfHashes(other, valueHash)).equals(root);
    };
  }

  /** The one encoding of this proof. */
  public Bytes encode() {
    List<Bytes> parts = new ArrayList<>(siblings.size() + 3);
    byte kind =
        switch (end) {
          case Found() -> FOUND;
          case Nothing() -> NOTHING;
          case Other(Hash _, Hash _) -> OTHER;
        };
    int depth = siblings.size();
    parts.add(Bytes.wrap(new byte[] {kind, (byte) (depth >>> 8), (byte) depth}));
    siblings.forEach(sibling -> parts.add(sibling.bytes()));
    if (end instanceof Other(Hash position, Hash valueHash)) {
      parts.add(position.bytes());
      parts.add(valueHash.bytes());
    }
    return Bytes.concat(parts.toArray(new Bytes[0]));
  }

  /**
   * The proof that {@code encoded} spells, or empty when it is not exactly the encoding of a proof.
   */
  public static Optional<SparseMerkleProof> decode(Bytes encoded) {
    if (encoded.size() < HEADER || encoded.size() > MAX_BYTES) {
      return Optional.empty();
    }
    int kind = encoded.at(0);
    int depth = ((encoded.at(1) & 0xff) << 8) | (encoded.at(2) & 0xff);
    int hashes = kind == OTHER ? depth + 2 : depth;
    if (kind < FOUND
        || kind > OTHER
        || depth > SparseMerkle.MAX_DEPTH
        || encoded.size() != HEADER + hashes * Hash.SIZE) {
      return Optional.empty();
    }
    Bytes own = Bytes.copyOf(encoded.toArray());
    List<Hash> siblings = new ArrayList<>(depth);
    for (int i = 0; i < depth; i++) {
      siblings.add(hashAt(own, i));
    }
    End end =
        switch (kind) {
          case FOUND -> new Found();
          case NOTHING -> new Nothing();
          default -> new Other(hashAt(own, depth), hashAt(own, depth + 1));
        };
    return Optional.of(new SparseMerkleProof(siblings, end));
  }

  private static Hash hashAt(Bytes encoded, int index) {
    int from = HEADER + index * Hash.SIZE;
    return new Hash(encoded.slice(from, from + Hash.SIZE));
  }

  /** The root of the path to {@code position} above {@code lowest}. */
  private Hash fold(Hash position, Hash lowest) {
    Hash current = lowest;
    for (int depth = siblings.size() - 1; depth >= 0; depth--) {
      Hash sibling = siblings.get(depth);
      current =
          SparseMerkle.right(position, depth)
              ? SparseMerkle.inner(sibling, current)
              : SparseMerkle.inner(current, sibling);
    }
    return current;
  }

  /**
   * Whether {@code other} is another position that takes the same way down as far as this path
   * goes.
   */
  private boolean standsInTheWay(Hash other, Hash position) {
    for (int depth = 0; depth < siblings.size(); depth++) {
      if (SparseMerkle.right(other, depth) != SparseMerkle.right(position, depth)) {
        return false;
      }
    }
    return !other.equals(position);
  }
}
