package io.quorate.node.net;

import java.util.Arrays;
import java.util.List;

/** The two connections of a pair of nodes. */
enum Lane {
  /** Carries {@link TrafficClass#CONSENSUS} alone. */
  CONSENSUS,

  /** Carries the rest. */
  BULK;

  /** What it carries; classes that share a lane take turns, message by message. */
  List<TrafficClass> classes() {
    return Arrays.stream(TrafficClass.values()).filter(c -> c.lane() == this).toList();
  }
}
