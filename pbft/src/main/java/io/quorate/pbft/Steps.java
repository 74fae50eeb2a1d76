package io.quorate.pbft;

import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.ArrayList;
import java.util.List;

/** The steps of the protocol over their shared state, and the order in which they conclude. */
record Steps(
    State state,
    Slots slots,
    EarlyVotes early,
    Offences offences,
    Decider decider,
    Agreement agreement,
    Intake intake,
    ViewChangeLog log,
    ViewChanger changer,
    Helper helper,
    Proposer proposer,
    Fetcher fetcher,
    Waits waits,
    Patience patience) {

  static Steps over(State state, Rules rules) {
    Slots slots = new Slots(state);
    Offences offences = new Offences(state);
    EarlyVotes early = new EarlyVotes(state.epoch, offences);
    Decider decider = new Decider(state, slots, early);
    Agreement agreement = new Agreement(state, rules, slots, offences, decider);
    ViewChangeLog log = new ViewChangeLog(state, offences);
    ViewChanger changer = new ViewChanger(state, rules, slots, decider, log, offences);
    Waits waits = new Waits(state, slots, changer, decider, log);
    Patience patience = new Patience(state, waits, changer);
    decider.tell(block -> {
      waits.committed(block);
      patience.committed(block);
    });
    return new Steps(
        state,
        slots,
        early,
        offences,
        decider,
        agreement,
        new Intake(state, slots, early, agreement, decider),
        log,
        changer,
        new Helper(state, log, changer),
        new Proposer(state, slots),
        new Fetcher(state, decider, changer),
        waits,
        patience);
  }

  /** Draws every conclusion that is due. */
  void settle() {
    decider.settle();
    long before = state.view;
    if (changer.settle()) {
      intake.entered();
      decider.settle();
    }
    if (state.view != before) {
      fetcher.retry();
    }
    early.expect(state.active() ? 0 : state.view);
    agreement.settle();
    proposer.settle();
    fetcher.settle();
    prune();
    patience.settle();
  }

  /** Forgets blocks that nothing refers to any more, once there are many. */
  private void prune() {
    // A fetched chain comes lowest block first: nothing refers to it before its last block is here.
    boolean fetching = decider.missing().isPresent() || changer.missing().isPresent();
    int most = (fetching ? 12 : 6) * state.epoch.parameters().executionLag();
    if (state.blocks.size() <= most) {
      return;
    }
    List<Hash> tops = new ArrayList<>();
    slots.all().values().forEach(slot -> slot.proposal.ifPresent(tops::add));
    state.top.ifPresent(top -> tops.add(top.hash()));
    state.decided.ifPresent(decided -> tops.add(decided.content().subject()));
    state.runs.all().forEach(run -> tops.add(run.content().subject()));
    state.prepares.all().forEach(vote -> tops.add(vote.subject()));
    changer.wanted().forEach(certificate -> tops.add(certificate.content().subject()));
    int removed = state.blocks.retainChains(tops);
    if (removed > 0) {
      state.out.note(Rule.PRUNE, "forgot " + removed + " blocks");
    }
  }

  Hash digest() {
    Encoder encoder = new Encoder(4096);
    state.digest(encoder);
    slots.digest(encoder);
    early.digest(encoder);
    offences.digest(encoder);
    log.digest(encoder);
    changer.digest(encoder);
    proposer.digest(encoder);
    fetcher.digest(encoder);
    waits.digest(encoder);
    patience.digest(encoder);
    helper.digest(encoder);
    return Sha256.tagged("quorate/pbft/state/1", encoder.toBytes());
  }
}
