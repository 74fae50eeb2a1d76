package io.quorate.replica;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Hash;
import io.quorate.replica.ReplicaEffect.CancelTimer;
import io.quorate.replica.ReplicaEffect.Everyone;
import io.quorate.replica.ReplicaEffect.Note;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.OutgoingEngineMessage;
import io.quorate.replica.ReplicaEffect.Recipients;
import io.quorate.replica.ReplicaEffect.StartTimer;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Runs the engine of one epoch inside the replica: queues its events, turns its effects into the
 * replica's. The next epoch has a host and an engine of its own. Not thread-safe.
 */
final class EngineHost {
  private final Epoch epoch;
  private final Ledger ledger;
  private final ChainTip tip;
  private final PayloadSource payloads;
  private final BlockFetcher fetcher;
  private final OutgoingStage outgoing;
  private final Replica.Delivery delivery;
  private final BlockValidator validator;
  private final ConsensusEngine engine;
  private final Deque<Event> events = new ArrayDeque<>();
  private final SortedSet<String> timers = new TreeSet<>();
  private ReplicaEffects out = effect -> {};
  private long now;
  private long view;
  private int leader = -1;

  EngineHost(
      ReplicaConfig config,
      int self,
      Epoch epoch,
      Ledger ledger,
      ChainTip tip,
      PayloadSource payloads,
      BlockFetcher fetcher,
      OutgoingStage outgoing,
      Replica.Delivery delivery) {
    this.epoch = epoch;
    this.ledger = ledger;
    this.tip = tip;
    this.payloads = payloads;
    this.fetcher = fetcher;
    this.outgoing = outgoing;
    this.delivery = delivery;
    this.validator = new BlockValidator(epoch, config.proposals());
    this.engine = config.engine().create(epoch, self);
  }

  /** Queues the engine's first event. */
  void start() {
    events.add(
        new Event.Started(
            ledger.safetyState(epoch.number()),
            tip.committed(),
            tip.uncommitted(ledger, epoch.number()),
            tip.executed()));
  }

  /** The epoch is over: nothing of this engine is to happen any more. */
  void stop(ReplicaEffects effects) {
    events.clear();
    timers.forEach(name -> effects.emit(new CancelTimer(ReplicaTimer.Owner.ENGINE, name)));
    timers.clear();
    payloads.forgetRequest();
    fetcher.clear();
  }

  void enqueue(Event event) {
    events.add(event);
  }

  /** A verified message of this epoch. */
  void received(PeerMessage.EngineMessageOf message) {
    events.add(new Event.MessageReceived(message.message()));
  }

  void expired(ReplicaTimer timer) {
    if (timer.epoch() == epoch.number()) {
      events.add(new Event.TimerExpired(timer.id()));
    }
  }

  /**
   * Tells the engine of a block that others certified. What it persists about that needs no sync of
   * its own: it is written behind the block, and durable before this replica says anything.
   */
  void committedElsewhere(Block block, long nowMillis, ReplicaEffects effects) {
    events.add(new Event.CommittedElsewhere(block));
    outgoing.deferSync(true);
    drain(nowMillis, effects);
    outgoing.deferSync(false);
  }

  /** Lets the engine handle everything queued, what it causes itself included. */
  void drain(long nowMillis, ReplicaEffects effects) {
    now = nowMillis;
    out = effects;
    do {
      Event event = events.poll();
      while (event != null) {
        engine.handle(event, this::perform);
        event = events.poll();
      }
      payloads.answer(now).ifPresent(events::add);
    } while (!events.isEmpty());
  }

  long view() {
    return view;
  }

  int leader() {
    return leader;
  }

  Hash stateHash() {
    return engine.stateHash();
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Broadcast e -> send(new Everyone(), e.message());
      case Effect.Send e -> send(new One(e.validator()), e.message());
      case Effect.Persist e -> persist(e);
      case Effect.StartTimer e -> {
        timers.add(e.timer().name());
        out.emit(
            new StartTimer(
                new ReplicaTimer(ReplicaTimer.Owner.ENGINE, epoch.number(), e.timer()),
                e.delayMillis()));
      }
      case Effect.CancelTimer e -> {
        timers.remove(e.name());
        out.emit(new CancelTimer(ReplicaTimer.Owner.ENGINE, e.name()));
      }
      case Effect.RequestPayload e -> payloads.request(e);
      case Effect.ValidateBlock e ->
          events.add(
              new Event.BlockValidated(
                  e.block().hash(), validator.validate(e.block(), e.parent(), now)));
      case Effect.FetchBlock e -> fetcher.fetch(e, out);
      case Effect.Commit e -> delivery.commit(e.block());
      case Effect.ReportEvidence e -> delivery.caught(e.evidence());
      case Effect.EnteredView e -> {
        view = e.view();
        leader = e.leader();
        out.emit(new ReplicaEffect.EnteredView(view, leader));
      }
      case Effect.Note e -> out.emit(new Note(e.rule(), e.text()));
    }
  }

  private void persist(Effect.Persist effect) {
    WriteBatch batch = new WriteBatch();
    for (Block block : effect.blocks()) {
      tip.store(block, ledger, batch);
    }
    ledger.storeSafetyState(epoch.number(), effect.safetyState(), batch);
    outgoing.persist(batch, out);
  }

  private void send(Recipients recipients, io.quorate.consensus.engine.EngineMessage message) {
    outgoing.send(recipients, new OutgoingEngineMessage(epoch.number(), message), out);
  }
}
