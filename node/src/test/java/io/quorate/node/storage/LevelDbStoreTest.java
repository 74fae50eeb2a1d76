package io.quorate.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.node.storage.StorageException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.Options;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A store on disk")
final class LevelDbStoreTest {
  private static final int MANY = 3_000;

  @TempDir private Path directory;

  private static Bytes key(int i) {
    return Bytes.utf8("key %06d".formatted(i));
  }

  private static Bytes value(int i) {
    return Bytes.utf8("value %06d ".formatted(i).repeat(20));
  }

  private StorageException refused(StoreOptions.Provider provider) {
    return assertThrows(StorageException.class, () -> Stores.open(directory, provider).close());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("holds what was written when it is opened again, by either implementation")
  void reopen(StoreOptions.Provider first) throws StorageException {
    try (LevelDbStore store = Stores.open(directory, first)) {
      for (int i = 0; i < MANY; i++) {
        store.write(new WriteBatch().put(key(i), value(i)));
      }
      store.sync();
    }
    for (StoreOptions.Provider second :
        List.of(StoreOptions.Provider.AUTOMATIC, StoreOptions.Provider.JAVA)) {
      try (LevelDbStore store = Stores.open(directory, second)) {
        assertEquals(MANY, store.scan(key(0), key(MANY), MANY + 1).size());
        assertEquals(Optional.of(value(MANY - 1)), store.get(key(MANY - 1)));
        assertEquals(key(MANY - 1), store.scanDescending(key(0), key(MANY), 1).getFirst().key());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("is one process's: a second store on the directory is refused, and told why")
  void locked(StoreOptions.Provider provider) throws StorageException {
    try (LevelDbStore store = Stores.open(directory, provider)) {
      StorageException refusal = refused(StoreOptions.Provider.JAVA);
      assertEquals(Problem.LOCKED, refusal.problem());
      assertTrue(refusal.toString().contains("in use by another process"), refusal.toString());
      store.write(new WriteBatch().put(key(1), value(1)));
    }
    Stores.open(directory, provider).close();
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("is one chain's")
  void otherChain(StoreOptions.Provider provider) throws StorageException {
    Stores.open(directory, provider).close();
    StorageException refusal =
        assertThrows(
            StorageException.class,
            () ->
                LevelDbStore.open(
                    directory, Stores.OTHER_CHAIN, Stores.options(provider), (text, cause) -> {}));
    assertEquals(Problem.WRONG_CHAIN, refusal.problem());
    assertTrue(refusal.toString().contains(Stores.OTHER_CHAIN.toHex()), refusal.toString());
    Stores.open(directory, provider).close();
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("of another format version is refused, and names both versions")
  void otherVersion(StoreOptions.Provider provider) throws Exception {
    Stores.open(directory, provider).close();
    byte[] marker = Keys.marker(Stores.CHAIN);
    marker["quorate-store".length()] = 9;
    rewrite(provider, Keys.MARKER, marker);
    StorageException refusal = refused(provider);
    assertEquals(Problem.WRONG_FORMAT, refusal.problem());
    assertTrue(refusal.toString().contains("version 9"), refusal.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("is no other program's LevelDB, and no marker that nobody can read")
  void foreign(StoreOptions.Provider provider) throws Exception {
    Files.createDirectory(directory.resolve("leveldb"));
    rewrite(provider, new byte[] {42}, new byte[] {1});
    assertEquals(Problem.FOREIGN, refused(provider).problem());
    rewrite(provider, Keys.MARKER, new byte[] {1});
    assertEquals(Problem.DAMAGED, refused(provider).problem());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("without its CURRENT file is damaged, not empty")
  void lostCurrent(StoreOptions.Provider provider) throws Exception {
    Stores.open(directory, provider).close();
    Files.delete(directory.resolve("leveldb").resolve("CURRENT"));
    assertEquals(Problem.DAMAGED, refused(provider).problem());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("cannot be made where there is a file, nor on a disk without the reserve")
  void unusable(StoreOptions.Provider provider) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    StorageException refusal =
        assertThrows(
            StorageException.class, () -> Stores.open(file.resolve("below"), provider).close());
    assertEquals(Problem.NOT_WRITABLE, refusal.problem());
    StoreOptions greedy = new StoreOptions(provider, 64 << 10, 1 << 20, Long.MAX_VALUE);
    StorageException full =
        assertThrows(
            StorageException.class,
            () ->
                LevelDbStore.open(
                    directory.resolve("new"), Stores.CHAIN, greedy, (text, cause) -> {}));
    assertEquals(Problem.NO_SPACE, full.problem());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("serves readers, writers and syncs at the same time")
  void concurrent(StoreOptions.Provider provider) throws Exception {
    try (LevelDbStore store = Stores.open(directory, provider);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int writer = t;
        done.add(
            threads.submit(() -> {
              for (int i = writer; i < 800; i += 4) {
                store.write(new WriteBatch().put(key(i), value(i)).put(key(i + 10_000), value(i)));
                assertEquals(Optional.of(value(i)), store.get(key(i + 10_000)));
                if (i % 16 == writer) {
                  store.sync();
                  assertFalse(store.scanDescending(key(0), key(10_000), 3).isEmpty());
                }
              }
              return null;
            }));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
      assertEquals(800, store.scan(key(0), key(10_000), 10_000).size());
      assertEquals(800, store.scan(key(10_000), key(20_000), 10_000).size());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("says so when it is used after it was closed, and closes twice")
  void closed(StoreOptions.Provider provider) throws StorageException {
    LevelDbStore store = Stores.open(directory, provider);
    store.close();
    store.close();
    assertThrows(StoreFailedException.class, () -> store.get(key(1)));
    assertThrows(StoreFailedException.class, store::sync);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "JAVA"})
  @DisplayName("leaves nothing in the working directory")
  void noLitter(StoreOptions.Provider provider) throws IOException, StorageException {
    List<Path> before = list(Path.of(""));
    Stores.open(directory, provider).close();
    assertEquals(before, list(Path.of("")));
    assertTrue(
        list(Path.of(System.getProperty("java.io.tmpdir"))).stream()
            .noneMatch(file ->
                file.getFileName().toString().startsWith("quorate-leveldb")
                    || file.getFileName().toString().startsWith("libleveldbjni")));
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private void rewrite(StoreOptions.Provider provider, byte[] key, byte[] value)
      throws IOException {
    try (DB db =
        LevelDbLibrary.choose(provider).open(directory.resolve("leveldb"), new Options())) {
      db.put(key, value);
    }
  }
}
