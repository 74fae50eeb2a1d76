package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.replica.ledger.Executor;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The real parts under an application that keeps its own state, on a second disk of every node.
 *
 * @param honest the other parts
 * @param manner how every node's application keeps it
 * @param disks the second disks
 * @param first makes the disk of a node itself
 */
record OwnParts(
    HonestParts honest,
    OwnKeyValues.Manner manner,
    SortedMap<Integer, SimulatedDisk> disks,
    Supplier<SimulatedDisk> first)
    implements Parts {
  private static final Bytes LAST = Bytes.wrap(new byte[] {-1, -1});

  static OwnParts of(EngineKind engine, OwnKeyValues.Manner manner) {
    return new OwnParts(HonestParts.of(engine), manner, new TreeMap<>(), SimulatedDisk::new);
  }

  /** The same with empty disks. */
  OwnParts anew() {
    return new OwnParts(honest, manner, new TreeMap<>(), first);
  }

  /** The same on nodes that do not sync before their application commits. */
  OwnParts withoutSync() {
    return new OwnParts(
        honest,
        manner,
        disks,
        () ->
            new SimulatedDisk() {
              @Override
              public void sync() {}
            });
  }

  /** The second disk of a node. */
  SimulatedDisk own(int node) {
    return disks.computeIfAbsent(node, _ -> new SimulatedDisk());
  }

  /** All that is on the second disk of a node. */
  List<KeyValueStore.Entry> copy(int node) {
    return own(node).scan(Bytes.EMPTY, LAST, Integer.MAX_VALUE);
  }

  /** Puts the second disk of a node back to a copy. */
  void restore(int node, List<KeyValueStore.Entry> copy) {
    own(node).wipe();
    WriteBatch batch = new WriteBatch();
    copy.forEach(entry -> batch.put(entry.key(), entry.value()));
    own(node).write(batch);
    own(node).sync();
  }

  @Override
  public EngineFactory engine(int node) {
    return honest.engine(node);
  }

  @Override
  public Application application(int node) {
    return new OwnKeyValues(own(node), manner);
  }

  @Override
  public SimulatedDisk disk(int node) {
    return first.get();
  }

  @Override
  public Optional<SimulatedDisk> applicationDisk(int node) {
    return Optional.of(own(node));
  }

  @Override
  public Optional<Bytes> stored(Executor executor, Bytes key) {
    Query query = new Query(OwnKeyValues.GET, key, executor.answeringHeight());
    return switch (executor.query(query, _ -> Optional.empty())) {
      case QueryResult.Answered(Bytes value) -> Optional.of(value);
      case QueryResult.Refused _ -> Optional.empty();
    };
  }
}
