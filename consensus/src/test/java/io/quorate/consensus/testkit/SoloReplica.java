package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TimerId;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One real replica among scripted peers. It records what the replica does, message by message. */
public class SoloReplica {
  public final Fixture fixture;
  public final int self;
  public final List<Effect> effects = new ArrayList<>();
  public Optional<Bytes> safety = Optional.empty();
  public final List<Block> durable = new ArrayList<>();
  public Verdict validation = Verdict.accept();
  public boolean validates = true;
  private ConsensusEngine engine;
  private final Deque<Event> queue = new ArrayDeque<>();

  public SoloReplica(Fixture fixture, int self) {
    this.fixture = fixture;
    this.self = self;
    this.engine = fixture.factory.create(fixture.epoch, self);
    handle(new Event.Started(Optional.empty(), fixture.root(), List.of(), 0));
  }

  /** The process stops and starts again with what is durable. */
  public final void restart() {
    engine = fixture.factory.create(fixture.epoch, self);
    effects.clear();
    handle(new Event.Started(safety, fixture.root(), List.copyOf(durable), 0));
  }

  /** A peer's message, which must pass the verifier. */
  public final void receive(SignedMessage message) {
    Verdict verdict = fixture.verifier().verify(message);
    if (!verdict.accepted()) {
      throw new AssertionError("refused: " + verdict);
    }
    handle(new Event.MessageReceived(message));
  }

  public final void handle(Event event) {
    queue.add(event);
    while (!queue.isEmpty()) {
      List<Effect> now = new ArrayList<>();
      engine.handle(queue.removeFirst(), now::add);
      now.forEach(this::perform);
    }
  }

  public final void expire() {
    handle(new Event.TimerExpired(timer().orElseThrow()));
  }

  public final Optional<TimerId> timer() {
    Optional<TimerId> running = Optional.empty();
    for (Effect effect : effects) {
      if (effect instanceof Effect.StartTimer start) {
        running = Optional.of(start.timer());
      } else if (effect instanceof Effect.CancelTimer) {
        running = Optional.empty();
      }
    }
    return running;
  }

  public final List<Long> delays() {
    return all(Effect.StartTimer.class).stream().map(Effect.StartTimer::delayMillis).toList();
  }

  public final List<Block> commits() {
    return all(Effect.Commit.class).stream().map(Effect.Commit::block).toList();
  }

  public final List<Equivocation> evidence() {
    return all(Effect.ReportEvidence.class).stream().map(Effect.ReportEvidence::evidence).toList();
  }

  public final long view() {
    return all(Effect.EnteredView.class).getLast().view();
  }

  /** Whether a rule left a note. */
  public final boolean noted(String label) {
    return all(Effect.Note.class).stream().anyMatch(note -> note.rule().equals(label));
  }

  /** The engine itself, to be measured. */
  public final ConsensusEngine engine() {
    return engine;
  }

  public final Hash stateHash() {
    return engine.stateHash();
  }

  /** The effects of one kind since the start or the last restart. */
  public final <T extends Effect> List<T> all(Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void perform(Effect effect) {
    effects.add(effect);
    switch (effect) {
      case Effect.Broadcast broadcast -> echo(broadcast.message());
      case Effect.Send send -> {
        if (send.message().toSign().isPresent() || send.validator() == self) {
          echo(send.message());
        }
      }
      case Effect.Persist persist -> {
        safety = Optional.of(persist.safetyState());
        durable.addAll(persist.blocks());
      }
      case Effect.ValidateBlock validate -> {
        if (validates) {
          queue.add(new Event.BlockValidated(validate.block().hash(), validation));
        }
      }
      case Effect.StartTimer _,
          Effect.CancelTimer _,
          Effect.RequestPayload _,
          Effect.FetchBlock _,
          Effect.Commit _,
          Effect.ReportEvidence _,
          Effect.EnteredView _,
          Effect.Note _ -> {}
    }
  }

  private void echo(EngineMessage message) {
    queue.add(new Event.MessageReceived(fixture.signed(self, message)));
  }
}
