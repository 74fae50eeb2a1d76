package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.SafetyRecord.LastProposal;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.List;
import java.util.Optional;

/** Own proposals and votes: durable first, then said; after a restart, said again. */
final class Speaker {
  private final State state;

  Speaker(State state) {
    this.state = state;
  }

  /** A prevote or precommit of the current round. */
  void say(Phase phase, Hash subject) {
    if (!state.speaks()) {
      return;
    }
    VoteContent content = state.content(phase, subject);
    if (phase == Phase.TENDERMINT_PREVOTE) {
      state.prevote = Optional.of(content);
    } else {
      state.precommit = Optional.of(content);
    }
    speak(subject, new Vote(content));
  }

  /** A proposal of the current round. */
  void propose(Block block, Optional<QuorumCertificate> polka) {
    state.values.put(block);
    state.lastProposal = Optional.of(new LastProposal(state.round.round(), block.hash(), polka));
    speak(block.hash(), new Proposal(block, state.round.round(), polka));
  }

  private void speak(Hash block, TendermintMessage message) {
    state
        .duties
        .speak(state.durable(List.of(block)), new Effect.Broadcast(message))
        .forEach(state.out::emit);
  }

  /** The last own proposal, while its round is the current one and its block is here. */
  Optional<Proposal> proposal() {
    return state
        .lastProposal
        .filter(last -> last.round() == state.round.round())
        .flatMap(last ->
            state
                .values
                .get(last.block())
                .map(block -> new Proposal(block, last.round(), last.polka())));
  }

  /** After a restart: the same words again, so that they arrive and come back signed. */
  void repeat() {
    proposal().ifPresent(p -> state.out.emit(new Effect.Broadcast(p)));
    state.prevote.ifPresent(vote -> state.out.emit(new Effect.Broadcast(new Vote(vote))));
    state.precommit.ifPresent(vote -> state.out.emit(new Effect.Broadcast(new Vote(vote))));
  }
}
