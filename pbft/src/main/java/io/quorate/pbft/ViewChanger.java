package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Signature;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.NewViewCopy;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.Optional;

/** Section 4.4: leaving a view, opening the next, entering it. Not thread-safe. */
final class ViewChanger {
  private final State state;
  private final Rules rules;
  private final Slots slots;
  private final Decider decider;
  private final ViewChangeLog log;
  private final Offences offences;
  private final Reproposal reproposal;

  /** The new view this replica is in or about to enter. */
  private Optional<Signed> current = Optional.empty();

  /** The blocks of the open view's O. */
  private List<Block> again = List.of();

  private boolean behindNoted;

  /** A new view with its primary's signature. */
  private record Signed(NewView view, Signature signature) {}

  ViewChanger(
      State state,
      Rules rules,
      Slots slots,
      Decider decider,
      ViewChangeLog log,
      Offences offences) {
    this.state = state;
    this.rules = rules;
    this.slots = slots;
    this.decider = decider;
    this.log = log;
    this.offences = offences;
    this.reproposal = new Reproposal(state, rules);
  }

  /** The next view, as this one kept somebody waiting: one failure more. */
  void giveUp() {
    state.failures++;
    ask(state.view + 1);
  }

  /** The next view, for the sake of another validator alone: the primary is not to blame. */
  void follow() {
    ask(state.view + 1);
  }

  /** Leaves the view and all below {@code view}: says what is prepared here, and asks for it. */
  private void ask(long view) {
    state.view = view;
    state.top = Optional.empty();
    state.opened = Optional.empty();
    state.viewChange =
        Optional.of(
            new ViewChange(
                state.epoch.chain(),
                state.epoch.number(),
                view,
                state.stable,
                state.decided,
                rules.reported(state.runs.all())));
    state.announce();
    state.out.note(
        Rule.VIEW_CHANGE,
        "asks for view "
            + view
            + " above height "
            + state.finalHeight()
            + ", prepared "
            + state.runs.all().stream().map(run -> BlockRef.of(run.content())).toList());
    state.persist(List.of());
    repeat();
  }

  /** Says the own view change again, while its view is not open. */
  void repeat() {
    if (!state.active()) {
      state.viewChange.ifPresent(change -> state.out.emit(new Effect.Broadcast(change)));
    }
  }

  /** A verified new view, from its primary or passed on. */
  void receive(NewView view, Signature signature) {
    if (current.isPresent() && current.get().view().view() == view.view()) {
      compare(current.get(), new Signed(view, signature));
      return;
    }
    boolean open = state.active() && view.view() <= state.view;
    if (view.view() < state.view || open) {
      state.out.note(Rule.IGNORE, "new view " + view.view() + " is past");
      if (open && view.view() == state.view) {
        current = Optional.of(new Signed(view, signature));
      }
      return;
    }
    current = Optional.of(new Signed(view, signature));
    behindNoted = false;
    if (view.view() > state.view) {
      state.view = view.view();
      state.top = Optional.empty();
      state.opened = Optional.empty();
      state.viewChange = Optional.empty();
      state.announce();
    }
    state.out.note(
        Rule.ACCEPT,
        "new view "
            + view.view()
            + " of "
            + view.claims().stream().map(SignedClaim::signer).toList());
    for (QuorumCertificate each : view.certificates()) {
      if (each.content().phase() == Phase.PBFT_COMMIT) {
        decider.learn(each);
      }
    }
  }

  private void compare(Signed known, Signed other) {
    if (known.view().content().contradicts(other.view().content())) {
      int primary = state.primaries.primary(known.view().view());
      offences.report(
          Equivocation.of(
              new SignedVote(primary, known.view().content(), known.signature()),
              new SignedVote(primary, other.view().content(), other.signature())));
    }
  }

  /** Joins, opens and enters what is due; true when a view was entered. */
  boolean settle() {
    join();
    open();
    boolean entered = waiting().map(signed -> enter(signed.view())).orElse(false);
    place();
    return entered;
  }

  /** Section 4.5.2: f + 1 view changes for higher views. */
  private void join() {
    Optional<Long> target = state.isValidator() ? log.weakQuorumView() : Optional.empty();
    target.ifPresent(view -> {
      state.out.note(Rule.JOIN, "a weak quorum asks for view " + view);
      state.failures++;
      ask(view);
    });
  }

