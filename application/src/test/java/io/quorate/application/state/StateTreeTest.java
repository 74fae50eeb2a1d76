package io.quorate.application.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SparseMerkle;
import io.quorate.crypto.SparseMerkleProof;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateTreeTest {
  private static final Bytes PREFIX = Bytes.utf8("t/");

  @ParameterizedTest(
      name = "seed {0}, {1} keys, up to {2} changes a version, {3} versions retained")
  @CsvSource({
    "1, 8, 3, 2",
    "2, 40, 10, 5",
    "3, 300, 60, 3",
    "4, 3000, 400, 4",
    "5, 20000, 2000, 2"
  })
  void aTreeHoldsWhatAMapHolds(long seed, int keys, int most, int retained) {
    Model model = new Model(seed, keys);
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, retained);
    for (long version = 0; version < 60; version++) {
      SortedMap<Bytes, Optional<Bytes>> changes = model.draw(most);
      model.apply(version, changes);
      Hash root = Model.write(tree, store, version, changes);
      assertEquals(root, tree.root(version));
      if (version % 7 == 3) {
        tree = new StateTree(store, PREFIX, retained);
        assertEquals(version, tree.latestVersion());
      }
      for (Bytes key : changes.keySet()) {
        checkKey(tree, model.latest(), version, root, key);
      }
    }
    for (long version = 0; version < 60; version++) {
      boolean kept = version >= 60 - retained;
      assertEquals(kept, tree.retains(version));
      if (kept) {
        checkVersion(tree, model, version, model.someKeys(Math.min(keys, 500)));
      } else {
        assertTrue(tree.prove(version, model.drawKey()).isEmpty());
      }
    }
  }

  private static void checkVersion(
      StateTree tree, Model model, long version, Iterable<Bytes> drawn) {
    Map<Bytes, Bytes> expected = model.at(version);
    Hash root = tree.root(version);
    assertEquals(Model.freshRoot(expected), root, "the root depends on the entries alone");
    for (Bytes key : drawn) {
      checkKey(tree, expected, version, root, key);
    }
  }

  private static void checkKey(
      StateTree tree, Map<Bytes, Bytes> expected, long version, Hash root, Bytes key) {
    Optional<Bytes> value = Optional.ofNullable(expected.get(key));
    assertEquals(value, tree.get(version, key));
    if (version == tree.latestVersion()) {
      assertEquals(value, tree.get(key));
      assertEquals(value.isPresent(), tree.contains(key));
    }
    SparseMerkleProof proof = tree.prove(version, key).orElseThrow();
    assertEquals(Optional.of(proof), SparseMerkleProof.decode(proof.encode()));
    if (value.isPresent()) {
      assertTrue(proof.verifyPresent(root, key, value.get()));
      assertFalse(proof.verifyPresent(root, key, Bytes.utf8("another value")));
    } else {
      assertFalse(proof.verifyPresent(root, key, Bytes.EMPTY));
    }
    assertEquals(value.isEmpty(), proof.verifyAbsent(root, key));
  }

  @Test
  void theOrderInWhichKeysCameDoesNotShowInTheRoot() {
    Model model = new Model(11, 500);
    for (long version = 0; version < 20; version++) {
      model.apply(version, model.draw(100));
    }
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 2);
    long version = 0;
    for (Map.Entry<Bytes, Bytes> entry : model.latest().descendingMap().entrySet()) {
      SortedMap<Bytes, Optional<Bytes>> one = new TreeMap<>();
      one.put(entry.getKey(), Optional.of(entry.getValue()));
      Model.write(tree, store, version++, one);
    }
    assertEquals(Model.freshRoot(model.latest()), tree.root(version - 1));
  }

  @Test
  void removingWhatWasAddedBringsBackTheEarlierRootAndTheEarlierNumberOfEntries() {
    Model model = new Model(12, 1000);
    model.apply(0, model.draw(800));
    Map<Bytes, Bytes> before = model.latest();
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 2);
    Hash first = Model.write(tree, store, 0, Model.puts(before));
    int entries = store.size();
    SortedMap<Bytes, Optional<Bytes>> more = new TreeMap<>();
    SortedMap<Bytes, Optional<Bytes>> gone = new TreeMap<>();
    for (int i = 0; i < 700; i++) {
      more.put(Bytes.utf8("more-" + i), Optional.of(Bytes.utf8("v" + i)));
      gone.put(Bytes.utf8("more-" + i), Optional.empty());
    }
    assertNotEquals(first, Model.write(tree, store, 1, more));
    assertEquals(first, Model.write(tree, store, 2, gone));
    assertEquals(first, Model.write(tree, store, 3, new TreeMap<>()));
    assertEquals(
        entries + 5, store.size(), "one root and one list more, and a journal per version");
  }

  @Test
  void anEmptyTreeHasTheEmptyRootAndProvesAbsence() {
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 2);
    Bytes key = Bytes.utf8("a");
    assertEquals(-1, tree.latestVersion());
    assertEquals(Optional.empty(), tree.get(key));
    assertEquals(Optional.empty(), tree.prove(-1, key));
    assertEquals(Optional.empty(), tree.prove(0, key));
    assertEquals(SparseMerkle.EMPTY, Model.write(tree, store, 0, new TreeMap<>()));
    assertTrue(tree.prove(0, key).orElseThrow().verifyAbsent(SparseMerkle.EMPTY, key));
    SortedMap<Bytes, Optional<Bytes>> change = new TreeMap<>(Map.of(key, Optional.of(key)));
    assertNotEquals(SparseMerkle.EMPTY, Model.write(tree, store, 1, change));
    change.put(key, Optional.empty());
    assertEquals(SparseMerkle.EMPTY, Model.write(tree, store, 2, change));
  }

  @Test
  void pruningLeavesExactlyWhatTheRetainedVersionsNeed() {
    Model model = new Model(13, 200);
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 3);
    for (long version = 5; version < 80; version++) {
      SortedMap<Bytes, Optional<Bytes>> changes = model.draw(40);
      model.apply(version, changes);
      Model.write(tree, store, version, changes);
    }
    assertFalse(tree.retains(76));
    for (long version = 80; version < 83; version++) {
      Model.write(tree, store, version, new TreeMap<>());
    }
    MemoryStore fresh = new MemoryStore();
    StateTree freshTree = new StateTree(fresh, PREFIX, 3);
    Model.write(freshTree, fresh, 0, Model.puts(model.latest()));
    Model.write(freshTree, fresh, 1, new TreeMap<>());
    Model.write(freshTree, fresh, 2, new TreeMap<>());
    assertEquals(fresh.size() - 3 + 78, store.size(), "and a journal per version");
  }

  @Test
  void aStoreOpenedWithFewerRetainedVersionsShrinksToThem() {
    Model model = new Model(14, 200);
    MemoryStore store = new MemoryStore();
    StateTree many = new StateTree(store, PREFIX, 50);
    for (long version = 0; version < 40; version++) {
      SortedMap<Bytes, Optional<Bytes>> changes = model.draw(20);
      model.apply(version, changes);
      Model.write(many, store, version, changes);
    }
    StateTree few = new StateTree(store, PREFIX, 2);
    assertTrue(few.retains(0));
    for (long version = 40; version < 60; version++) {
      model.apply(version, new TreeMap<>());
      Model.write(few, store, version, new TreeMap<>());
    }
    assertFalse(few.retains(57));
    assertEquals(model.latest().size() + pagesOf(model), store.size() - 2 - 1 - 60);
    checkVersion(few, model, 58, model.someKeys(100));
  }

  private static int pagesOf(Model model) {
    MemoryStore fresh = new MemoryStore();
    Model.write(new StateTree(fresh, PREFIX, 2), fresh, 0, Model.puts(model.latest()));
    return fresh.size() - model.latest().size() - 2;
  }

  @Test
  void anAppliedVersionIsInvisibleUntilCommittedAndMayBeAppliedAgain() {
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 2);
    Bytes key = Bytes.utf8("a");
    Bytes one = Bytes.utf8("1");
    Bytes two = Bytes.utf8("2");
    SortedMap<Bytes, Optional<Bytes>> change = new TreeMap<>(Map.of(key, Optional.of(one)));
    for (long version = 0; version < 5; version++) {
      Model.write(tree, store, version, change);
    }
    change.put(key, Optional.of(two));
    tree.apply(5, change, new WriteBatch());
    assertEquals(Optional.of(one), tree.get(key));
    assertEquals(4, tree.latestVersion());
    assertFalse(tree.retains(3), "its entries may be deleted at any moment");
    assertThrows(IllegalStateException.class, () -> tree.committed(4));
    Model.write(tree, store, 5, change);
    assertEquals(Optional.of(two), tree.get(key));
    assertEquals(Optional.of(one), tree.get(4, key));
    assertEquals(
        2 + 1 + 2 + 6,
        store.size(),
        "two roots, one list, two values, six journals: nothing was forgotten");
    assertThrows(IllegalStateException.class, () -> tree.committed(5));
  }

  @Test
  void aBatchThatNeverReachedTheDiskLeavesTheOldVersion() {
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 2);
    Bytes key = Bytes.utf8("a");
    SortedMap<Bytes, Optional<Bytes>> change = new TreeMap<>(Map.of(key, Optional.of(key)));
    Hash first = Model.write(tree, store, 7, change);
    change.put(key, Optional.empty());
    tree.apply(8, change, new WriteBatch());
    StateTree reopened = new StateTree(store, PREFIX, 2);
    assertEquals(7, reopened.latestVersion());
    assertEquals(first, reopened.root(7));
  }

  @Test
  void aVersionOutOfOrderOrNotRetainedIsRefused() {
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 2);
    Bytes key = Bytes.utf8("a");
    assertThrows(
        IllegalArgumentException.class, () -> tree.apply(-1, new TreeMap<>(), new WriteBatch()));
    assertThrows(IllegalArgumentException.class, () -> tree.root(0));
    Model.write(tree, store, 3, new TreeMap<>());
    assertThrows(
        IllegalArgumentException.class, () -> tree.apply(3, new TreeMap<>(), new WriteBatch()));
    assertThrows(
        IllegalArgumentException.class, () -> tree.apply(5, new TreeMap<>(), new WriteBatch()));
    assertThrows(IllegalArgumentException.class, () -> tree.get(2, key));
    assertThrows(IllegalArgumentException.class, () -> new StateTree(store, PREFIX, 1));
  }

  @Test
  void aDamagedStoreIsNoticedWhereItIsRead() {
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 2);
    Bytes key = Bytes.utf8("a");
    Model.write(tree, store, 0, new TreeMap<>(Map.of(key, Optional.of(key))));
    WriteBatch loss = new WriteBatch();
    loss.delete(new Records(PREFIX).value(0, SparseMerkle.position(key)));
    store.write(loss);
    assertThrows(IllegalStateException.class, () -> tree.get(key));
    assertThrows(IllegalStateException.class, () -> tree.get(0, key));
    assertThrows(IllegalStateException.class, () -> tree.prove(0, key));
  }

  @Test
  void theJournalsOfOneCycleRebuildTheCrownAndOlderOnesGo() {
    Model model = new Model(15, 2000);
    MemoryStore store = new MemoryStore();
    StateTree tree = new StateTree(store, PREFIX, 3);
    for (long version = 0; version < 900; version++) {
      SortedMap<Bytes, Optional<Bytes>> changes = model.draw(version < 300 ? 40 : 2);
      model.apply(version, changes);
      Model.write(tree, store, version, changes);
      if (version % 50 == 49) {
        tree = new StateTree(store, PREFIX, 3);
        checkVersion(tree, model, version, model.someKeys(20));
        checkVersion(tree, model, version - 2, model.someKeys(20));
      }
    }
    Bytes from = new Records(PREFIX).journal(0);
    Bytes to = new Records(PREFIX).journal(900);
    assertEquals(Journal.CYCLE - 1 + 3, store.scan(from, to, 1000).size());
  }

  @Test
  void aJournalThatIsMissingOrOfAnotherVersionIsNoticedOnOpening() {
    Records records = new Records(PREFIX);
    for (boolean missing : new boolean[] {true, false}) {
      MemoryStore store = new MemoryStore();
      StateTree tree = new StateTree(store, PREFIX, 2);
      for (long version = 0; version < 5; version++) {
        Bytes key = Bytes.utf8("k" + version);
        Model.write(tree, store, version, new TreeMap<>(Map.of(key, Optional.of(key))));
      }
      WriteBatch damage = new WriteBatch();
      Bytes other = store.get(records.journal(1)).orElseThrow();
      if (missing) {
        damage.delete(records.journal(2));
      } else {
        damage.put(records.journal(4), other);
      }
      store.write(damage);
      assertThrows(IllegalStateException.class, () -> new StateTree(store, PREFIX, 2));
    }
  }
}
