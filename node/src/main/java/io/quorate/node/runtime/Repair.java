package io.quorate.node.runtime;

import io.quorate.crypto.Hash;
import io.quorate.node.storage.LevelDbStore;
import io.quorate.node.storage.StorageException;
import io.quorate.node.storage.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a node with damaged data in a state in which its next start rebuilds it from its peers. What
 * it signed was in the damaged data, so the node observes until an epoch begins (decision 0062).
 * Nothing is deleted: what was there is moved beside its place.
 */
public final class Repair {
  private Repair() {}

  /**
   * What became of a node's data.
   *
   * @param damage what was wrong; empty when every byte is sound, and then nothing was changed
   * @param kept where the damaged data are now
   */
  public record Outcome(Optional<String> damage, Optional<Path> kept) {}

  /**
   * Looks through all data of a node that does not run, and moves them away if they are damaged.
   *
   * @throws StorageException if they cannot be used for another reason: a node runs on them, they
   *     are another chain's, the disk is full
   */
  public static Outcome run(Path dataDir, Hash chain) throws StorageException, IOException {
    FirstStart.check(dataDir);
    if (!Files.isDirectory(dataDir)) {
      return new Outcome(Optional.empty(), Optional.empty());
    }
    List<String> failures = new ArrayList<>();
    // Opening is a look at every byte of every file.
    try (LevelDbStore store =
        LevelDbStore.open(
            dataDir, chain, StoreOptions.DEFAULT, (explanation, _) -> failures.add(explanation))) {
      store.sync();
    } catch (StorageException e) {
      if (e.problem() != StorageException.Problem.DAMAGED) {
        throw e;
      }
      return moved(dataDir, String.valueOf(e.getMessage()));
    }
    return failures.isEmpty()
        ? new Outcome(Optional.empty(), Optional.empty())
        : moved(dataDir, failures.getFirst());
  }

  /**
   * The mark comes first: should this end between the two steps, the node starts with neither, or
   * is refused again.
   */
  private static Outcome moved(Path dataDir, String damage) throws IOException {
    FirstStart.lost(dataDir);
    Path kept = free(dataDir);
    Files.move(dataDir, kept, StandardCopyOption.ATOMIC_MOVE);
    return new Outcome(Optional.of(damage), Optional.of(kept));
  }

  private static Path free(Path dataDir) {
    for (int number = 1; ; number++) {
      Path candidate = dataDir.resolveSibling(dataDir.getFileName() + ".damaged-" + number);
      if (!Files.exists(candidate)) {
        return candidate;
      }
    }
  }
}
