package io.quorate.node.storage;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.nio.file.Path;

/** Stores as the tests open them. */
final class Stores {
  static final Hash CHAIN = new Hash(Bytes.wrap(new byte[32]));
  static final Hash OTHER_CHAIN = Hash.fromHex("11".repeat(32));

  private Stores() {}

  static StoreOptions options(StoreOptions.Provider provider) {
    return new StoreOptions(provider, 64 << 10, 1 << 20, 1 << 20);
  }

  /** Opens a store whose failure fails the test, by the exception that its operations throw. */
  static LevelDbStore open(Path directory, StoreOptions.Provider provider) throws StorageException {
    return LevelDbStore.open(directory, CHAIN, options(provider), (explanation, cause) -> {});
  }
}
