package io.quorate.devnet.byzantine;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.node.api.ApiConfig;
import io.quorate.node.net.TransportConfig;
import io.quorate.node.runtime.FirstStart;
import io.quorate.node.runtime.Interposer;
import io.quorate.node.runtime.NodeOptions;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.byzantine.Aim;
import io.quorate.simulator.byzantine.ByzantineReplica;
import io.quorate.simulator.byzantine.EngineLies;
import io.quorate.simulator.byzantine.Lie;
import io.quorate.simulator.byzantine.LieKind;
import io.quorate.simulator.seed.Draw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Byzantine replica between a node's replica and its host. It lies at every occasion, to about
 * half of the others. Thread-safe: one call at a time.
 */
public final class LyingNode implements Interposer {
  private final ByzantineReplica replica;

  private LyingNode(ByzantineReplica replica) {
    this.replica = replica;
  }

  /**
   * What to run in the place of an honest node: one that lies, or two under one key.
   *
   * @param seed what it draws its choices from; equal seeds do not make equal runs, since time and
   *     threads are real
   */
  public static List<NodeOptions> nodes(NodeOptions honest, List<LieKind> kinds, long seed) {
    Epoch epoch = honest.genesis().epoch(SignatureSchemes.of(honest.genesis().scheme()));
    ByzantineReplica replica =
        new ByzantineReplica(
            honest.self(),
            epoch,
            honest.key(),
            EngineLies.of(epoch.engine()),
            kinds.stream()
                .map(kind -> new Lie(kind, Aim.at(victims(epoch, honest.self()))))
                .toList(),
            new Draw(seed));
    List<NodeOptions> nodes = new ArrayList<>();
    nodes.add(honest.with(new LyingNode(replica)));
    if (replica.twin()) {
      nodes.add(twin(honest));
    }
    return nodes;
  }

  /** Every second one of the others, beginning with the next. */
  private static List<Integer> victims(Epoch epoch, int self) {
    int size = epoch.validators().size();
    List<Integer> victims = new ArrayList<>();
    for (int step = 1; step < size; step += 2) {
      victims.add((self + step) % size);
    }
    return victims;
  }

  /** The same key with a memory of its own; nobody knows its address, so it calls the others. */
  private static NodeOptions twin(NodeOptions honest) {
    TransportConfig transport = honest.transport();
    Path data = honest.dataDir().resolveSibling("data-twin");
    try {
      FirstStart.allow(data); // It is to contradict the other one.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new NodeOptions(
        honest.name() + "-twin",
        honest.genesis(),
        honest.self(),
        honest.key(),
        data,
        new TransportConfig(
            transport.ownIndex(),
            transport.key(),
            transport.chain(),
            transport.peers(),
            transport.bindHost(),
            0,
            transport.tuning()),
        ApiConfig.of(honest.api().host(), 0),
        honest.verificationThreads(),
        Optional.empty());
  }

  @Override
  public KeyValueStore store(KeyValueStore disk) {
    return replica.store(disk);
  }

  @Override
  public synchronized Optional<ReplicaInput> hears(ReplicaInput input) {
    return replica.hears(input);
  }

  @Override
  public synchronized List<ReplicaEffect> does(ReplicaInput input, List<ReplicaEffect> effects) {
    return replica.does(input, effects);
  }

  @Override
  public synchronized List<PeerMessage> answers(int peer, PeerMessage honest) {
    return replica.answers(peer, honest);
  }

  @Override
  public synchronized Bytes sends(int peer, Bytes encoded) {
    return replica.sends(peer, encoded);
  }
}
