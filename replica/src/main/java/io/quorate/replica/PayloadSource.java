package io.quorate.replica;

import io.quorate.application.Proposal;
import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.Effect.Demand;
import io.quorate.consensus.engine.Effect.RequestPayload;
import io.quorate.consensus.engine.Event.PayloadReady;
import io.quorate.crypto.Hash;
import io.quorate.mempool.Mempool;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Answers the engine's request for a payload from the mempool and the evidence pool, without
 * repeating what the chain carries already and as the application shapes it. A request that may not
 * be answered with nothing is held until there is something. Not thread-safe.
 */
final class PayloadSource {
  private final ChainParameters parameters;
  private final Mempool mempool;
  private final EvidencePool evidence;
  private final ProposalRules rules;
  private final Map<Hash, Block> unexecuted = new LinkedHashMap<>();

  /** In how many committed blocks that are not executed yet each transaction or offence stands. */
  private final Map<Hash, Integer> carried = new LinkedHashMap<>();

  private Optional<RequestPayload> held = Optional.empty();

  /** Whether nothing was found to wait, and nothing changed since. */
  private boolean nothingWaits;

  /** Whether anything changed since the held request was last found to have no answer. */
  private boolean changed;

  PayloadSource(
      ChainParameters parameters, Mempool mempool, EvidencePool evidence, ProposalRules rules) {
    this.parameters = parameters;
    this.mempool = mempool;
    this.evidence = evidence;
    this.rules = rules;
  }

  /** Remembers a request, replacing an older one; {@link #answer} decides. */
  void request(RequestPayload request) {
    held = Optional.of(request);
    changed = true;
  }

  /** The engine that asked is gone. */
  void forgetRequest() {
    held = Optional.empty();
  }

  void committed(Block block) {
    unexecuted.put(block.hash(), block);
    names(block).forEach(name -> carried.merge(name, 1, Integer::sum));
    arrived();
  }

  void executed(Block block) {
    unexecuted.remove(block.hash());
    names(block)
        .forEach(name -> carried.computeIfPresent(name, (_, in) -> in == 1 ? null : in - 1));
    arrived();
  }

  /** Something came into the mempool or the evidence pool. */
  void arrived() {
    changed = true;
    nothingWaits = false;
  }

  /**
   * What waits longest of all that no committed block carries; what is only to be executed waits
   * for no proposal, and no leader is to blame for it.
   *
   * @param known what this said last; while that holds, the answer costs next to nothing
   */
  Optional<Hash> oldest(Optional<Hash> known) {
    if (nothingWaits) {
      return Optional.empty();
    }
    Optional<Hash> oldest =
        known
            .filter(id -> mempool.contains(id) && !carried.containsKey(id))
            .or(() -> mempool.oldest(carried::containsKey))
            .or(() ->
                evidence.batch(carried::containsKey).stream()
                    .map(Equivocation::offence)
                    .findFirst());
    nothingWaits = oldest.isEmpty();
    return oldest;
  }

  /** The answer to the held request, when there is one to give now. */
  Optional<PayloadReady> answer(long nowMillis) {
    if (held.isEmpty() || !changed) {
      return Optional.empty();
    }
    changed = false;
    RequestPayload request = held.get();
    if (request.demand() == Demand.AS_MUCH && !asMuchWaits(request.uncommitted())) {
      return Optional.empty();
    }
    long time = Math.max(nowMillis, request.parent().header().timeMillis());
    Payload payload = collect(request.parent().height() + 1, time, request.uncommitted());
    if (payload.isEmpty() && request.demand() != Demand.NONE && !stuck(request.uncommitted())) {
      return Optional.empty();
    }
    held = Optional.empty();
    return Optional.of(new PayloadReady(request.view(), request.parent().hash(), payload, time));
  }

  /**
   * Whether as many transactions wait as these blocks carry together, or as fill a block. The
   * mempool keeps what is proposed until it is executed; this counts what is certain, so an answer
   * comes rather late than small.
   */
  private boolean asMuchWaits(List<Block> uncommitted) {
    int underWay =
        uncommitted.stream().mapToInt(block -> block.payload().transactions().size()).sum();
    int waiting = mempool.size() - carried.size() - underWay;
    return waiting >= Math.clamp(underWay, 1, parameters.maxBlockTransactions());
  }

  private Payload collect(long height, long timeMillis, List<Block> uncommitted) {
    Set<Hash> names = new LinkedHashSet<>();
    uncommitted.forEach(block -> names.addAll(names(block)));
    Predicate<Hash> known = name -> carried.containsKey(name) || names.contains(name);
    List<Transaction> transactions =
        mempool.batch(parameters.maxBlockTransactions(), parameters.maxBlockBytes(), height, known);
    return new Payload(
        rules.shape(new Proposal(height, timeMillis, transactions)), evidence.batch(known));
  }

  private static Set<Hash> names(Block block) {
    Set<Hash> names = new LinkedHashSet<>();
    for (Transaction transaction : block.payload().transactions()) {
      names.add(transaction.id());
    }
    for (Equivocation each : block.payload().evidence()) {
      names.add(each.offence());
    }
    return names;
  }

  /**
   * Whether what pends can never be proposed (it expires at the next height, say) and nothing under
   * way will clear it: an empty block then moves the chain on, so that it expires instead of
   * keeping the view timers running.
   */
  private boolean stuck(List<Block> uncommitted) {
    boolean underWay =
        Stream.concat(unexecuted.values().stream(), uncommitted.stream())
            .anyMatch(block -> !block.payload().isEmpty());
    return !mempool.isEmpty() && !underWay;
  }
}
