package io.quorate.hotstuff;

import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Proposals of the current view on their way to this replica's one vote. */
final class Voter {
  private final State state;
  private final ChainRules rules;

  /** By block; one of each proposer, as second proposals do not get here. */
  private final Map<Hash, Candidate> candidates = new LinkedHashMap<>();

  private enum Step {
    NEW,
    WAITING_FOR_EXECUTION,
    ASKED,
    ACCEPTED,
    DROPPED
  }

  private static final class Candidate {
    Step step = Step.NEW;
  }

  Voter(State state, ChainRules rules) {
    this.state = state;
    this.rules = rules;
  }

  /**
   * Remembers a proposal of the current view, whoever made it: who leads the view is known only
   * once the parent is, and no liar may keep the leader's proposal out by being first.
   */
  void offer(Proposal proposal) {
    Hash hash = proposal.block().hash();
    if (candidates.containsKey(hash)) {
      return;
    }
    candidates.put(hash, new Candidate());
    state.out.note(
        Rule.RECEIVE,
        proposal.block()
            + " of "
            + proposal.block().header().proposer()
            + " over view "
            + proposal.justify().content().view());
  }

  /** A new view: proposals of the old one are not voted for any more. */
  void clear() {
    candidates.clear();
  }

  boolean hasCandidates() {
    return !candidates.isEmpty();
  }

  void digest(Encoder out) {
    out.u32(candidates.size());
    candidates.forEach((hash, candidate) -> out.hash(hash).text(candidate.step.name()));
  }

  /** The host's answer about a block. */
  void validated(Hash block, Verdict verdict) {
    Candidate candidate = candidates.get(block);
    if (candidate == null || candidate.step != Step.ASKED) {
      state.out.note(Rule.IGNORE, "verdict on " + block.shortHex() + " comes too late");
      return;
    }
    switch (verdict) {
      case Verdict.Accepted _ -> candidate.step = Step.ACCEPTED;
      case Verdict.Refused refused -> {
        candidate.step = Step.DROPPED;
        state.out.note(Rule.REFUSE, block.shortHex() + ": " + refused.detail());
      }
    }
  }

  /** After a restart: says the last vote again, so that it arrives and comes back signed. */
  void repeat() {
    state.lastVote.ifPresent(vote -> {
      long next = vote.view() + 1;
      int collector =
          state
              .tree
              .get(vote.subject())
              .map(block -> state.leader(next, block))
              .orElse(state.election.plain(next));
      state.out.emit(new Effect.Send(collector, new Vote(vote)));
    });
  }

  /**
   * The view is overdue: the next leader may be dead, or may keep the votes to itself until this
   * view is given up, so as to build beside its block. Once all know the certificate it must build
   * on that, or lose its own view.
   */
  void tell() {
    state
        .lastVote
        .filter(vote -> vote.view() == state.view && state.isValidator() && !state.timedOut())
        .ifPresent(vote -> {
          state.out.note(Rule.OVERDUE, "view " + state.view + ": the vote goes to all");
          state.out.emit(new Effect.Broadcast(new Vote(vote)));
        });
  }

  /** Takes every candidate as far as it gets. */
  void settle() {
    for (Map.Entry<Hash, Candidate> entry : candidates.entrySet()) {
      if (!free()) {
        return;
      }
      state.tree.get(entry.getKey()).ifPresent(block -> consider(entry.getValue(), block));
    }
  }

  /** Algorithm 4: one vote per view, none in a view given up. */
  private boolean free() {
    return state.isValidator() && !state.timedOut() && state.lastVotedView() < state.view;
  }

  private void consider(Candidate candidate, TreeBlock block) {
    if (block.parent().isEmpty()) {
      // Catch-up was faster: the block is committed, and nothing below it is kept.
      state.out.note(Rule.IGNORE, block.ref() + " is committed and needs no vote");
      candidate.step = Step.DROPPED;
      return;
    }
    switch (candidate.step) {
      case NEW, WAITING_FOR_EXECUTION -> check(candidate, block);
      case ASKED, DROPPED -> {}
      case ACCEPTED -> vote(block);
    }
  }

  private void check(Candidate candidate, TreeBlock block) {
    TreeBlock parent = block.parent().orElseThrow();
    int leader = state.leader(block.view(), parent);
    if (block.block().header().proposer() != leader) {
      state.out.note(Rule.LEADER, block.ref() + " is not of its leader " + leader);
      candidate.step = Step.DROPPED;
    } else if (!rules.safe(state.tree, block, state.lock)) {
      state.out.note(Rule.UNSAFE, block.ref() + " contradicts the lock on " + state.lock);
      candidate.step = Step.DROPPED;
    } else if (lags(block)) {
      if (candidate.step == Step.NEW) {
        state.out.note(
            Rule.LAG, block.ref() + " waits; executed height is " + state.executedHeight);
      }
      candidate.step = Step.WAITING_FOR_EXECUTION;
    } else {
      state.out.note(Rule.VALIDATE, "asked about " + block.ref());
      candidate.step = Step.ASKED;
      state.out.emit(new Effect.ValidateBlock(block.block(), parent.block()));
    }
  }

  /** DESIGN section 4, Δ. Empty blocks only carry certificates and need no execution. */
  private boolean lags(TreeBlock block) {
    return !block.block().payload().isEmpty()
        && block.height() - state.epoch.parameters().executionLag() > state.executedHeight;
  }

  private void vote(TreeBlock block) {
    if (!rules.safe(state.tree, block, state.lock)) {
      state.out.note(Rule.UNSAFE, block.ref() + " contradicts the lock on " + state.lock);
      return;
    }
    var content = state.voteFor(block);
    state.lastVote = Optional.of(content);
    int collector = state.leader(block.view() + 1, block);
    boolean late = state.overdue();
    state.out.note(Rule.VOTE, block.ref() + " to " + (late ? "all" : collector));
    state.persist(state.tree.path(block));
    Vote vote = new Vote(content);
    state.out.emit(late ? new Effect.Broadcast(vote) : new Effect.Send(collector, vote));
  }
}
