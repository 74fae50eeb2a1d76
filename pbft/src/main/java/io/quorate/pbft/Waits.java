package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What this replica waits for (section 4.4: "a backup is waiting for a request if it received a
 * valid request and has not executed it"). Not thread-safe.
 */
final class Waits {
  /** What is waited for when nothing is but another validator that asks for a view alone. */
  static final Hash OTHERS = Sha256.tagged("quorate/pbft/others/1");

  private final State state;
  private final Slots slots;
  private final ViewChanger changer;
  private final Decider decider;
  private final ViewChangeLog log;

  /** What the host waits for longest. */
  private Optional<Hash> oldest = Optional.empty();

  /** Whether a committed block carries it, so that only execution is outstanding. */
  private boolean ordered;

  /** Committed blocks that are not executed yet. */
  private final Deque<Block> unexecuted = new ArrayDeque<>();

  Waits(State state, Slots slots, ViewChanger changer, Decider decider, ViewChangeLog log) {
    this.log = log;
    this.state = state;
    this.slots = slots;
    this.changer = changer;
    this.decider = decider;
  }

  void pending(Optional<Hash> work) {
    oldest = work;
    ordered = work.map(id -> unexecuted.stream().anyMatch(b -> carries(b, id))).orElse(false);
  }

  void committed(Block block) {
    log.lone().committed();
    unexecuted.addLast(block);
    if (unexecuted.size() > 2 * state.epoch.parameters().executionLag()) {
      unexecuted.removeFirst();
    }
    ordered = ordered || oldest.map(id -> carries(block, id)).orElse(false);
  }

  void executed(long height) {
    unexecuted.removeIf(block -> block.height() <= height);
  }

  /** Names what waits longest; empty when nothing does. */
  Optional<Hash> cause() {
    if (state.root.height() >= state.epoch.lastHeight()) {
      // What waits is the next epoch's; who has not come this far is told by its peers.
      return Optional.empty();
    }
    return oldest
        .filter(id -> !ordered)
        .or(this::uncommitted)
        .or(() -> decider.pending().map(proof -> proof.content().subject()))
        .or(this::unopened)
        .or(this::others);
  }

  /** The lowest block that has a place and is not committed, or that others vote for. */
  private Optional<Hash> uncommitted() {
    return slots.all().values().stream()
        .flatMap(slot -> slot.proposal.or(() -> slot.wanted(state.epoch.validators())).stream())
        .findFirst();
  }

  /** Something prepared that no open view carries on, or a view that waits for blocks. */
  private Optional<Hash> unopened() {
    if (state.active()) {
      return Optional.empty();
    }
    Optional<Hash> prepared =
        state.runs.all().stream()
            .map(run -> run.content())
            .filter(content -> content.height() > state.root.height())
            .map(content -> content.subject())
            .findFirst();
    return prepared.or(() -> changer.entering() ? Optional.of(state.root.hash()) : prepared);
  }

  /** Another validator asks for a view that is not open here: it waits, and cannot alone. */
  private Optional<Hash> others() {
    return log.lone().waits(next()) ? Optional.of(OTHERS) : Optional.empty();
  }

  /** The lowest view that is not open here. */
  private long next() {
    return state.active() ? state.view + 1 : state.view;
  }

  /** A wait for another validator is over: it is followed, or was waited for in vain. */
  void follow() {
    log.lone().follow(next());
  }

  private static boolean carries(Block block, Hash id) {
    for (Transaction transaction : block.payload().transactions()) {
      if (transaction.id().equals(id)) {
        return true;
      }
    }
    for (Equivocation evidence : block.payload().evidence()) {
      if (evidence.offence().equals(id)) {
        return true;
      }
    }
    return false;
  }

  void digest(Encoder out) {
    out.bool(oldest.isPresent());
    oldest.ifPresent(out::hash);
    out.bool(ordered).u32(unexecuted.size());
  }
}
