package io.quorate.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.KeyValueStore.Entry;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the storage port promises, whoever implements it. */
abstract class KeyValueStoreContract {
  /** An empty store, closed by whoever made it. */
  abstract KeyValueStore store();

  static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  static WriteBatch put(String key, String value) {
    return new WriteBatch().put(bytes(key), bytes(value));
  }

  static List<String> keys(List<Entry> entries) {
    return entries.stream().map(entry -> entry.key().toUtf8()).toList();
  }

  @Test
  @DisplayName("a batch takes effect as a whole, and a later change of one key wins")
  void batches() {
    KeyValueStore store = store();
    store.write(put("a", "1").put(bytes("b"), bytes("2")));
    store.write(
        new WriteBatch()
            .delete(bytes("a"))
            .put(bytes("b"), bytes("3"))
            .put(bytes("b"), bytes("4")));
    store.write(new WriteBatch());
    store.write(new WriteBatch().put(bytes("c"), bytes("5")).delete(bytes("c")));
    assertEquals(Optional.empty(), store.get(bytes("a")));
    assertEquals(Optional.of(bytes("4")), store.get(bytes("b")));
    assertEquals(Optional.empty(), store.get(bytes("c")));
    store.sync();
    assertEquals(Optional.of(bytes("4")), store.get(bytes("b")));
  }

  @Test
  @DisplayName("the empty key and the empty value are a key and a value")
  void empty() {
    KeyValueStore store = store();
    store.write(new WriteBatch().put(Bytes.EMPTY, Bytes.EMPTY));
    assertEquals(Optional.of(Bytes.EMPTY), store.get(Bytes.EMPTY));
    assertEquals(1, store.scan(Bytes.EMPTY, bytes("a"), 10).size());
    assertEquals(1, store.scanDescending(Bytes.EMPTY, bytes("a"), 10).size());
  }

  @Test
  @DisplayName("scans run in key order or against it, from the first bound to below the second")
  void scans() {
    KeyValueStore store = store();
    for (String key : List.of("d", "a", "c", "b", "e")) {
      store.write(put(key, key));
    }
    assertEquals(List.of("b", "c", "d"), keys(store.scan(bytes("b"), bytes("e"), 10)));
    assertEquals(List.of("d", "c", "b"), keys(store.scanDescending(bytes("b"), bytes("e"), 10)));
    assertEquals(List.of("b", "c"), keys(store.scan(bytes("b"), bytes("e"), 2)));
    assertEquals(List.of("d", "c"), keys(store.scanDescending(bytes("b"), bytes("e"), 2)));
    assertEquals(List.of("e", "d"), keys(store.scanDescending(bytes("a"), bytes("z"), 2)));
    assertEquals(List.of(), keys(store.scanDescending(bytes("f"), bytes("z"), 2)));
    assertEquals(List.of(), keys(store.scanDescending(Bytes.EMPTY, bytes("a"), 2)));
    assertEquals(List.of(), keys(store.scan(bytes("c"), bytes("c"), 2)));
    assertEquals(List.of(), keys(store.scan(bytes("d"), bytes("b"), 2)));
    assertEquals(List.of(), keys(store.scanDescending(bytes("d"), bytes("b"), 2)));
    assertEquals(List.of(), keys(store.scan(bytes("a"), bytes("z"), 0)));
    assertEquals(5, store.scan(bytes("a"), bytes("z"), Integer.MAX_VALUE).size());
    assertEquals(5, store.scanDescending(bytes("a"), bytes("z"), Integer.MAX_VALUE).size());
  }

  @Test
  @DisplayName("keys compare as unsigned bytes")
  void unsigned() {
    KeyValueStore store = store();
    List<Bytes> keys =
        List.of(
            Bytes.fromHex("7f"), Bytes.fromHex("80"), Bytes.fromHex("ff"), Bytes.fromHex("ffff"));
    keys.reversed().forEach(key -> store.write(new WriteBatch().put(key, key)));
    List<Bytes> found =
        store.scan(Bytes.EMPTY, Bytes.fromHex("ffffff"), 10).stream().map(Entry::key).toList();
    assertEquals(keys, found);
  }

  @Test
  @DisplayName("it agrees with a sorted map after any sequence of changes, whatever range is read")
  void model() {
    KeyValueStore store = store();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    TreeMap<Bytes, Bytes> model = new TreeMap<>();
    for (int step = 0; step < 400; step++) {
      WriteBatch batch = new WriteBatch();
      for (int i = random.nextInt(8); i >= 0; i--) {
        Bytes key = key(random);
        if (random.nextInt(4) == 0) {
          batch.delete(key);
          model.remove(key);
        } else {
          Bytes value = bytes("value " + step);
          batch.put(key, value);
          model.put(key, value);
        }
      }
      store.write(batch);
    }
    for (int i = 0; i < 300; i++) {
      Bytes from = key(random);
      Bytes to = key(random);
      int limit = 1 + random.nextInt(40);
      List<Entry> expected = new ArrayList<>();
      if (from.compareTo(to) < 0) {
        model.subMap(from, to).forEach((key, value) -> expected.add(new Entry(key, value)));
      }
      int size = Math.min(limit, expected.size());
      assertEquals(expected.subList(0, size), store.scan(from, to, limit));
      assertEquals(expected.reversed().subList(0, size), store.scanDescending(from, to, limit));
    }
  }

  /** Short and long keys, many with a common beginning. */
  private static Bytes key(RandomGenerator random) {
    byte[] key = new byte[random.nextInt(3) == 0 ? 24 : random.nextInt(4)];
    for (int i = key.length - Math.min(key.length, 2); i < key.length; i++) {
      key[i] = (byte) random.nextInt(-128, 128);
    }
    return Bytes.wrap(key);
  }
}
