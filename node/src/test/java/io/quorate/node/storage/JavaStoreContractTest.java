package io.quorate.node.storage;

import io.quorate.consensus.storage.KeyValueStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Storage port on LevelDB in Java")
final class JavaStoreContractTest extends KeyValueStoreContract {
  private LevelDbStore store;

  @BeforeEach
  void open(@TempDir Path directory) throws StorageException {
    store = Stores.open(directory, StoreOptions.Provider.JAVA);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  KeyValueStore store() {
    return store;
  }
}
