package io.quorate.simulator;

import io.quorate.consensus.storage.WriteBatch;
import io.quorate.replica.ledger.ApplicationFailure;
import io.quorate.replica.ledger.Ledger;
import io.quorate.simulator.byzantine.ByzantineReplica;
import io.quorate.simulator.seed.Draw;
import java.util.Optional;

/** A machine: a disk that stays and at most one process at a time. */
final class SimulatedNode {
  private final World world;
  private final int index;
  private final int address;
  private final Optional<ByzantineReplica> liar;
  private final SimulatedDisk disk;
  private final Optional<SimulatedDisk> applicationDisk;
  private Optional<NodeProcess> process = Optional.empty();
  private long syncFactor = 1;

  /**
   * @param index the validator whose key it holds
   * @param address where it is on the network; the index, but for a twin
   */
  SimulatedNode(World world, int index, int address) {
    this.world = world;
    this.index = index;
    this.address = address;
    this.liar = world.liar(index, address);
    this.disk = world.parts().disk(index);
    this.applicationDisk = world.parts().applicationDisk(index);
  }

  int index() {
    return index;
  }

  int address() {
    return address;
  }

  /** What makes it lie, if anything does. */
  Optional<ByzantineReplica> liar() {
    return liar;
  }

  SimulatedDisk disk() {
    return disk;
  }

  boolean running() {
    return process.isPresent();
  }

  /** The running process; empty while the node is down. */
  Optional<NodeProcess> process() {
    return process;
  }

  /** How many times slower than planned the disk syncs. */
  void slowDisk(long factor) {
    syncFactor = factor;
  }

  long syncDelay(Draw draw) {
    return syncFactor * draw.skewed(world.plan().disk().minSync(), world.plan().disk().maxSync());
  }

  /** Starts a process over what the disk holds; nothing happens where one runs. */
  void start() {
    if (process.isPresent()) {
      return;
    }
    world.trace().node(address, "start");
    NodeProcess started;
    try {
      started = new NodeProcess(world, this);
    } catch (ApplicationFailure e) {
      world.checks().threw(index, "at its start", e);
      return;
    }
    process = Optional.of(started);
    world.checks().restarted(index, disk, started.ledger());
    started.start();
    if (started.alive()) {
      world.network().attach(address, started);
    }
  }

  /** The stopped node gets an empty disk under its old key. */
  void wipe() {
    disk.wipe();
    WriteBatch batch = new WriteBatch();
    Ledger.observe(batch);
    disk.write(batch);
    disk.sync();
    world.checks().wiped(index);
    world.trace().node(address, "wiped");
  }

  /** Stops the process as a power failure does; nothing happens where none runs. */
  void crash() {
    if (process.isEmpty()) {
      return;
    }
    process.get().kill();
    process = Optional.empty();
    world.network().detach(address);
    int lost = disk.crash(world.faultDraw());
    applicationDisk.ifPresent(own -> own.crash(world.faultDraw()));
    world.trace().node(address, "crash, " + lost + " writes lost");
  }
}
