package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.SignedVote;
import java.util.List;
import java.util.Optional;

/** From height to height: the start, decisions, what catch-up committed, the end of the epoch. */
final class Heights {
  private final State state;
  private final Committer committer;
  private final Rounds rounds;
  private final Speaker speaker;
  private final Timers timers;
  private final Future future;
  private final Offences offences;

  Heights(
      State state,
      Committer committer,
      Rounds rounds,
      Speaker speaker,
      Timers timers,
      Future future,
      Offences offences) {
    this.state = state;
    this.committer = committer;
    this.rounds = rounds;
    this.speaker = speaker;
    this.timers = timers;
    this.future = future;
    this.offences = offences;
  }

  /** The first height of this process. */
  void begin(Optional<SafetyRecord> remembered, List<Block> uncommitted) {
    state.rotation.advanceTo(Math.max(state.height(), state.epoch.firstHeight()));
    state.remembered = remembered.filter(record -> record.height() >= state.height());
    remembered
        .flatMap(SafetyRecord::decision)
        .ifPresent(decision -> {
          if (decision.content().height() <= state.tip.height()) {
            state.decided =
                Optional.of(decision).filter(d -> d.content().subject().equals(state.tip.hash()));
          } else {
            committer.learn(decision);
          }
        });
    uncommitted.stream()
        .filter(block -> block.height() == state.height())
        .forEach(state.values::putDurable);
    uncommitted.stream().filter(block -> block.height() > state.height()).forEach(committer::offer);
    boolean same = state.remembered.map(r -> r.height() == state.height()).orElse(false);
    state.out.note(
        same ? Rule.RESTORE : Rule.START, "height " + state.height() + " above " + state.tip);
    enterHeight();
  }

  /** Lines 49 to 54: decides what can be decided; true when that was something. */
  boolean commit() {
    if (!committer.commit()) {
      return false;
    }
    next();
    return true;
  }

  /** A block that catch-up committed. */
  void committedElsewhere(Block block) {
    Block tip = state.tip;
    boolean conflict =
        block.height() == tip.height()
            ? !block.hash().equals(tip.hash())
            : block.height() == tip.height() + 1 && !block.parent().equals(tip.hash());
    if (conflict) {
      throw new IllegalStateException(
          "two committed chains: " + block + " does not continue " + tip);
    }
    if (block.height() <= tip.height()) {
      state.out.note(Rule.IGNORE, block + " was committed before");
      return;
    }
    state.tip = block;
    state.decided = committer.decision().filter(d -> d.content().subject().equals(block.hash()));
    committer.forget();
    state.out.note(Rule.ELSEWHERE, "catch-up committed " + block);
    next();
  }

  private void next() {
    timers.leaveRound();
    state.clearHeight();
    offences.advance();
    state.replay.clear();
    state.rotation.advanceTo(state.height());
    state.replay.addAll(future.advance());
    enterHeight();
  }

  private void enterHeight() {
    if (state.over()) {
      state.out.note(Rule.END, "the epoch's last height " + state.tip.height() + " is decided");
      return;
    }
    if (state.remembered.map(r -> r.height() == state.height()).orElse(false)) {
      state.remembered.ifPresent(this::restore);
      return;
    }
    state
        .remembered
        .filter(record -> record.height() > state.height())
        .ifPresent(record ->
            state.out.note(
                Rule.MUTE, "no word before height " + record.height() + ", where it spoke"));
    rounds.enter(0);
  }

  private void restore(SafetyRecord record) {
    state.round =
        RoundState.resumed(
            record.round(), record.step(), state.duties.restored(record.locked()), record.valid());
    state.polka = record.polka();
    state.validPolka = record.polka();
    state.lastProposal = record.proposal();
    state.prevote = record.prevote();
    state.precommit = record.precommit();
    for (SignedVote vote : record.signed()) {
      state.remember(vote);
      state.votes.add(vote);
    }
    rounds.resume();
    speaker.repeat();
  }
}