  private void open() {
    boolean due =
        state.leads()
            && !state.active()
            && state.opened.isEmpty()
            && state.viewChange.isPresent()
            && waiting().isEmpty()
            && log.hasQuorum(state.view);
    if (due) {
      NewView view = log.assemble(state.view);
      state.opened = Optional.of(view);
      state.out.note(
          Rule.NEW_VIEW,
          "opens view "
              + state.view
              + " for "
              + view.claims().stream().map(SignedClaim::signer).toList());
      state.persist(List.of());
      state.out.emit(new Effect.Broadcast(view));
    }
  }

  /** The new view that this replica accepted and could not enter so far. */
  private Optional<Signed> waiting() {
    return current.filter(signed -> !state.active() && signed.view().view() == state.view);
  }

  private boolean enter(NewView view) {
    return switch (reproposal.of(view)) {
      case Reproposal.Unknown _ -> false;
      case Reproposal.Behind behind -> {
        if (!behindNoted) {
          behindNoted = true;
          state.out.note(
              Rule.BEHIND, "view " + view.view() + " starts above uncommitted " + behind.base());
        }
        yield false;
      }
      case Reproposal.Known known -> {
        enter(view, known);
        yield true;
      }
    };
  }

  private void enter(NewView view, Reproposal.Known known) {
    if (known.truncated()) {
      state.out.note(Rule.TRUNCATE, "a prepared block does not stand on what was chosen below it");
    }
    Block last = known.blocks().isEmpty() ? state.root : known.blocks().getLast();
    state.top = Optional.of(BlockRef.of(last));
    // It is not said again once the view is open, so no later record has to carry it.
    state.viewChange = Optional.empty();
    state.out.note(
        Rule.ENTER,
        "view "
            + view.view()
            + " of "
            + state.primary()
            + " proposes again "
            + known.blocks().stream().map(BlockRef::of).toList());
    slots.open(view.view());
    again = known.blocks();
    state.persist(known.blocks());
    tellDecided(view);
  }

  /** After a restart in an open view: O is what stands between the committed block and its top. */
  void resume(BlockRef top) {
    slots.open(state.view);
    if (state.blocks.path(top, state.root.height()) instanceof BlockStore.Complete path) {
      again = path.blocks();
    }
    place();
  }

  /** Puts the blocks of O in their places, as far as the window reaches. */
  private void place() {
    for (Block block : again) {
      if (state.inWindow(block.height()) && slots.view == state.view) {
        slots.at(block.height()).proposal = Optional.of(block.hash());
      }
    }
  }

  /** What is committed here and not in V, others may have to vote for: they need not. */
  private void tellDecided(NewView view) {
    long base = reproposal.base(view).map(BlockRef::height).orElse(0L);
    state
        .decided
        .filter(own -> own.content().height() > base && state.isValidator())
        .ifPresent(own -> {
          state.out.note(Rule.DECISION, "height " + own.content().height() + " to all");
          state.out.emit(new Effect.Broadcast(new Decision(own)));
        });
  }

  /** The certificate to fetch from and the block, where one is missing to enter the view. */
  Optional<Reproposal.Unknown> missing() {
    return waiting()
        .flatMap(signed ->
            reproposal.of(signed.view()) instanceof Reproposal.Unknown unknown
                ? Optional.of(unknown)
                : Optional.empty());
  }

  /** Whether a quorum has got as far as the view that is not open here (section 4.5.2). */
  boolean quorumAsks() {
    return waiting().isPresent() || log.hasQuorumAt(state.view);
  }

  /** The prepared certificates of the new view that waits to be entered. */
  List<QuorumCertificate> wanted() {
    return waiting().map(signed -> signed.view().certificates()).orElse(List.of());
  }

  /** The highest view that was open here. */
  long openView() {
    return slots.view;
  }

  boolean entering() {
    return waiting().isPresent();
  }

  /** The new view of the open view, for somebody who missed it. */
  Optional<NewViewCopy> copy() {
    return current
        .filter(signed -> signed.view().view() == slots.view)
        .map(signed -> new NewViewCopy(signed.view(), signed.signature()));
  }

  void digest(Encoder out) {
    out.bool(behindNoted).list(again, (o, block) -> o.hash(block.hash()));
    out.bool(current.isPresent());
    current.ifPresent(signed -> out.u64(signed.view().view()).hash(signed.view().digest()));
  }
}
