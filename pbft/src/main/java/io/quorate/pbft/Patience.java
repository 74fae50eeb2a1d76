package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.Backoff;
import io.quorate.consensus.engine.EngineTimers;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.Optional;

/**
 * The one timer (sections 4.4 and 4.5.2): what this replica waits for, how long, and what it does
 * when that was in vain. Not thread-safe.
 */
final class Patience {
  /** The timer's name. */
  static final String TIMER = "view";

  /** How many timers in a row a primary may be excused for one and the same wait. */
  static final int MOST_EXCUSES = 8;

  private final State state;
  private final Waits waits;
  private final ViewChanger changer;
  private final Backoff backoff;
  private final EngineTimers timers;

  /** What the timer runs for. */
  private Optional<Running> running = Optional.empty();

  private Optional<Hash> excusedFor = Optional.empty();
  private int excuses;
  private boolean committedAny;
  private boolean committedFull;

  private enum Purpose {
    /** Something has to be committed in the open view. */
    REQUEST,
    /** The own view change has to reach a quorum. */
    RESEND,
    /** The primary of the next view has to open it. */
    NEW_VIEW
  }

  private record Running(long view, Purpose purpose, Optional<Hash> cause) {}

  Patience(State state, Waits waits, ViewChanger changer) {
    this.state = state;
    this.waits = waits;
    this.changer = changer;
    this.timers = new EngineTimers(state.out);
    ChainParameters parameters = state.epoch.parameters();
    this.backoff = new Backoff(parameters.baseTimeoutMillis(), parameters.maxTimeoutMillis());
  }

  /** A block was committed here. */
  void committed(Block block) {
    committedFull = (!committedAny || committedFull) && isFull(block);
    committedAny = true;
  }

  /** Starts, restarts or stops the timer as what waits changes (section 4.4). */
  void settle() {
    Optional<Hash> cause = waits.cause();
    if (cause.isEmpty()) {
      stop();
      return;
    }
    Purpose purpose = purpose();
    Optional<Hash> about = purpose == Purpose.REQUEST ? cause : Optional.empty();
    boolean same =
        running
            .map(r -> r.purpose() == purpose && r.view() == state.view && r.cause().equals(about))
            .orElse(false);
    if (!same) {
      start(purpose, about);
    }
  }

  private Purpose purpose() {
    if (state.active()) {
      return Purpose.REQUEST;
    }
    return changer.quorumAsks() ? Purpose.NEW_VIEW : Purpose.RESEND;
  }

  private void start(Purpose purpose, Optional<Hash> cause) {
    long delay =
        switch (purpose) {
          case REQUEST -> backoff.delayMillis(state.failures);
          case RESEND -> backoff.delayMillis(0);
          case NEW_VIEW -> backoff.delayMillis(Math.max(0, state.failures - 1));
        };
    running = Optional.of(new Running(state.view, purpose, cause));
    committedAny = false;
    committedFull = false;
    if (!excusedFor.equals(cause)) {
      excusedFor = cause;
      excuses = 0;
    }
    state.out.note(
        Rule.TIMER,
        switch (purpose) {
              case REQUEST -> cause.map(Hash::shortHex).orElse("") + " has ";
              case RESEND -> "the view change has ";
              case NEW_VIEW -> "the new view " + state.view + " has ";
            }
            + delay
            + " ms");
    timers.start(TIMER, state.root.height() + 1, state.view, delay);
  }

  private void stop() {
    if (running.isPresent()) {
      running = Optional.empty();
      state.out.note(Rule.IDLE, "nothing waits in view " + state.view);
      timers.cancel(TIMER);
    }
  }

  /** The timer ran out; true when it was the running one. */
  boolean expired(TimerId timer) {
    Optional<Running> was = running.filter(_ -> timers.expired(timer));
    if (was.isEmpty()) {
      state.out.note(Rule.IGNORE, "stale timer of view " + timer.view());
      return false;
    }
    running = Optional.empty();
    if (!state.isValidator()) {
      return true;
    }
    switch (was.get().purpose()) {
      case REQUEST -> request(was.get());
      case RESEND -> resend();
      case NEW_VIEW -> changer.giveUp();
    }
    return true;
  }

  private void request(Running was) {
    if (was.cause().equals(Optional.of(Waits.OTHERS))) {
      waits.follow();
      state.out.note(Rule.FOLLOW, "nothing waits here, but somebody asks for the next view");
      changer.follow();
    } else if (!excused()) {
      changer.giveUp();
    }
  }

  private void resend() {
    waits.follow();
    if (state.viewChange.isPresent()) {
      state.out.note(Rule.RESEND, "asks for view " + state.view + " again");
      changer.repeat();
    } else {
      changer.giveUp();
    }
  }

  /**
   * A backlog is not the primary's fault: it committed full blocks all the time, or could not
   * propose because execution or finality lags, here or at so many others that none could. But not
   * for ever: a censor can fill blocks, too.
   */
  private boolean excused() {
    boolean backlog = committedAny && committedFull;
    long next = state.root.height() + 1;
    boolean lag = !state.mayPrepare(next) || state.quorumLags(next);
    if (excuses >= MOST_EXCUSES || !(backlog || lag)) {
      return false;
    }
    excuses++;
    state.out.note(
        Rule.EXCUSE,
        (backlog ? "full blocks all the time" : "execution lags") + ", excuse " + excuses);
    return true;
  }

  private boolean isFull(Block block) {
    ChainParameters parameters = state.epoch.parameters();
    long bytes = 0;
    for (Transaction transaction : block.payload().transactions()) {
      bytes += transaction.encoded().size();
    }
    return block.payload().transactions().size() >= parameters.maxBlockTransactions()
        || bytes + parameters.maxTransactionBytes() > parameters.maxBlockBytes();
  }

  void digest(Encoder out) {
    out.bool(running.isPresent());
    running.ifPresent(r -> {
      out.text(r.purpose().name()).u64(r.view());
      out.bool(r.cause().isPresent());
      r.cause().ifPresent(out::hash);
    });
    out.u32(excuses).bool(committedAny).bool(committedFull);
    timers.digest(out);
  }
}
