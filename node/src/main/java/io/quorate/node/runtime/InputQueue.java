package io.quorate.node.runtime;

import io.quorate.replica.ReplicaInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the replica's loop. Local inputs (timers, own messages, executed blocks,
 * connections) are never dropped and come first; peers' consensus messages are bounded per peer, in
 * number and in bytes, so that one peer cannot crowd out another, and come before everything bulky;
 * client submissions and peers' transactions share the rest. Thread-safe; one consumer.
 */
final class InputQueue {
  /** Messages of one peer that may wait, per kind. */
  static final int PER_PEER = 4_096;

  /** Client submissions that may wait. */
  static final int SUBMISSIONS = 16_384;

  /**
   * Bytes of one peer's messages, or of client submissions, that may wait, per kind; one longer
   * message may wait alone.
   */
  static final long BYTES = 16L << 20;

  private static final int CONSENSUS_IN_A_ROW = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Deque<ReplicaInput> local = new ArrayDeque<>();
  private final List<Lane> consensus;
  private final List<Lane> bulk;
  private int waiting;
  private int nextConsensus;
  private int nextBulk;
  private int consensusInARow;

  /** What waits of one peer and kind. */
  private static final class Lane {
    private record Item(ReplicaInput input, int bytes) {}

    private final Deque<Item> items = new ArrayDeque<>();
    private long bytes;

    boolean offer(ReplicaInput input, int limit, int size) {
      if (items.size() >= limit || (!items.isEmpty() && bytes + size > BYTES)) {
        return false;
      }
      items.add(new Item(input, size));
      bytes += size;
      return true;
    }

    @Nullable ReplicaInput poll() {
      Item first = items.poll();
      if (first == null) {
        return null;
      }
      bytes -= first.bytes();
      return first.input();
    }
  }

  /**
   * @param peers validators of the epoch; the last bulk lane is the clients'
   */
  InputQueue(int peers) {
    consensus = lanes(peers);
    bulk = lanes(peers + 1);
  }

  void local(ReplicaInput input) {
    lock.lock();
    try {
      local.add(input);
      added();
    } finally {
      lock.unlock();
    }
  }

  /** False when the peer's lane is full and the message was dropped. */
  boolean consensus(int peer, ReplicaInput input, int bytes) {
    return offer(consensus.get(peer), PER_PEER, input, bytes);
  }

  /** False when the peer's lane is full and the message was dropped. */
  boolean bulk(int peer, ReplicaInput input, int bytes) {
    return offer(bulk.get(peer), PER_PEER, input, bytes);
  }

  /** False when too many submissions wait. */
  boolean submission(ReplicaInput input, int bytes) {
    return offer(bulk.getLast(), SUBMISSIONS, input, bytes);
  }

  /**
   * Moves up to {@code limit} inputs to {@code into}, waiting while there is none. Something bulky
   * is the last of them, since what comes after that and is urgent goes before the next bulky one.
   */
  void take(List<ReplicaInput> into, int limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting == 0) {
        notEmpty.await();
      }
      boolean bulky = false;
      while (waiting > 0 && into.size() < limit && !bulky) {
        bulky = next(into);
        waiting--;
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many inputs wait. */
  int size() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private boolean offer(Lane lane, int limit, ReplicaInput input, int bytes) {
    lock.lock();
    try {
      if (!lane.offer(input, limit, bytes)) {
        return false;
      }
      added();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void added() {
    waiting++;
    if (waiting == 1) {
      notEmpty.signal();
    }
  }

  /** Moves the next input to {@code into}; whether it was a bulky one. */
  private boolean next(List<ReplicaInput> into) {
    ReplicaInput first = local.poll();
    if (first != null) {
      into.add(first);
      return false;
    }
    if (consensusInARow < CONSENSUS_IN_A_ROW) {
      for (int i = 0; i < consensus.size(); i++) {
        nextConsensus = (nextConsensus + 1) % consensus.size();
        ReplicaInput input = consensus.get(nextConsensus).poll();
        if (input != null) {
          consensusInARow++;
          into.add(input);
          return false;
        }
      }
    }
    consensusInARow = 0;
    for (int i = 0; i < bulk.size(); i++) {
      nextBulk = (nextBulk + 1) % bulk.size();
      ReplicaInput input = bulk.get(nextBulk).poll();
      if (input != null) {
        into.add(input);
        return true;
      }
    }
    return next(into);
  }

  private static List<Lane> lanes(int count) {
    List<Lane> lanes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lanes.add(new Lane());
    }
    return lanes;
  }
}
