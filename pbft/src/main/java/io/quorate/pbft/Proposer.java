package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effect.Demand;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.PrePrepare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The primary's part (section 4.2): a block for the next height, a few heights at a time, and each
 * further one only for as much work as is under way (batching, Castro and Liskov 2002, section
 * 5.1).
 */
final class Proposer {
  /** Uncommitted heights at a time; while they are under way, work gathers for a larger block. */
  static final int IN_FLIGHT = 4;

  private final State state;
  private final Slots slots;
  private Optional<Request> request = Optional.empty();
  private long heldBackAt;

  /** What the host was asked for, with how many heights under way. */
  private record Request(long view, Hash parent, int underWay) {
    boolean over(long otherView, Hash otherParent) {
      return view == otherView && parent.equals(otherParent);
    }
  }

  Proposer(State state, Slots slots) {
    this.state = state;
    this.slots = slots;
  }

  /** Asks for a payload over the last block of this view, where one more may be proposed. */
  void settle() {
    Block head = head();
    if (!mayPropose(head)) {
      request = Optional.empty();
      return;
    }
    List<Block> uncommitted = uncommitted(head);
    Request wanted = new Request(state.view, head.hash(), uncommitted.size());
    if (request.equals(Optional.of(wanted))) {
      return;
    }
    if (request.filter(asked -> asked.over(state.view, head.hash())).isEmpty()) {
      state.out.note(Rule.REQUEST, "payload over " + BlockRef.of(head));
    }
    request = Optional.of(wanted);
    Demand demand = uncommitted.isEmpty() ? Demand.WORK : Demand.AS_MUCH;
    state.out.emit(new Effect.RequestPayload(state.view, head, uncommitted, demand));
  }

  /** The host's answer. */
  void ready(Event.PayloadReady ready) {
    Block head = head();
    boolean awaited =
        request.filter(asked -> asked.over(ready.view(), ready.parent())).isPresent()
            && ready.view() == state.view
            && ready.parent().equals(head.hash())
            && mayPropose(head);
    if (!awaited) {
      state.out.note(Rule.IGNORE, "payload for view " + ready.view() + " comes too late");
      return;
    }
    request = Optional.empty();
    Block block =
        Block.of(
            head,
            state.epoch.chain(),
            state.epoch.number(),
            state.view,
            state.self,
            Math.max(ready.timeMillis(), head.header().timeMillis()),
            ready.payload());
    propose(block);
  }

  private void propose(Block block) {
    state.blocks.add(block);
    slots.at(block.height()).proposal = Optional.of(block.hash());
    state.prepares.add(state.vote(Phase.PBFT_PREPARE, BlockRef.of(block)));
    state.out.note(
        Rule.PRE_PREPARE,
        BlockRef.of(block)
            + " in view "
            + state.view
            + ", "
            + block.payload().transactions().size()
            + " transactions");
    state.persist(List.of(block));
    state.out.emit(new Effect.Broadcast(new PrePrepare(block)));
  }

  /** The last block this replica prepared in this view without a gap, or the committed one. */
  private Block head() {
    Block head = state.root;
    Optional<Block> next = preparedAbove(head);
    while (next.isPresent()) {
      head = next.get();
      next = preparedAbove(head);
    }
    return head;
  }

  private Optional<Block> preparedAbove(Block block) {
    return state.prepares.at(state.view, block.height() + 1).flatMap(state.blocks::get);
  }

  private boolean mayPropose(Block head) {
    long next = head.height() + 1;
    boolean turn =
        state.leads()
            && state.top.map(top -> head.height() >= top.height()).orElse(false)
            && next - state.root.height() <= IN_FLIGHT
            && next <= state.epoch.lastHeight();
    if (!turn) {
      return false;
    }
    boolean room = state.mayPrepare(next);
    if (!room && heldBackAt != next) {
      heldBackAt = next;
      state.out.note(
          Rule.LAG,
          "no block of height "
              + next
              + " yet: executed is "
              + state.executed
              + ", H is "
              + state.highWatermark());
    }
    return room;
  }

  private List<Block> uncommitted(Block head) {
    List<Block> result = new ArrayList<>();
    Optional<Block> next = preparedAbove(state.root);
    while (next.isPresent() && next.get().height() <= head.height()) {
      result.add(next.get());
      next = preparedAbove(next.get());
    }
    return result;
  }

  void digest(Encoder out) {
    out.u64(heldBackAt).bool(request.isPresent());
    request.ifPresent(r -> out.u64(r.view()).hash(r.parent()).u64(r.underWay()));
  }
}
