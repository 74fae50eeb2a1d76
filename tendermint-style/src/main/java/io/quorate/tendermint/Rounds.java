package io.quorate.tendermint;

import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.TimerId;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.RoundInput.Ahead;
import io.quorate.tendermint.RoundInput.AnyPrecommits;
import io.quorate.tendermint.RoundInput.AnyPrevotes;
import io.quorate.tendermint.RoundInput.Expired;
import io.quorate.tendermint.RoundInput.Fruitless;
import io.quorate.tendermint.RoundInput.NilPolka;
import io.quorate.tendermint.RoundInput.Polka;
import io.quorate.tendermint.RoundInput.Proposed;
import io.quorate.tendermint.RoundInput.ProposedAgain;
import io.quorate.tendermint.RoundInput.Start;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From facts to the inputs of {@link RoundRules}, and from its outputs to deeds, for the rounds of
 * one height.
 */
final class Rounds {
  private final State state;
  private final RoundRules rules;
  private final Judge judge;
  private final Speaker speaker;
  private final Timers timers;
  private final Fetcher fetcher;
  private final Future future;
  private final Offences offences;

  Rounds(
      State state,
      RoundRules rules,
      Judge judge,
      Speaker speaker,
      Timers timers,
      Fetcher fetcher,
      Future future,
      Offences offences) {
    this.state = state;
    this.rules = rules;
    this.judge = judge;
    this.speaker = speaker;
    this.timers = timers;
    this.fetcher = fetcher;
    this.future = future;
    this.offences = offences;
  }

  /** Lets one rule fire that is due, in the order of their effect; false when none is. */
  boolean step() {
    if (state.over()) {
      return false;
    }
    return fire(ahead())
        || fire(proposed())
        || fire(polka())
        || refresh()
        || fire(anyPrevotes())
        || fire(fruitless())
        || fire(anyPrecommits());
  }

  /** The timer of a step ran out. */
  void expired(TimerId timer) {
    Optional<Step> step = timers.expired(timer);
    if (step.isEmpty() || !fire(step.map(Expired::new))) {
      state.out.note(Rule.IGNORE, "stale timer " + timer.name() + " of round " + timer.view());
    }
  }

  /** Line 11. */
  void enter(long round) {
    timers.leaveRound();
    state.proposer = state.rotation.proposer(state.height(), round);
    state.proposal = Optional.empty();
    state.woken = false;
    fire(Optional.of(new Start(round, state.proposer == state.self)));
    state.votes.prune(round);
    offences.prune();
    state.values.retain(wanted());
    fetcher.retry();
    state.out.emit(new Effect.EnteredView(round, state.proposer));
    state.replay.addAll(future.upTo(round));
    carryOn();
  }

  /** After a restart: the round goes on where it was. */
  void resume() {
    state.proposer = state.rotation.proposer(state.height(), state.round.round());
    state.out.emit(new Effect.EnteredView(state.round.round(), state.proposer));
    if (state.round.step() == Step.PROPOSE) {
      timers.schedule(Step.PROPOSE);
    }
  }

  private Set<Hash> wanted() {
    Set<Hash> wanted = new LinkedHashSet<>();
    state.round.locked().ifPresent(v -> wanted.add(v.value()));
    state.round.valid().ifPresent(v -> wanted.add(v.value()));
    state.polka.ifPresent(p -> wanted.add(p.content().subject()));
    state.prevote.ifPresent(vote -> wanted.add(vote.subject()));
    return wanted;
  }

  private Optional<RoundInput> ahead() {
    return state.claims.weakQuorumView(state.round.round() + 1).map(Ahead::new);
  }

  private Optional<RoundInput> proposed() {
    if (state.round.step() != Step.PROPOSE) {
      return Optional.empty();
    }
    return state.proposal.flatMap(this::proposed);
  }

  private Optional<RoundInput> proposed(Proposal proposal) {
    Hash value = proposal.block().hash();
    long validRound = proposal.validRound();
    boolean certified =
        proposal.polka().map(p -> state.duties.certifies(p, value, validRound)).orElse(true);
    if (!certified) {
      return Optional.empty();
    }
    return judge
        .acceptable(value)
        .map(acceptable ->
            proposal.polka().isPresent()
                ? new ProposedAgain(value, validRound, acceptable)
                : new Proposed(value, acceptable));
  }

