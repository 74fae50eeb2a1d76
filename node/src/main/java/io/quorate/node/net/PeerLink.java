package io.quorate.node.net;

import io.quorate.node.net.TransportMetrics.Drop;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One peer: its queues, its current connections, and whether it is up. Thread-safe. */
final class PeerLink {
  private static final class LaneState {
    final OutQueue queue;
    volatile @Nullable Connection connection;

    LaneState(OutQueue queue) {
      this.queue = queue;
    }
  }

  private final PeerAddress address;
  private final Map<Lane, LaneState> lanes = new EnumMap<>(Lane.class);
  private final TransportListener listener;
  private final TransportMetrics metrics;
  private volatile boolean up;

  PeerLink(
      PeerAddress address,
      TransportConfig.Tuning tuning,
      TransportListener listener,
      TransportMetrics metrics) {
    this.address = address;
    this.listener = listener;
    this.metrics = metrics;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneState(new OutQueue(lane, tuning, metrics)));
    }
  }

  PeerAddress address() {
    return address;
  }

  /** Whether both lanes stand. */
  boolean up() {
    return up;
  }

  /** Whether the frame is on its way, as far as this node can tell. */
  boolean send(OutFrame frame) {
    LaneState lane = lane(frame.trafficClass().lane());
    Connection connection = lane.connection;
    if (connection == null) {
      metrics.dropped(frame.trafficClass(), Drop.NOT_CONNECTED, 1);
      return false;
    }
    boolean queued = lane.queue.offer(frame);
    if (queued) {
      connection.wake();
    }
    return queued;
  }

  OutQueue queue(Lane lane) {
    return lane(lane).queue;
  }

  /**
   * A connection has authenticated. It takes the place of an earlier one, which may be dead without
   * knowing.
   */
  synchronized void attach(Lane lane, Connection connection) {
    LaneState state = lane(lane);
    Connection before = state.connection;
    state.connection = connection;
    if (before != null) {
      before.close();
    }
    refresh();
  }

  /** A connection has closed; one that was replaced no longer matters. */
  synchronized void detach(Lane lane, Connection connection) {
    LaneState state = lane(lane);
    if (state.connection == connection) {
      state.connection = null;
      state.queue.clear();
      refresh();
    }
  }

  /** Closes both connections; a new one may come. */
  void close() {
    for (LaneState state : lanes.values()) {
      Connection connection = state.connection;
      if (connection != null) {
        connection.close();
      }
    }
  }

  private void refresh() {
    boolean now = lanes.values().stream().allMatch(state -> state.connection != null);
    if (now == up) {
      return;
    }
    up = now;
    if (now) {
      listener.peerUp(address.index());
    } else {
      listener.peerDown(address.index());
    }
  }

  private LaneState lane(Lane lane) {
    LaneState state = lanes.get(lane);
    if (state == null) {
      throw new IllegalStateException("no lane " + lane);
    }
    return state;
  }
}
