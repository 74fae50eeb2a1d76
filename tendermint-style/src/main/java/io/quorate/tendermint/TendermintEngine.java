package io.quorate.tendermint;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.Optional;

/**
 * Dispatch. An event changes the state; then {@link #settle} draws every conclusion that is due, in
 * one fixed order. Nothing is concluded anywhere else, so a rule cannot be forgotten on some path.
 */
final class TendermintEngine implements ConsensusEngine {
  private final Epoch epoch;
  private final int self;
  private final RoundRules rules;
  private final Duties duties;
  private final Rotation rotation;
  private final EngineOutput out = new EngineOutput();
  private Optional<Steps> running = Optional.empty();

  /** The steps of the protocol over their shared state. */
  private record Steps(
      State state,
      Judge judge,
      Committer committer,
      Fetcher fetcher,
      Proposer proposer,
      Timers timers,
      Gossip gossip,
      Future future,
      Offences offences,
      Receiver receiver,
      Rounds rounds,
      Heights heights) {}

  TendermintEngine(Epoch epoch, int self, RoundRules rules, Duties duties) {
    this(epoch, self, rules, duties, new Rotation(epoch));
  }

  /** With another rule of who proposes; all replicas of an epoch must have the same one. */
  TendermintEngine(Epoch epoch, int self, RoundRules rules, Duties duties, Rotation rotation) {
    this.epoch = epoch;
    this.self = self;
    this.rules = rules;
    this.duties = duties;
    this.rotation = rotation;
  }

  @Override
  public void handle(Event event, Effects effects) {
    out.begin(effects);
    if (event instanceof Event.Started started) {
      start(started);
      return;
    }
    Steps steps =
        running.orElseThrow(() -> new IllegalStateException("the first event is not Started"));
    switch (event) {
      case Event.Started _ -> throw new IllegalStateException("started twice");
      case Event.MessageReceived received -> message(steps, received.message());
      case Event.TimerExpired expired -> expired(steps, expired.timer());
      case Event.PayloadReady ready -> steps.proposer.ready(ready);
      case Event.BlockValidated validated ->
          steps.judge.validated(validated.block(), validated.verdict());
      case Event.BlockAvailable available -> steps.fetcher.fetched(available.block());
      case Event.CommittedElsewhere committed ->
          steps.heights.committedElsewhere(committed.block());
      case Event.HeightExecuted executed -> executed(steps, executed.height());
      case Event.PeerConnected connected ->
          steps.gossip.connected(connected.validator(), waits(steps));
      case Event.HeightFinal reached ->
          steps.state.finalHeight =
              Math.max(steps.state.finalHeight, reached.certificate().attestation().height());
      case Event.WorkPending work -> steps.state.workPending = work.pending();
    }
    settle(steps);
  }

  private void start(Event.Started started) {
    if (running.isPresent()) {
      throw new IllegalStateException("started twice");
    }
    Optional<SafetyRecord> remembered =
        started.safetyState().map(bytes -> SafetyRecord.decode(bytes).orThrow());
    Steps steps = steps(new State(epoch, self, out, duties, rotation, started.committed()));
    steps.state.executedHeight = started.executedHeight();
    running = Optional.of(steps);
    steps.heights.begin(remembered, started.uncommitted());
    settle(steps);
  }

  private Steps steps(State state) {
    Judge judge = new Judge(state);
    Committer committer = new Committer(state);
    Fetcher fetcher = new Fetcher(state, committer);
    Speaker speaker = new Speaker(state);
    Proposer proposer = new Proposer(state, speaker);
    Timers timers = new Timers(state);
    Gossip gossip = new Gossip(state, speaker);
    Future future = new Future(state);
    Offences offences = new Offences(state);
    Rounds rounds = new Rounds(state, rules, judge, speaker, timers, fetcher, future, offences);
    Receiver receiver = new Receiver(state, committer, future, offences);
    Heights heights = new Heights(state, committer, rounds, speaker, timers, future, offences);
    return new Steps(
        state, judge, committer, fetcher, proposer, timers, gossip, future, offences, receiver,
        rounds, heights);
  }

  private static void message(Steps steps, SignedMessage message) {
    if (!(message.body() instanceof TendermintMessage body)) {
      throw new IllegalStateException("not verified: " + message.body());
    }
    if (body instanceof TendermintMessage.Status status) {
      steps.receiver.status(message.sender(), status);
      steps.gossip.received(message.sender(), status, waits(steps));
    } else {
      steps.receiver.receive(message, body);
    }
  }

  private static void expired(Steps steps, TimerId timer) {
    if (steps.timers.gossipExpired(timer)) {
      steps.fetcher.retry();
      steps.future.asked();
      steps.gossip.tick(waits(steps));
    } else {
      steps.rounds.expired(timer);
    }
  }

  private static void executed(Steps steps, long height) {
    steps.state.executedHeight = Math.max(steps.state.executedHeight, height);
    steps.state.out.note(Rule.EXECUTED, "height " + height);
  }

  private static void settle(Steps steps) {
    boolean moved = true;
    while (moved) {
      moved = replay(steps) || steps.heights.commit() || steps.rounds.step();
    }
    steps.proposer.settle();
    steps.fetcher.settle();
    boolean waits = waits(steps);
    steps.timers.settle(waits, unsettled(steps, waits));
  }

  private static boolean replay(Steps steps) {
    SignedMessage message = steps.state.replay.poll();
    if (message == null) {
      return false;
    }
    message(steps, message);
    return true;
  }

  /**
   * Whether a decision of this height is waited for: the propose timeout runs then, and only then.
   */
  private static boolean waits(Steps steps) {
    State state = steps.state;
    return !state.over()
        && (state.workPending
            || state.woken
            || state.proposal.isPresent()
            || state.votes.any(state.round.round()));
  }

  /** Whether a peer may have something that this replica lacks: the gossip timer runs then. */
  private static boolean unsettled(Steps steps, boolean waits) {
    return waits
        || steps.state.round.step() != Step.PROPOSE
        || steps.state.missedWords()
        || steps.fetcher.missing()
        // Not final: a peer that is needed for it may not know that the tip is decided.
        || steps.state.finalHeight < steps.state.tip.height()
        || steps.state.behind()
        || steps.future.asks()
        || steps.gossip.owesTick();
  }

  @Override
  public Hash stateHash() {
    return running.map(TendermintEngine::digest).orElse(Hash.ZERO);
  }

  private static Hash digest(Steps steps) {
    Encoder encoder = new Encoder(4096);
    steps.state.digest(encoder);
    steps.committer.digest(encoder);
    steps.fetcher.digest(encoder);
    steps.proposer.digest(encoder);
    steps.timers.digest(encoder);
    steps.gossip.digest(encoder);
    steps.future.digest(encoder);
    steps.offences.digest(encoder);
    return Sha256.tagged("quorate/tendermint/state/1", encoder.toBytes());
  }
}
