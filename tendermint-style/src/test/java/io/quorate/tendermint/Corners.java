package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Situations that whole clusters seldom get into, for the rules that need them. */
final class Corners {
  private Corners() {}

  static List<Effect.Note> all() {
    List<Effect.Note> notes = new ArrayList<>();
    notes.addAll(refusing().all(Effect.Note.class));
    notes.addAll(late().all(Effect.Note.class));
    notes.addAll(farBehind().all(Effect.Note.class));
    notes.addAll(lagging().all(Effect.Note.class));
    notes.addAll(ended());
    notes.addAll(mute());
    return notes;
  }

  /** The host refuses, a stranger proposes, a peer waits. */
  private static Solo refusing() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 3);
    replica.validation = Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no");
    replica.receive(scribe.status(1, 1, 0, -1, true));
    replica.propose(scribe.block(scribe.root(), 0, 2, Payload.EMPTY));
    replica.propose(scribe.block(scribe.root(), 0, Payload.EMPTY));
    return replica;
  }

  /** A polka of round 0 arrives in round 2. */
  private static Solo late() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 2);
    Block a = scribe.block(scribe.root(), 0, scribe.fixture.payload(1));
    replica.propose(a);
    replica.receive(scribe.prevote(0, 2, Hash.ZERO));
    replica.receive(scribe.prevote(1, 2, Hash.ZERO));
    replica.receive(
        scribe.fixture.signed(0, new Votes(List.of(), Optional.of(scribe.polka(a, 0)))));
    return replica;
  }

  /** A decision three times Δ above. */
  private static Solo farBehind() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 3);
    Block at = scribe.root();
    for (int i = 0; i < 3 * scribe.fixture.epoch.parameters().executionLag(); i++) {
      at = scribe.block(at, 0, Payload.EMPTY);
    }
    replica.receive(scribe.fixture.signed(0, new Decision(scribe.decision(at, 0))));
    return replica;
  }

  /** Δ heights are decided, none is executed. */
  private static Solo lagging() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo replica = new Solo(scribe, 3);
    Block at = scribe.root();
    for (int i = 0; i <= scribe.fixture.epoch.parameters().executionLag(); i++) {
      at = scribe.block(at, 0, Payload.EMPTY);
      replica.propose(at);
      replica.receive(scribe.fixture.signed(0, new Decision(scribe.decision(at, 0))));
    }
    Block next = scribe.block(at, 0, Payload.EMPTY);
    replica.propose(next);
    return replica;
  }

  /** The epoch has one height. */
  private static List<Effect.Note> ended() {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Epoch open = scribe.fixture.epoch;
    Epoch one =
        new Epoch(
            open.chain(),
            open.number(),
            1,
            1,
            open.engine(),
            open.validators(),
            open.parameters(),
            open.scheme());
    List<Effect> effects = new ArrayList<>();
    ConsensusEngine engine = new TendermintFactory().create(one, 3);
    engine.handle(new Event.Started(Optional.empty(), scribe.root(), List.of(), 0), effects::add);
    Block a = scribe.block(scribe.root(), 0, Payload.EMPTY);
    engine.handle(new Event.MessageReceived(scribe.proposal(a)), effects::add);
    engine.handle(
        new Event.MessageReceived(scribe.fixture.signed(0, new Decision(scribe.decision(a, 0)))),
        effects::add);
    return notes(effects);
  }

  /** The replica remembers words of height 2, its log ends at 0. */
  static List<Effect.Note> mute() {
    List<Effect> effects = new ArrayList<>();
    muted(effects);
    return notes(effects);
  }

  static ConsensusEngine muted(List<Effect> effects) {
    Scribe scribe = new Scribe(Tendermint.fixture(4));
    Solo before = new Solo(scribe, 3);
    Block a = scribe.block(scribe.root(), 0, Payload.EMPTY);
    before.propose(a);
    before.receive(scribe.fixture.signed(0, new Decision(scribe.decision(a, 0))));
    before.propose(scribe.block(a, 0, Payload.EMPTY));
    SafetyRecord record = SafetyRecord.decode(before.safety.orElseThrow()).orThrow();
    SafetyRecord forgetful =
        new SafetyRecord(
            record.height(),
            record.round(),
            record.step(),
            record.locked(),
            record.valid(),
            record.polka(),
            record.proposal(),
            record.prevote(),
            record.precommit(),
            record.signed(),
            Optional.empty());
    ConsensusEngine engine = new TendermintFactory().create(scribe.fixture.epoch, 3);
    engine.handle(
        new Event.Started(Optional.of(forgetful.encoded()), scribe.root(), List.of(), 0),
        effects::add);
    engine.handle(new Event.MessageReceived(scribe.proposal(a)), effects::add);
    engine.handle(new Event.BlockValidated(a.hash(), Verdict.accept()), effects::add);
    return engine;
  }

  private static List<Effect.Note> notes(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Note.class::isInstance)
        .map(Effect.Note.class::cast)
        .toList();
  }
}
