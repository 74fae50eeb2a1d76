package io.quorate.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.storage.KeyValueStore.Entry;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.node.storage.StorageException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("S27: a store whose files were cut or changed")
final class DamageTest {
  private static final int BATCHES = 40;
  private static final int BLOCK = 32 << 10;

  @TempDir private Path directory;
  private int copies;

  private static Bytes key(int i) {
    return Bytes.utf8("key %04d".formatted(i));
  }

  /** Some records are longer than a block of the log, most are not. */
  private static Bytes value(int i) {
    return Bytes.utf8("v".repeat(i % 10 == 5 ? 50_000 : 100 + i));
  }

  /**
   * A store that was killed: its files as they were while it was open. The log is the only one with
   * data.
   */
  private Path killed(StoreOptions.Provider provider) throws Exception {
    Path live = directory.resolve("live");
    StoreOptions roomy = new StoreOptions(provider, 16 << 20, 1 << 20, 1 << 20);
    try (LevelDbStore store = LevelDbStore.open(live, Stores.CHAIN, roomy, (text, cause) -> {})) {
      for (int i = 0; i < BATCHES; i++) {
        store.write(new WriteBatch().put(key(i), value(i)));
      }
      store.sync();
      return copy(live);
    }
  }

  private Path copy(Path from) throws IOException {
    Path to = directory.resolve("copy" + copies++);
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("lock") && !file.endsWith("LOCK")) {
          Files.copy(file, to.resolve(from.relativize(file)));
        }
      }
    }
    return to;
  }

  private static Path log(Path store) throws IOException {
    try (var files = Files.list(store.resolve("leveldb"))) {
      return files
          .filter(file -> file.toString().endsWith(".log") && file.toFile().length() > 0)
          .findFirst()
          .orElseThrow();
    }
  }

  /** The log without the zeros that the native writer maps ahead. */
  private static byte[] content(Path log) throws IOException {
    LogFile.State.Whole state = (LogFile.State.Whole) LogFile.read(log);
    return Arrays.copyOf(Files.readAllBytes(log), (int) state.end());
  }

  /** The number of batches found, which must be the first ones. */
  private static int prefix(Path store, StoreOptions.Provider provider) throws StorageException {
    try (LevelDbStore opened = Stores.open(store, provider)) {
      List<Entry> found = opened.scan(key(0), key(BATCHES), BATCHES);
      for (int i = 0; i < found.size(); i++) {
        assertEquals(new Entry(key(i), value(i)), found.get(i));
      }
      opened.write(new WriteBatch().put(key(BATCHES + 1), Bytes.EMPTY));
      opened.sync();
      return found.size();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("holds everything written when only the process was killed")
  void processKilled(StoreOptions.Provider provider) throws Exception {
    assertEquals(BATCHES, prefix(killed(provider), provider));
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("holds a prefix of the batches wherever its log was torn, and goes on from there")
  void tornTail(StoreOptions.Provider provider) throws Exception {
    Path killed = killed(provider);
    byte[] whole = content(log(killed));
    int last = BATCHES;
    List<Integer> ends = new ArrayList<>();
    for (int end = whole.length; end > 0; end -= end > whole.length - 400 ? 23 : 5_989) {
      ends.add(end);
    }
    ends.addAll(List.of(60, 7, 0));
    for (int end : ends) {
      Path store = copy(killed);
      Files.write(log(store), Arrays.copyOf(whole, end));
      int found = prefix(store, provider);
      assertTrue(found <= last, "a shorter log cannot hold more");
      last = found;
      assertEquals(found, prefix(store, provider), "opened again");
    }
    assertEquals(0, last);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("holds a prefix when the tail is zeros or noise instead of missing")
  void overwrittenTail(StoreOptions.Provider provider) throws Exception {
    Path killed = killed(provider);
    byte[] whole = content(log(killed));
    for (byte fill : new byte[] {0, 0x5a}) {
      Path store = copy(killed);
      byte[] changed = whole.clone();
      Arrays.fill(changed, whole.length - 300, whole.length, fill);
      Files.write(log(store), changed);
      int found = prefix(store, provider);
      assertTrue(found < BATCHES && found > BATCHES - 5, "found " + found);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("is refused when a bit flipped, or a length changed, before whole records")
  void damagedMiddle(StoreOptions.Provider provider) throws Exception {
    Path killed = killed(provider);
    byte[] whole = content(log(killed));
    for (int position = 3; position < whole.length - 1_000; position += 4_777) {
      Path store = copy(killed);
      byte[] changed = whole.clone();
      changed[position] ^= 0x10;
      Files.write(log(store), changed);
      StorageException refusal =
          assertThrows(
              StorageException.class,
              () -> Stores.open(store, provider).close(),
              "byte " + position);
      assertEquals(Problem.DAMAGED, refusal.problem());
      assertTrue(refusal.toString().contains("./quorate node repair"), refusal.toString());
    }
    Path store = copy(killed);
    byte[] changed = whole.clone();
    changed[4] = (byte) 0xff;
    Files.write(log(store), changed);
    assertThrows(StorageException.class, () -> Stores.open(store, provider).close());
    assertEquals(changed.length, Files.size(log(store)), "what is damaged is left as it is");
    assertTrue(whole.length > 2 * BLOCK);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("is refused when a log that is not the last ends early")
  void tornEarlierLog(StoreOptions.Provider provider) throws Exception {
    Path store = killed(provider);
    byte[] whole = content(log(store));
    Path leveldb = store.resolve("leveldb");
    Files.write(log(store), Arrays.copyOf(whole, whole.length - 20));
    Files.write(leveldb.resolve("999999.log"), whole);
    assertEquals(
        Problem.DAMAGED,
        assertThrows(StorageException.class, () -> Stores.open(store, provider).close()).problem());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName(
      "opens beside a table that a kill left unfinished, but not without half of a named one")
  void unfinishedTable(StoreOptions.Provider provider) throws Exception {
    try (LevelDbStore store = Stores.open(directory, provider)) {
      for (int i = 0; i < 3_000; i++) {
        store.write(new WriteBatch().put(key(i), value(i % 5)));
      }
    }
    Path leveldb = directory.resolve("leveldb");
    // The log becomes a table.
    Stores.open(directory, provider).close();
    Path table;
    try (var files = Files.list(leveldb)) {
      table =
          files.filter(file -> file.toString().matches(".*\\.(sst|ldb)")).findFirst().orElseThrow();
    }
    byte[] content = Files.readAllBytes(table);
    Files.write(leveldb.resolve("999999.sst"), Arrays.copyOf(content, content.length / 2));
    try (LevelDbStore store = Stores.open(directory, provider)) {
      assertEquals(3_000, store.scan(key(0), key(3_000), 4_000).size());
    }
    Files.write(table, Arrays.copyOf(content, content.length / 2));
    assertEquals(
        Problem.DAMAGED,
        assertThrows(StorageException.class, () -> Stores.open(directory, provider).close())
            .problem());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("fails, and says so once, when it reads a table that was changed")
  void damagedTable(StoreOptions.Provider provider) throws Exception {
    try (LevelDbStore store = Stores.open(directory, provider)) {
      for (int i = 0; i < 3_000; i++) {
        store.write(new WriteBatch().put(key(i), value(i % 5)));
      }
    }
    try (var files = Files.list(directory.resolve("leveldb"))) {
      for (Path table : files.filter(file -> file.toString().matches(".*\\.(sst|ldb)")).toList()) {
        byte[] content = Files.readAllBytes(table);
        for (int i = 200; i < content.length - 4_000; i += 1_000) {
          content[i] ^= 1;
        }
        Files.write(table, content);
      }
    }
    List<String> told = new ArrayList<>();
    try (LevelDbStore store =
        LevelDbStore.open(
            directory, Stores.CHAIN, Stores.options(provider), (text, cause) -> told.add(text))) {
      assertThrows(StoreFailedException.class, () -> store.scan(key(0), key(3_000), 3_000));
      assertThrows(StoreFailedException.class, () -> store.get(key(1)));
      assertThrows(StoreFailedException.class, () -> store.write(new WriteBatch().delete(key(1))));
      assertThrows(StoreFailedException.class, store::sync);
      assertEquals(1, told.size(), told::toString);
      assertTrue(told.getFirst().contains("check the disk"), told::toString);
    } catch (StorageException e) {
      // LevelDB met the damage while opening.
      assertEquals(Problem.DAMAGED, e.problem());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName(
      "stops in good order before the disk is full, and has all it promised when there is room again")
  void diskFills(StoreOptions.Provider provider) throws Exception {
    AtomicLong free = new AtomicLong(1 << 30);
    AtomicInteger told = new AtomicInteger();
    int written = 0;
    try (LevelDbStore store =
        LevelDbStore.open(
            directory,
            Stores.CHAIN,
            Stores.options(provider),
            (text, cause) -> {
              assertTrue(text.contains("the disk is full"), text);
              told.incrementAndGet();
            },
            path -> free.addAndGet(-(64 << 20)))) {
      while (told.get() == 0) {
        store.write(new WriteBatch().put(key(written), value(5)));
        written++;
      }
    } catch (StoreFailedException e) {
      assertEquals(1, told.get());
    }
    try (LevelDbStore store = Stores.open(directory, provider)) {
      assertTrue(written > 50);
      assertEquals(written, store.scan(key(0), key(9_999), 10_000).size());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StoreOptions.Provider.class,
      names = {"NATIVE", "JAVA"})
  @DisplayName(
      "a batch whose header is spread over two blocks of the log is whole, wherever it is cut")
  void headersAcrossBlocks(StoreOptions.Provider provider) throws Exception {
    Path live = directory.resolve("live");
    StoreOptions roomy = new StoreOptions(provider, 16 << 20, 1 << 20, 1 << 20);
    try (LevelDbStore store = LevelDbStore.open(live, Stores.CHAIN, roomy, (text, cause) -> {})) {
      for (int left = 0; left <= 24; left++) {
        fillBlockUpTo(store, live, left);
        store.write(new WriteBatch().put(key(left), value(left)));
        store.sync();
        LogFile.State state = LogFile.read(log(live));
        assertTrue(
            state instanceof LogFile.State.Whole whole && !whole.torn(),
            () -> "a record starts in the last bytes of a block: " + state);
      }
      Path copy = copy(live);
      try (LevelDbStore again = LevelDbStore.open(copy, Stores.CHAIN, roomy, (text, cause) -> {})) {
        assertEquals(value(24), again.get(key(24)).orElseThrow());
      }
    }
  }

  /** Writes until exactly {@code left} bytes of the log's current block are free. */
  private static void fillBlockUpTo(LevelDbStore store, Path live, int left) throws IOException {
    int overhead =
        7 + 12 + 1 + 1 + 1 + 8
            + 2; // fragment, batch, kind, key length, key space, key, value length
    int smallest = overhead + 128;
    int room = room(live);
    if (room < left + smallest) {
      store.write(new WriteBatch().put(Bytes.utf8("filler-b"), Bytes.wrap(new byte[2_000])));
      room = room(live);
    }
    while (room - left > 16_000) {
      store.write(new WriteBatch().put(Bytes.utf8("filler-a"), Bytes.wrap(new byte[8_000])));
      room = room(live);
    }
    int size = room - left - overhead;
    store.write(new WriteBatch().put(Bytes.utf8("filler-c"), Bytes.wrap(new byte[size])));
    assertEquals(left, room(live) % BLOCK, "the filler ends where it was meant to");
  }

  private static int room(Path live) throws IOException {
    long end = ((LogFile.State.Whole) LogFile.read(log(live))).end();
    return (int) (BLOCK - end % BLOCK);
  }
}
