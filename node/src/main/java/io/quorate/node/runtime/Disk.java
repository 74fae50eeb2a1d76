package io.quorate.node.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quorate.consensus.Block;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.Execute;
import io.quorate.replica.ReplicaEffect.Persist;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.ReplicaEffect.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The thread between the replica and everything that depends on the disk. It takes whatever has
 * queued up, writes it as one batch, lets execution go on, syncs once if anything has to be
 * durable, and only then lets signed messages leave: group commit, with the order that {@link
 * io.quorate.replica.Replica} demands. The queue is bounded by what the replica can have under way.
 */
final class Disk implements Runnable {
  private static final int GROUP = 1_024;

  /**
   * Effects beyond which the replica's loop takes no more inputs: the disk cannot keep up, or is
   * full.
   */
  private static final int FULL = 20_000;

  private final KeyValueStore store;
  private final DiskSpace space;
  private final Consumer<Block> execute;
  private final Consumer<SignAndSend> send;
  private final Timer syncs;
  private final LinkedBlockingQueue<ReplicaEffect> queue = new LinkedBlockingQueue<>();

  Disk(
      KeyValueStore store,
      DiskSpace space,
      Consumer<Block> execute,
      Consumer<SignAndSend> send,
      MeterRegistry registry) {
    this.store = store;
    this.space = space;
    this.execute = execute;
    this.send = send;
    this.syncs = registry.timer("quorate.disk.sync");
    registry.gauge("quorate.disk.queue", queue, LinkedBlockingQueue::size);
  }

  /** Adds a Persist, Write, Execute or SignAndSend behind the earlier ones. */
  void add(ReplicaEffect effect) {
    queue.add(effect);
  }

  /** Whether so much waits that the replica should wait as well. */
  boolean overloaded() {
    return queue.size() > FULL;
  }

  @Override
  public void run() {
    List<ReplicaEffect> group = new ArrayList<>();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        group.add(queue.take());
        queue.drainTo(group, GROUP);
        perform(group);
        group.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void perform(List<ReplicaEffect> group) throws InterruptedException {
    WriteBatch batch = new WriteBatch();
    boolean sync = false;
    for (ReplicaEffect effect : group) {
      if (effect instanceof Persist persist) {
        batch.addAll(persist.batch());
        sync = true;
      } else if (effect instanceof Write write) {
        batch.addAll(write.batch());
      }
    }
    if (!batch.isEmpty()) {
      space.awaitRoom();
      store.write(batch);
    }
    for (ReplicaEffect effect : group) {
      if (effect instanceof Execute e) {
        execute.accept(e.block());
      }
    }
    if (sync) {
      syncs.record(store::sync);
    }
    for (ReplicaEffect effect : group) {
      if (effect instanceof SignAndSend s) {
        send.accept(s);
      }
    }
  }
}
