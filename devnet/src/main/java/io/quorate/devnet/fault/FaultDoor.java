package io.quorate.devnet.fault;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.node.net.Links;
import io.quorate.node.runtime.Surroundings;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The surroundings of a node as its fault file wants them; watches the file and takes up what
 * changes. Thread-safe.
 */
final class FaultDoor implements Surroundings, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultDoor.class);
  private static final long LOOK_MILLIS = 50;

  private final FaultFile file;
  private final BadLines lines;
  private volatile NodeFaults faults = NodeFaults.NONE;

  private FaultDoor(FaultFile file, BadLines lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * A door whose present faults are in force when this returns.
   *
   * @param peers the other nodes by their validator indexes
   */
  static FaultDoor open(FaultFile file, Map<Integer, String> peers) throws IOException {
    FaultDoor door = new FaultDoor(file, new BadLines(peers, seed(file)));
    door.takeUp(file.read());
    Thread.ofPlatform().name("fault-door").daemon().start(door);
    return door;
  }

  /** Drawn once and kept, so that a restart draws alike; it is in the log, to be used again. */
  private static long seed(FaultFile file) throws IOException {
    OptionalLong kept = file.seed();
    long seed = kept.isPresent() ? kept.getAsLong() : new SecureRandom().nextInt(Integer.MAX_VALUE);
    if (kept.isEmpty()) {
      file.seed(seed);
    }
    LOG.info("lines of this node draw losses from seed {}", seed);
    return seed;
  }

  NodeFaults faults() {
    return faults;
  }

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      NodeFaults wanted = file.read();
      // A file that is gone is no change: its folder is being deleted.
      if (wanted.revision() > faults.revision()) {
        takeUp(wanted);
      }
    } catch (IOException e) {
      LOG.error("the faults of this node stay as they are: {}", e.getMessage());
    }
  }

  private void takeUp(NodeFaults wanted) throws IOException {
    faults = wanted;
    lines.apply(wanted);
    LOG.info("faults from now on: {}", FaultFile.json(wanted));
    file.acknowledge(wanted.revision());
  }

  @Override
  public long nowMillis() {
    return System.currentTimeMillis() + faults.skewMillis();
  }

  @Override
  public long usableBytes(long real) {
    return faults.diskFull() ? 0 : real;
  }

  @Override
  public KeyValueStore disk(KeyValueStore store) {
    return new SlowDisk(store, () -> faults.diskSlowMillis());
  }

  @Override
  public Optional<Links> links() {
    return Optional.of(lines);
  }
}
