package io.quorate.replica;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.Log;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Follows the log that others certified: hands what catch-up fetches to the delivery gate, the
 * engine and finality, as far as it can be executed soon. Not thread-safe.
 */
final class LogFollower {
  private static final int EXECUTION_BACKLOG = 256;

  private final CatchUp catchUp;
  private final DeliveryGate gate;
  private final ChainTip tip;
  private final Finality finality;
  private final Supplier<Epoch> epoch;
  private final Supplier<EngineHost> engine;

  /**
   * @param epoch the one that the replica is in
   * @param engine that epoch's
   */
  LogFollower(
      CatchUp catchUp,
      DeliveryGate gate,
      ChainTip tip,
      Finality finality,
      Supplier<Epoch> epoch,
      Supplier<EngineHost> engine) {
    this.catchUp = catchUp;
    this.gate = gate;
    this.tip = tip;
    this.finality = finality;
    this.epoch = epoch;
    this.engine = engine;
  }

  /** A peer says how far it is. */
  void heights(int from, Heights heights, ReplicaEffects out) {
    catchUp.heights(from, heights, position(), out);
  }

  /** An answer of a peer; false when nobody asked for it. */
  boolean answered(int from, Log answer, long now, ReplicaEffects out) {
    boolean asked = catchUp.answered(from, answer, out);
    if (asked) {
      proceed(now, out);
    }
    return asked;
  }

  void tick(ReplicaEffects out) {
    catchUp.tick(position(), out);
  }

  /** Hands on what is here, as far as it can be executed soon, and asks for more. */
  void proceed(long now, ReplicaEffects out) {
    Optional<List<CertifiedBlock>> next = next();
    while (next.isPresent()) {
      follow(next.get(), now, out);
      next = next();
    }
    catchUp.proceed(position(), out);
  }

  private void follow(List<CertifiedBlock> blocks, long now, ReplicaEffects out) {
    for (CertifiedBlock certified : blocks) {
      Block block = certified.block();
      if (block.height() > epoch.get().lastHeight()) {
        return; // The next epoch begins when its last height is final here.
      }
      if (block.height() == tip.committed().height() + 1) {
        gate.deliver(block, epoch.get().lastHeight(), out);
        if (!tip.committed().equals(block)) {
          return;
        }
        // At once, so that the engine's durable state is never more than this block behind the log:
        // what it derives from committed headers could not be told after a crash in between.
        engine.get().committedElsewhere(block, now, out);
      }
      finality.certified(certified.certificate(), out);
    }
  }

  /** What comes next, while the executor keeps up. */
  private Optional<List<CertifiedBlock>> next() {
    boolean room = tip.committed().height() - tip.executed() < EXECUTION_BACKLOG;
    return room ? catchUp.take(nextToFetch()) : Optional.empty();
  }

  private CatchUp.Position position() {
    return new CatchUp.Position(
        finality.finalizedHeight(), nextToFetch(), epoch.get().lastHeight());
  }

  /**
   * Where catch-up goes on: above what is committed while certificates wait for execution alone,
   * otherwise at the first certificate that is missing. The engine may have committed any number of
   * heights above that one.
   */
  private long nextToFetch() {
    boolean certificateMissing = finality.finalizedHeight() < tip.executed();
    return (certificateMissing ? finality.finalizedHeight() : tip.committed().height()) + 1;
  }
}
