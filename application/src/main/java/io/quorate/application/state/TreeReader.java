package io.quorate.application.state;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SparseMerkle;
import io.quorate.crypto.SparseMerkleProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds and proves keys. Thread-safe. An entry that the store does not have is an answer here: only
 * the tree knows whether the version was given up meanwhile or the store is damaged.
 */
final class TreeReader {
  private final KeyValueStore store;
  private final Versions versions;
  private final Pages pages;
  private final Records records;

  TreeReader(KeyValueStore store, Versions versions, Pages pages, Records records) {
    this.store = store;
    this.versions = versions;
    this.pages = pages;
    this.records = records;
  }

  /** What a read met. */
  sealed interface Lookup {
    /** No value under the key. */
    record Absent() implements Lookup {}

    /** This value. */
    record Present(Bytes value) implements Lookup {}

    /** An entry that the store does not have. */
    record Missing() implements Lookup {}
  }

  /** What a key leads to. */
  private record Found(Optional<Bytes> value, SparseMerkleProof.End end) {}

  /** What is there without reading the value; empty when the store lacks a page. */
  Optional<Boolean> contains(long version, Bytes key) {
    Hash position = SparseMerkle.position(key);
    return descend(version, position).map(at -> holds(at, position));
  }

  Lookup find(long version, Bytes key) {
    Hash position = SparseMerkle.position(key);
    Optional<Child> at = descend(version, position);
    if (at.isEmpty()) {
      return new Lookup.Missing();
    }
    return at.get() instanceof Child.Leaf leaf && holds(leaf, position)
        ? value(leaf).<Lookup>map(Lookup.Present::new).orElseGet(Lookup.Missing::new)
        : new Lookup.Absent();
  }

  /** Where the way to a position ends: at a leaf, its own or another one, or at nothing. */
  private Optional<Child> descend(long version, Hash position) {
    Optional<Child> slot = versions.slot(version, Crown.slotOf(position));
    if (slot.isEmpty()) {
      return Optional.empty();
    }
    Child at = slot.get();
    for (int depth = Crown.LEVELS; at instanceof Child.Inner inner; depth++) {
      Optional<Page> page = pages.get(records.page(inner.version(), depth, position));
      if (page.isEmpty()) {
        return Optional.empty();
      }
      at = page.get().child(TreeUpdate.index(position, depth));
    }
    return Optional.of(at);
  }

  private static boolean holds(Child at, Hash position) {
    return at instanceof Child.Leaf leaf && leaf.position().equals(position);
  }

  /** The value with its proof, or empty when the store lacks an entry. */
  Optional<StateTree.ProvedValue> prove(long version, Bytes key) {
    Hash position = SparseMerkle.position(key);
    List<Hash> siblings = new ArrayList<>();
    Optional<Hash> root = versions.root(version);
    Optional<Child> slot = versions.descend(version, position, siblings);
    if (root.isEmpty() || slot.isEmpty()) {
      return Optional.empty();
    }
    Child at = slot.get();
    for (int depth = Crown.LEVELS; at instanceof Child.Inner inner; depth++) {
      Optional<Page> page = pages.get(records.page(inner.version(), depth, position));
      if (page.isEmpty()) {
        return Optional.empty();
      }
      at = page.get().descend(TreeUpdate.index(position, depth), siblings);
    }
    return end(at, position)
        .map(found ->
            new StateTree.ProvedValue(
                root.get(), found.value(), new SparseMerkleProof(siblings, found.end())));
  }

  private Optional<Found> end(Child at, Hash position) {
    if (!(at instanceof Child.Leaf leaf)) {
      return Optional.of(new Found(Optional.empty(), new SparseMerkleProof.Nothing()));
    }
    Optional<Bytes> value = value(leaf);
    return leaf.position().equals(position)
        ? value.map(v -> new Found(value, new SparseMerkleProof.Found()))
        : value.map(v ->
            new Found(
                Optional.empty(), new SparseMerkleProof.Other(leaf.position(), Sha256.hash(v))));
  }

  private Optional<Bytes> value(Child.Leaf leaf) {
    return store.get(records.value(leaf.version(), leaf.position())).map(Records::decodeValue);
  }
}
