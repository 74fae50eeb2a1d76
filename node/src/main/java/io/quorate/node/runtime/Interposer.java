package io.quorate.node.runtime;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Bytes;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import java.util.List;
import java.util.Optional;

/**
 * Stands between a replica and everything around it, and may change whatever passes: how a node is
 * made to lie for a test. A node has none unless its starter hands one in; no configuration names
 * one. Called from several threads, so thread-safe.
 */
public interface Interposer {
  /** What the replica is to read in the place of its store. */
  KeyValueStore store(KeyValueStore disk);

  /** What the replica is to hear of an input; empty for nothing. */
  Optional<ReplicaInput> hears(ReplicaInput input);

  /** What is to be done about an input where the replica wants {@code effects}. */
  List<ReplicaEffect> does(ReplicaInput input, List<ReplicaEffect> effects);

  /** What to answer to a peer's request where an honest node answers {@code honest}. */
  List<PeerMessage> answers(int peer, PeerMessage honest);

  /** What to put on the wire to a peer in the place of {@code encoded}. */
  Bytes sends(int peer, Bytes encoded);
}
