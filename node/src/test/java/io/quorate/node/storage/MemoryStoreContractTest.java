package io.quorate.node.storage;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.MemoryStore;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Storage port in memory")
final class MemoryStoreContractTest extends KeyValueStoreContract {
  private final MemoryStore store = new MemoryStore();

  @Override
  KeyValueStore store() {
    return store;
  }
}
