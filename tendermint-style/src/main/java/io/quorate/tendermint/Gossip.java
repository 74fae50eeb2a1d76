package io.quorate.tendermint;

import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.SignerSet;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The paper's gossip assumption over direct links (section II: what one correct process has, all
 * others get): replicas say where they stand when they connect and while they wait without
 * progress, and send what the other lacks. Each peer gets few answers per tick.
 */
final class Gossip {
  private static final int ANSWERS_PER_TICK = 2;

  private final State state;
  private final Speaker speaker;
  private final SortedMap<Integer, Integer> answers = new TreeMap<>();
  private final Set<Integer> told = new LinkedHashSet<>();

  // Where the replica stood at the last tick.
  private long tickHeight;
  private RoundState tickRound = RoundState.INITIAL;

  Gossip(State state, Speaker speaker) {
    this.state = state;
    this.speaker = speaker;
  }

  /** A connection came up. */
  void connected(int peer, boolean waits) {
    if (state.self >= 0) {
      state.out.emit(new Effect.Send(peer, status(waits)));
    }
  }

  /** The gossip timer ran out: without progress since the last time, everybody is told. */
  void tick(boolean waits) {
    boolean stands =
        tickHeight == state.height()
            && tickRound.round() == state.round.round()
            && tickRound.step() == state.round.step();
    tickHeight = state.height();
    tickRound = state.round;
    answers.clear();
    told.clear();
    if (stands && state.self >= 0) {
      state.out.note(
          Rule.STATUS, "still at " + state.height() + "/" + state.round.round() + ", what is new?");
      state.out.emit(new Effect.Broadcast(status(waits)));
    }
  }

  /** Whether answers are due to be counted anew. */
  boolean owesTick() {
    return !answers.isEmpty() || !told.isEmpty();
  }

  /** A peer says where it stands. */
  void received(int peer, Status status, boolean waits) {
    if (peer == state.self || state.self < 0) {
      return;
    }
    if (status.height() < state.height()) {
      state.decided.ifPresent(decided -> answer(peer, new Decision(decided)));
      return;
    }
    boolean ahead = status.height() > state.height() || status.round() > state.round.round();
    if (ahead && told.add(peer)) {
      state.out.emit(new Effect.Send(peer, status(waits)));
    }
    if (status.height() == state.height() && !ahead) {
      bringUp(peer, status);
    }
  }

  private void bringUp(int peer, Status status) {
    boolean behind = status.round() < state.round.round();
    if (!status.proposal() || behind) {
      speaker.proposal().ifPresent(proposal -> answer(peer, proposal));
    }
    List<SignedVote> votes = new ArrayList<>();
    lacking(votes, status.round(), status.prevotes(), status.precommits());
    SignerSet nobody = SignerSet.empty(state.epoch.validators().size());
    if (status.round() < state.round.round() - 1) {
      lacking(votes, state.round.round() - 1, nobody, nobody);
    }
    if (behind) {
      lacking(votes, state.round.round(), nobody, nobody);
    }
    Optional<QuorumCertificate> polka =
        state.polka.filter(p -> p.content().view() > status.validRound());
    if (!votes.isEmpty() || polka.isPresent()) {
      answer(peer, new Votes(votes, polka));
    }
  }

  private void lacking(
      List<SignedVote> votes, long round, SignerSet prevotes, SignerSet precommits) {
    votes.addAll(state.votes.missing(round, Phase.TENDERMINT_PREVOTE, prevotes));
    votes.addAll(state.votes.missing(round, Phase.TENDERMINT_PRECOMMIT, precommits));
  }

  private void answer(int peer, TendermintMessage message) {
    if (answers.merge(peer, 1, Integer::sum) <= ANSWERS_PER_TICK) {
      state.out.note(Rule.ANSWER, message.getClass().getSimpleName() + " for validator " + peer);
      state.out.emit(new Effect.Send(peer, message));
    }
  }

  private Status status(boolean waits) {
    long round = state.round.round();
    return new Status(
        state.epoch.chain(),
        state.epoch.number(),
        state.height(),
        round,
        state.votes.signers(round, Phase.TENDERMINT_PREVOTE),
        state.votes.signers(round, Phase.TENDERMINT_PRECOMMIT),
        state.proposal.isPresent(),
        state.polka.map(p -> p.content().view()).orElse(TendermintMessage.NO_ROUND),
        waits);
  }

  void digest(Encoder out) {
    out.u32(answers.size());
    answers.forEach((peer, count) -> out.u32(peer).u32(count));
    out.list(List.copyOf(told), Encoder::u32).u64(tickHeight);
    tickRound.digest(out);
  }
}
