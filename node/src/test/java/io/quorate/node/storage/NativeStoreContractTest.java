package io.quorate.node.storage;

import io.quorate.consensus.storage.KeyValueStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Storage port on what loads here: native LevelDB where it can")
final class NativeStoreContractTest extends KeyValueStoreContract {
  private LevelDbStore store;

  @BeforeEach
  void open(@TempDir Path directory) throws StorageException {
    store = Stores.open(directory, StoreOptions.Provider.AUTOMATIC);
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
