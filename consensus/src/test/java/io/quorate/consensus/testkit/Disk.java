package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One replica's disk. What is written is seen at once and survives a crash only after it was
 * synced; {@link Outbox} decides when that is.
 */
public final class Disk {
  private Content seen;
  private final Content synced;

  /** Everything a replica keeps. */
  public static final class Content {
    public Optional<Bytes> safety = Optional.empty();
    public final Map<Hash, Block> blocks = new LinkedHashMap<>();
    public final Map<Long, Block> log = new TreeMap<>();
    public Block committed;
    public Optional<FinalityCertificate> highestFinal = Optional.empty();

    Content(Block committed) {
      this.committed = committed;
    }

    private Content copy() {
      Content copy = new Content(committed);
      copy.safety = safety;
      copy.blocks.putAll(blocks);
      copy.log.putAll(log);
      copy.highestFinal = highestFinal;
      return copy;
    }

    void commit(Block block) {
      committed = block;
      log.put(block.height(), block);
    }

    /** A block of the log or one that waits to be committed. */
    Optional<Block> find(Hash hash) {
      Block found = blocks.get(hash);
      return found != null
          ? Optional.of(found)
          : log.values().stream().filter(block -> block.hash().equals(hash)).findFirst();
    }
  }

  Disk(Block root) {
    this.seen = new Content(root);
    this.synced = new Content(root);
  }

  /** As the running process reads it. */
  public Content seen() {
    return seen;
  }

  /** Writes; the result must be run to make that durable, in the order of the writes. */
  Runnable write(Consumer<Content> change) {
    change.accept(seen);
    return () -> change.accept(synced);
  }

  /** What was not synced is lost. */
  void crash() {
    seen = synced.copy();
  }
}
