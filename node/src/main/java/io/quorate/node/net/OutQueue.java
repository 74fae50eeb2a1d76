package io.quorate.node.net;

import io.quorate.node.net.TransportMetrics.Drop;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one lane of one peer: a bounded queue per class. Thread-safe; every operation is a
 * few steps under one lock.
 */
final class OutQueue {
  private static final class Waiting {
    final ArrayDeque<OutFrame> frames = new ArrayDeque<>();
    final QueueLimit limit;
    long bytes;

    Waiting(QueueLimit limit) {
      this.limit = limit;
    }

    boolean fits(OutFrame frame) {
      return frames.size() < limit.messages() && bytes + frame.size() <= limit.bytes();
    }

    @Nullable OutFrame take() {
      OutFrame frame = frames.poll();
      if (frame != null) {
        bytes -= frame.size();
      }
      return frame;
    }
  }

  private final Lane lane;
  private final List<TrafficClass> classes;
  private final Map<TrafficClass, Waiting> waiting = new EnumMap<>(TrafficClass.class);
  private final TransportMetrics metrics;

  /** Whose turn it is, as a position in the lane's classes. */
  private int turn;

  OutQueue(Lane lane, TransportConfig.Tuning tuning, TransportMetrics metrics) {
    this.lane = lane;
    this.classes = lane.classes();
    this.metrics = metrics;
    for (TrafficClass trafficClass : classes) {
      waiting.put(trafficClass, new Waiting(tuning.limit(trafficClass)));
    }
  }

  /** Whether {@code frame} waits now; making room for it may have dropped older ones. */
  synchronized boolean offer(OutFrame frame) {
    Waiting queue = queue(frame.trafficClass());
    int dropped = 0;
    if (frame.trafficClass() == TrafficClass.CONSENSUS && frame.size() <= queue.limit.bytes()) {
      while (!queue.fits(frame) && queue.take() != null) {
        dropped++;
      }
    }
    boolean fits = queue.fits(frame);
    if (fits) {
      queue.frames.add(frame);
      queue.bytes += frame.size();
    } else {
      dropped++;
    }
    if (dropped > 0) {
      metrics.dropped(frame.trafficClass(), Drop.QUEUE_FULL, dropped);
    }
    return fits;
  }

  /** The next frame, the classes of the lane in turn; null when nothing waits. */
  synchronized @Nullable OutFrame poll() {
    for (int i = 0; i < classes.size(); i++) {
      TrafficClass trafficClass = classes.get(turn);
      turn = (turn + 1) % classes.size();
      OutFrame frame = queue(trafficClass).take();
      if (frame != null) {
        return frame;
      }
    }
    return null;
  }

  /** Bytes waiting in all classes. */
  synchronized long bytes() {
    return waiting.values().stream().mapToLong(queue -> queue.bytes).sum();
  }

  /** Forgets everything, as the connection it waited for is gone. */
  synchronized void clear() {
    waiting.forEach((trafficClass, queue) -> {
      if (!queue.frames.isEmpty()) {
        metrics.dropped(trafficClass, Drop.CONNECTION_LOST, queue.frames.size());
      }
      queue.frames.clear();
      queue.bytes = 0;
    });
  }

  private Waiting queue(TrafficClass trafficClass) {
    Waiting queue = waiting.get(trafficClass);
    if (queue == null) {
      throw new IllegalArgumentException(trafficClass + " does not travel on " + lane);
    }
    return queue;
  }
}
