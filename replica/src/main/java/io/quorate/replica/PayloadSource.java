package io.quorate.replica;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.Effect.RequestPayload;
import io.quorate.consensus.engine.Event.PayloadReady;
import io.quorate.crypto.Hash;
import io.quorate.mempool.Mempool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers the engine's request for a payload from the mempool and the evidence pool, without
 * repeating what the chain carries already. A request that may not be answered with nothing is held
 * until there is something. Not thread-safe.
 */
final class PayloadSource {
  private final ChainParameters parameters;
  private final Mempool mempool;
  private final EvidencePool evidence;
  private final Map<Hash, Block> unexecuted = new LinkedHashMap<>();
  private Optional<RequestPayload> held = Optional.empty();

  /** Whether anything changed since the held request was last found to have no answer. */
  private boolean changed;

  PayloadSource(ChainParameters parameters, Mempool mempool, EvidencePool evidence) {
    this.parameters = parameters;
    this.mempool = mempool;
    this.evidence = evidence;
  }

  /** Remembers a request, replacing an older one; {@link #answer} decides. */
  void request(RequestPayload request) {
    held = Optional.of(request);
    changed = true;
  }

  void committed(Block block) {
    unexecuted.put(block.hash(), block);
    changed = true;
  }

  void executed(Block block) {
    unexecuted.remove(block.hash());
    changed = true;
  }

  /** Something came into the mempool or the evidence pool. */
  void arrived() {
    changed = true;
  }

  /** The answer to the held request, when there is one to give now. */
  Optional<PayloadReady> answer(long nowMillis) {
    if (held.isEmpty() || !changed) {
      return Optional.empty();
    }
    changed = false;
    RequestPayload request = held.get();
    List<Block> carried = new ArrayList<>(unexecuted.values());
    carried.addAll(request.uncommitted());
    Payload payload = collect(request.parent().height() + 1, carried);
    if (payload.isEmpty() && !request.allowEmpty() && !stuck(carried)) {
      return Optional.empty();
    }
    held = Optional.empty();
    long time = Math.max(nowMillis, request.parent().header().timeMillis());
    return Optional.of(new PayloadReady(request.view(), request.parent().hash(), payload, time));
  }

  private Payload collect(long height, List<Block> carried) {
    Set<Hash> known = new LinkedHashSet<>();
    for (Block block : carried) {
      for (Transaction transaction : block.payload().transactions()) {
        known.add(transaction.id());
      }
      for (Equivocation each : block.payload().evidence()) {
        known.add(each.offence());
      }
    }
    return new Payload(
        mempool.batch(
            parameters.maxBlockTransactions(), parameters.maxBlockBytes(), height, known::contains),
        evidence.batch(known::contains));
  }

  /**
   * Whether what pends can never be proposed (it expires at the next height, say) and nothing under
   * way will clear it: an empty block then moves the chain on, so that it expires instead of
   * keeping the view timers running.
   */
  private boolean stuck(List<Block> carried) {
    boolean underWay = carried.stream().anyMatch(block -> !block.payload().isEmpty());
    return !mempool.isEmpty() && !underWay;
  }
}