  private Optional<RoundInput> polka() {
    if (state.round.step() == Step.PROPOSE || state.round.polka()) {
      return Optional.empty();
    }
    return state.currentPolka().flatMap(this::polka);
  }

  private Optional<RoundInput> polka(QuorumCertificate polka) {
    Hash value = polka.content().subject();
    if (VoteKeeper.isNil(polka)) {
      return Optional.of(new NilPolka());
    }
    return judge.acceptable(value).filter(acceptable -> acceptable).map(_ -> new Polka(value));
  }

  private Optional<RoundInput> anyPrevotes() {
    return state.votes.anyPrevotes(state.round.round())
        ? Optional.of(new AnyPrevotes())
        : Optional.empty();
  }

  private Optional<RoundInput> fruitless() {
    boolean nil =
        state.votes.polka(state.round.round()).map(VoteKeeper::isNil).orElse(false)
            && state.votes.anyPrecommits(state.round.round());
    return nil ? Optional.of(new Fruitless()) : Optional.empty();
  }

  private Optional<RoundInput> anyPrecommits() {
    return state.votes.anyPrecommits(state.round.round())
        ? Optional.of(new AnyPrecommits())
        : Optional.empty();
  }

  /** A polka of an earlier round that came late: its value is what to propose, locks stay. */
  private boolean refresh() {
    Optional<QuorumCertificate> late =
        state
            .polka
            .filter(p -> p.content().view() < state.round.round())
            .filter(p -> p.content().view() > state.round.validRound())
            .filter(p -> judge.acceptable(p.content().subject()).orElse(false));
    late.ifPresent(polka -> {
      RoundValue value = new RoundValue(polka.content().view(), polka.content().subject());
      state.round = state.round.withValid(value);
      state.validPolka = late;
      state.out.note(Rule.VALID, value + " is the value to propose");
    });
    return late.isPresent();
  }

  private boolean fire(Optional<? extends RoundInput> input) {
    Optional<RoundRules.Transition> transition = input.flatMap(i -> rules.apply(state.round, i));
    transition.ifPresent(this::perform);
    return transition.isPresent();
  }

  private void perform(RoundRules.Transition transition) {
    boolean newPolka = transition.rule() == Rule.L36;
    state.round = transition.state();
    if (newPolka) {
      state.validPolka = state.currentPolka();
    }
    state.out.note(transition.rule(), text(transition));
    for (RoundOutput output : transition.outputs()) {
      switch (output) {
        case RoundOutput.Propose _ -> {
          // The proposer looks at the state: after a restart nothing else says it.
        }
        case RoundOutput.Say say -> speaker.say(say.phase(), say.subject());
        case RoundOutput.Schedule schedule -> timers.schedule(schedule.step());
        case RoundOutput.Enter enter -> enter(enter.round());
      }
    }
    if (newPolka && state.round.round() > 0) {
      state.validPolka.ifPresent(this::spread);
    }
  }

  /** The valid value's polka goes into the round after it, whichever that is. */
  private void carryOn() {
    state
        .validPolka
        .filter(polka -> polka.content().view() > state.carriedOn)
        .ifPresent(polka -> {
          state.carriedOn = polka.content().view();
          spread(polka);
        });
  }

  /** Certified values travel with every round that fails, or locks could outpace proposals. */
  private void spread(QuorumCertificate polka) {
    if (state.self >= 0) {
      state.out.note(Rule.SPREAD, "polka of round " + polka.content().view());
      state.out.emit(new Effect.Broadcast(new Votes(List.of(), Optional.of(polka))));
    }
  }

  private String text(RoundRules.Transition transition) {
    StringBuilder text = new StringBuilder("round " + transition.state().round());
    if (transition.rule() == Rule.L11) {
      text.append(" of height ").append(state.height()).append(", proposer ");
      return text.append(state.proposer).toString();
    }
    for (RoundOutput output : transition.outputs()) {
      text.append(
          switch (output) {
            case RoundOutput.Propose _ -> "";
            case RoundOutput.Say say ->
                ", says " + (say.subject().equals(Hash.ZERO) ? "nil" : say.subject().shortHex());
            case RoundOutput.Schedule schedule -> ", schedules " + schedule.step();
            case RoundOutput.Enter enter -> ", on to round " + enter.round();
          });
    }
    return text.toString();
  }
}
