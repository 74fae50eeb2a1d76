package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.VoteTally;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Prepare;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The normal case (section 4.2): from a block in its place to this replica's prepare and commit.
 */
final class Agreement {
  private final State state;
  private final Rules rules;
  private final Slots slots;
  private final Offences offences;
  private final Decider decider;

  Agreement(State state, Rules rules, Slots slots, Offences offences, Decider decider) {
    this.state = state;
    this.rules = rules;
    this.slots = slots;
    this.offences = offences;
    this.decider = decider;
  }

  /** A pre-prepare of the open view, inside the window. */
  void receive(SignedVote signed, Block block) {
    Slot slot = slots.at(block.height());
    boolean first = count(slot, signed);
    if (!first || slot.proposal.map(known -> !known.equals(block.hash())).orElse(false)) {
      state.out.note(Rule.IGNORE, "another block has the place of " + block);
      return;
    }
    state.blocks.add(block);
    if (slot.proposal.isEmpty()) {
      if (state.top.map(top -> block.height() <= top.height()).orElse(false)) {
        state.out.note(Rule.IGNORE, block + " takes a place of the new view's");
        return;
      }
      slot.proposal = Optional.of(block.hash());
      state.out.note(Rule.RECEIVE, block + " of " + block.header().proposer());
    }
  }

  /** A vote of the open view, inside the window. */
  void vote(SignedVote vote) {
    count(slots.at(vote.content().height()), vote);
  }

  /** A vote of the open view for a height committed lately: only compared with what is there. */
  void late(SignedVote vote) {
    VoteContent content = vote.content();
    if (content.view() == slots.view) {
      slots
          .past(content.height())
          .map(slot -> slot.votes(content.phase()).add(vote))
          .ifPresent(outcome -> {
            if (outcome instanceof VoteTally.Conflicting conflict) {
              offences.report(conflict);
            }
          });
    }
  }

  /** False when the signer said something else before. */
  private boolean count(Slot slot, SignedVote vote) {
    boolean prepare = vote.content().phase() == Phase.PBFT_PREPARE;
    return switch (slot.votes(vote.content().phase()).add(vote)) {
      case VoteTally.Counted _, VoteTally.Repeated _ -> true;
      case VoteTally.Conflicting conflict -> {
        offences.report(conflict);
        yield false;
      }
      case VoteTally.QuorumReached quorum -> {
        if (prepare) {
          slot.certificate = Optional.of(quorum.certificate());
        } else {
          decider.learn(quorum.certificate());
        }
        yield true;
      }
    };
  }

  /** The host's answer about a block. */
  void validated(Hash block, Verdict verdict) {
    Optional<Slot> asked =
        slots.all().values().stream()
            .filter(slot -> slot.step == Slot.Step.ASKED)
            .filter(slot -> slot.proposal.equals(Optional.of(block)))
            .findFirst();
    if (asked.isEmpty()) {
      state.out.note(Rule.IGNORE, "verdict on " + block.shortHex() + " comes too late");
      return;
    }
    switch (verdict) {
      case Verdict.Accepted _ -> asked.get().step = Slot.Step.ACCEPTED;
      case Verdict.Refused refused -> {
        asked.get().step = Slot.Step.DROPPED;
        state.out.note(Rule.REFUSE, block.shortHex() + ": " + refused.detail());
      }
    }
  }

  /** Takes every height as far as it gets, lowest first. */
  void settle() {
    if (!state.isValidator() || !state.active()) {
      return;
    }
    boolean contiguous = true;
    for (Map.Entry<Long, Slot> entry : slots.all().entrySet()) {
      long height = entry.getKey();
      Slot slot = entry.getValue();
      slot.proposal.flatMap(state.blocks::get).ifPresent(block -> consider(slot, block));
      contiguous = contiguous && (height == lowest() || slots.get(height - 1).isPresent());
      boolean accepted = accepted(slot, height);
      boolean certified = accepted && slot.certified(slot.proposal.orElseThrow());
      if (rules.prepared(accepted, certified, contiguous)) {
        prepared(height, slot);
      } else if (certified && !contiguous) {
        holdBack(slot, Rule.GAP, "height " + height + " waits for those below it");
      }
      contiguous = contiguous && certified;
    }
  }

