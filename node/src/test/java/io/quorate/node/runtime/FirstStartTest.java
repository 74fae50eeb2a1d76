package io.quorate.node.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.node.storage.LevelDbStore;
import io.quorate.node.storage.StoreOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("S28: a node that starts without a database")
@SuppressWarnings("NullAway.Init") // JUnit sets up before each test
class FirstStartTest {
  private static final Hash CHAIN = Sha256.hash(new byte[1]);

  private Path data;

  @BeforeEach
  void folder(@TempDir Path folder) {
    data = folder.resolve("data");
  }

  private boolean noted() {
    return Files.exists(data.resolveSibling("data.lost"));
  }

  @Test
  @DisplayName("votes when its folder says that its key is new, and says so once")
  void fresh() throws Exception {
    FirstStart.allow(data);
    FirstStart.check(data);
    try (LevelDbStore store = open()) {
      FirstStart.opened(data, store);
    }
    assertFalse(noted());
    assertFalse(Files.exists(FirstStart.mark(data)));
    FirstStart.check(data);
    assertFalse(noted(), "a database is there now");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lost+found", "lock", "leveldb"})
  @DisplayName("observes, whatever else is in the folder")
  void lost(String entry) throws Exception {
    Files.createDirectories(data.resolve(entry));
    FirstStart.check(data);
    assertTrue(noted());
  }

  @Test
  @DisplayName("observes after a repair that found nothing to repair")
  void repaired() throws Exception {
    Files.createDirectories(data);
    Repair.run(data, CHAIN);
    assertTrue(noted());
  }

  @Test
  @DisplayName("observes when the file of a new key came back beside the note of a loss")
  void both() throws Exception {
    FirstStart.check(data);
    FirstStart.allow(data);
    FirstStart.check(data);
    assertTrue(noted());
  }

  private LevelDbStore open() throws Exception {
    return LevelDbStore.open(data, CHAIN, StoreOptions.DEFAULT, (_, _) -> {});
  }
}
