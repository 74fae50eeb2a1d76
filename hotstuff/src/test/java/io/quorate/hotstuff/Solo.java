package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TimerId;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One real replica among scripted peers. It records what the replica does, message by message. */
final class Solo {
  final Scribe scribe;
  final int self;
  final List<Effect> effects = new ArrayList<>();
  Optional<Bytes> safety = Optional.empty();
  final List<Block> durable = new ArrayList<>();
  Verdict validation = Verdict.accept();
  boolean validates = true;
  private ConsensusEngine engine;
  private final Deque<Event> queue = new ArrayDeque<>();

  Solo(Scribe scribe, int self) {
    this.scribe = scribe;
    this.self = self;
    this.engine = new HotStuffFactory().create(scribe.fixture.epoch, self);
    handle(new Event.Started(Optional.empty(), scribe.root(), List.of(), 0));
  }

  /** The process stops and starts again with what is durable. */
  void restart() {
    engine = new HotStuffFactory().create(scribe.fixture.epoch, self);
    effects.clear();
    handle(new Event.Started(safety, scribe.root(), List.copyOf(durable), 0));
  }

  /** A peer's message, which must pass the verifier. */
  void receive(SignedMessage message) {
    Verdict verdict =
        new HotStuffFactory().verifier(scribe.fixture.epoch, tx -> true).verify(message);
    if (!verdict.accepted()) {
      throw new AssertionError("refused: " + verdict);
    }
    handle(new Event.MessageReceived(message));
  }

  void handle(Event event) {
    queue.add(event);
    while (!queue.isEmpty()) {
      List<Effect> now = new ArrayList<>();
      engine.handle(queue.removeFirst(), now::add);
      now.forEach(this::perform);
    }
  }

  void propose(Block block) {
    receive(scribe.proposal(block));
  }

  void expire() {
    handle(new Event.TimerExpired(timer().orElseThrow()));
  }

  Optional<TimerId> timer() {
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

  List<Long> delays() {
    return all(Effect.StartTimer.class).stream().map(Effect.StartTimer::delayMillis).toList();
  }

  List<VoteContent> votes() {
    return all(Effect.Send.class).stream()
        .map(Effect.Send::message)
        .filter(Vote.class::isInstance)
        .map(m -> ((Vote) m).content())
        .toList();
  }

  List<Hash> votedFor() {
    return votes().stream().map(VoteContent::subject).toList();
  }

  List<Timeout> timeouts() {
    return all(Effect.Broadcast.class).stream()
        .map(Effect.Broadcast::message)
        .filter(Timeout.class::isInstance)
        .map(Timeout.class::cast)
        .toList();
  }

  List<Block> commits() {
    return all(Effect.Commit.class).stream().map(Effect.Commit::block).toList();
  }

  List<Equivocation> evidence() {
    return all(Effect.ReportEvidence.class).stream().map(Effect.ReportEvidence::evidence).toList();
  }

  long view() {
    return all(Effect.EnteredView.class).getLast().view();
  }

  boolean noted(Rule rule) {
    return all(Effect.Note.class).stream().anyMatch(note -> note.rule().equals(rule.label()));
  }

  Hash stateHash() {
    return engine.stateHash();
  }

  <T extends Effect> List<T> all(Class<T> kind) {
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
    queue.add(new Event.MessageReceived(scribe.signed(self, message)));
  }
}