  private long lowest() {
    return state.root.height() + 1;
  }

  private boolean accepted(Slot slot, long height) {
    return slot.proposal.isPresent() && slot.proposal.equals(state.prepares.at(state.view, height));
  }

  private void consider(Slot slot, Block block) {
    if (state.prepares.at(state.view, block.height()).isPresent()) {
      return;
    }
    switch (slot.step) {
      case NEW, WAITING_FOR_EXECUTION -> check(slot, block);
      case ASKED, DROPPED -> {}
      case ACCEPTED -> prepare(slot, block);
    }
  }

  private void check(Slot slot, Block block) {
    Optional<Hash> below = below(block.height());
    if (below.isEmpty()) {
      return;
    }
    if (!below.get().equals(block.parent())) {
      slot.step = Slot.Step.DROPPED;
      state.out.note(Rule.PARENT, block + " does not stand on " + below.get().shortHex());
    } else if (!state.mayPrepare(block.height())) {
      if (slot.step == Slot.Step.NEW) {
        state.out.note(
            Rule.LAG,
            block + " waits; executed is " + state.executed + ", H is " + state.highWatermark());
      }
      slot.step = Slot.Step.WAITING_FOR_EXECUTION;
    } else if (repeated(block.height())) {
      prepare(slot, block);
    } else {
      slot.step = Slot.Step.ASKED;
      Block parent = state.blocks.get(block.parent()).orElse(state.root);
      state.out.note(Rule.VALIDATE, "asked about " + BlockRef.of(block));
      state.out.emit(new Effect.ValidateBlock(block, parent));
    }
  }

  /** What is in the new view's O was validated by honest replicas of the view it comes from. */
  private boolean repeated(long height) {
    return state.top.map(top -> height <= top.height()).orElse(false);
  }

  /**
   * What a block at {@code height} must stand on: the committed block, or what this replica
   * prepared below it in this view. Empty while there is neither.
   */
  private Optional<Hash> below(long height) {
    return height == lowest()
        ? Optional.of(state.root.hash())
        : state.prepares.at(state.view, height - 1);
  }

  private void prepare(Slot slot, Block block) {
    if (!below(block.height()).equals(Optional.of(block.parent()))) {
      slot.step = Slot.Step.DROPPED;
      state.out.note(Rule.PARENT, block + " does not stand on what is committed");
      return;
    }
    VoteContent content = state.vote(Phase.PBFT_PREPARE, BlockRef.of(block));
    state.prepares.add(content);
    slot.step = Slot.Step.ACCEPTED;
    state.out.note(Rule.PREPARE, BlockRef.of(block) + " in view " + state.view);
    state.persist(List.of(block));
    state.out.emit(new Effect.Broadcast(new Prepare(content)));
  }

  /** Section 4.2: prepared, so that no other block can be at this height in this view. */
  private void prepared(long height, Slot slot) {
    if (state.commits.at(state.view, height).isPresent()) {
      return;
    }
    Optional<QuorumCertificate> run =
        slot.certificate.filter(c -> height > state.finalHeight() && !state.runs.covers(c));
    run.ifPresent(c -> state.runs.forgetForks(c, state.blocks));
    if (run.filter(c -> !state.runs.hasRoomFor(c)).isPresent()) {
      holdBack(slot, Rule.CROWDED, "height " + height + " waits for those above it");
      return;
    }
    run.ifPresent(state.runs::record);
    VoteContent content =
        state.vote(Phase.PBFT_COMMIT, new BlockRef(height, slot.proposal.orElseThrow()));
    state.commits.add(content);
    state.out.note(Rule.PREPARED, BlockRef.of(content) + " in view " + state.view);
    state.persist(List.of());
    state.out.emit(new Effect.Broadcast(new Commit(content)));
  }

  private void holdBack(Slot slot, Rule rule, String why) {
    if (!slot.heldBack) {
      slot.heldBack = true;
      state.out.note(rule, why);
    }
  }
}
