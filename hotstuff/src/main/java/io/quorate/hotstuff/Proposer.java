package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effect.Demand;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.SafetyRecord.LastProposal;
import java.util.List;
import java.util.Optional;

/** The leader's part: one proposal per view, over the highest certified block. */
final class Proposer {
  private final State state;
  private Optional<Request> request = Optional.empty();
  private long spreadIn;
  private long heldBackIn;

  /** What the host was asked for. */
  private record Request(long view, Hash parent, boolean allowEmpty) {}

  Proposer(State state) {
    this.state = state;
  }

  /** Asks for a payload when this replica leads and knows what to build on. */
  void settle() {
    Optional<TreeBlock> parent = state.highBlock();
    if (parent.isEmpty() || !mayPropose(parent.get())) {
      request = Optional.empty();
      return;
    }
    TreeBlock top = parent.get();
    boolean waiting = state.waiting(top);
    long lag = state.epoch.parameters().executionLag();
    if (top.height() >= state.epoch.lastHeight()) {
      carry(top, waiting);
    } else if (top.height() + 1 - lag <= state.executedHeight) {
      ask(top, waiting);
    } else if (top.height() + 1 - lag > state.tree.root().height()) {
      carry(top, waiting);
    } else if (heldBackIn != state.view) {
      heldBackIn = state.view;
      state.out.note(
          Rule.LAG, "no proposal before height " + (top.height() + 1 - lag) + " is executed");
    }
  }

  /** Whether this replica leads and waits for work without anything waiting for it. */
  boolean idles() {
    return request.map(r -> !r.allowEmpty()).orElse(false);
  }

  /**
   * Whether the others need the certificate that opened this view without a proposal: it committed
   * something, or a block was voted for in the view before, which they would otherwise wait to see
   * certified until they give it up.
   *
   * @param served whether something was committed that others waited for
   */
  boolean spreads(boolean served) {
    long certified = state.highQc.content().view();
    boolean opened = certified > 0 && certified == state.view - 1 && spreadIn < state.view;
    // At the end of the epoch nobody proposes any more, so everybody passes on what ended it.
    boolean rests = idles() || state.over();
    if (!rests || !(served || opened)) {
      return false;
    }
    spreadIn = state.view;
    return true;
  }

  void digest(Encoder out) {
    out.u64(spreadIn).u64(heldBackIn).bool(request.isPresent());
    request.ifPresent(r -> out.u64(r.view()).hash(r.parent()).bool(r.allowEmpty()));
  }

  private boolean mayPropose(TreeBlock parent) {
    return state.isValidator()
        && !state.over()
        && !state.timedOut()
        && state.lastProposedView() < state.view
        && state.certifiedView() == state.view - 1
        && state.leader(state.view, parent) == state.self;
  }

  private void ask(TreeBlock parent, boolean waiting) {
    Request wanted = new Request(state.view, parent.block().hash(), waiting);
    if (request.equals(Optional.of(wanted))) {
      return;
    }
    request = Optional.of(wanted);
    state.out.note(
        Rule.REQUEST, "payload over " + parent.ref() + (waiting ? ", empty if need be" : ""));
    List<Block> uncommitted = state.tree.path(parent).stream().map(TreeBlock::block).toList();
    state.out.emit(
        new Effect.RequestPayload(
            state.view, parent.block(), uncommitted, waiting ? Demand.NONE : Demand.WORK));
  }

  /**
   * So much is certified but not committed that execution cannot catch up, or the epoch's last
   * height is certified: only certificates in consecutive views help, so an empty block carries on.
   * Above the last height such blocks commit it and are never committed themselves.
   */
  private void carry(TreeBlock parent, boolean waiting) {
    if (waiting || state.workPending) {
      state.out.note(Rule.CARRIER, "an empty block over " + parent.ref());
      propose(parent, Payload.EMPTY, parent.block().header().timeMillis());
    }
  }

  /** The host's answer. */
  void ready(Event.PayloadReady ready) {
    boolean awaited =
        request
            .map(r -> r.view() == ready.view() && r.parent().equals(ready.parent()))
            .orElse(false);
    Optional<TreeBlock> parent = state.tree.get(ready.parent());
    if (!awaited
        || parent.isEmpty()
        || !mayPropose(parent.get())
        || !ready.parent().equals(state.highQc.content().subject())) {
      state.out.note(Rule.IGNORE, "payload for view " + ready.view() + " comes too late");
      return;
    }
    long time = Math.max(ready.timeMillis(), parent.get().block().header().timeMillis());
    propose(parent.get(), ready.payload(), time);
  }

  private void propose(TreeBlock parent, Payload payload, long time) {
    Block block =
        Block.of(
            parent.block(),
            state.epoch.chain(),
            state.epoch.number(),
            state.view,
            state.self,
            time,
            payload);
    boolean direct = state.highQc.content().view() == state.view - 1;
    Optional<TimeoutCertificate> skipped = direct ? Optional.empty() : state.highTc;
    state.tree.add(block);
    TreeBlock added = state.tree.get(block.hash()).orElseThrow();
    state.lastProposal =
        Optional.of(new LastProposal(state.view, block.hash(), state.highQc, skipped));
    request = Optional.empty();
    state.out.note(
        Rule.PROPOSE,
        added.ref()
            + " over view "
            + parent.view()
            + ", "
            + payload.transactions().size()
            + " transactions");
    state.persist(state.tree.path(added));
    state.out.emit(new Effect.Broadcast(new Proposal(block, state.highQc, skipped)));
  }

  /** After a restart: says the last proposal again where its view is still open. */
  void repeat() {
    state
        .lastProposal
        .filter(last -> last.view() == state.view && !state.timedOut())
        .ifPresent(last ->
            state
                .tree
                .get(last.block())
                .ifPresent(block ->
                    state.out.emit(
                        new Effect.Broadcast(
                            new Proposal(
                                block.block(), last.justify(), last.timeoutCertificate())))));
  }
}
