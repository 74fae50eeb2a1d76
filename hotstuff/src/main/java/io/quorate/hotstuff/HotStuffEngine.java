package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.Comparator;
import java.util.Optional;

/**
 * Dispatch. An event changes the state; then {@link #settle} draws every conclusion that is due, in
 * one fixed order. Nothing is concluded anywhere else, so a rule cannot be forgotten on some path.
 */
final class HotStuffEngine implements ConsensusEngine {
  private final Epoch epoch;
  private final int self;
  private final ChainRules rules;
  private final LeaderElection election;
  private final EngineOutput out = new EngineOutput();
  private Optional<Steps> running = Optional.empty();

  /** The steps of the protocol over their shared state. */
  private record Steps(
      State state,
      Chain chain,
      Offences offences,
      VoteCollector votes,
      TimeoutCollector timeouts,
      Pacemaker pacemaker,
      Voter voter,
      Proposer proposer,
      Fetcher fetcher) {}

  HotStuffEngine(Epoch epoch, int self, ChainRules rules) {
    this(epoch, self, rules, new LeaderElection(epoch.validators()));
  }

  /** With another rule of who leads; all replicas of an epoch must have the same one. */
  HotStuffEngine(Epoch epoch, int self, ChainRules rules, LeaderElection election) {
    this.epoch = epoch;
    this.self = self;
    this.rules = rules;
    this.election = election;
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
      case Event.TimerExpired expired -> {
        steps.fetcher.retry();
        if (steps.pacemaker.expired(expired.timer())) {
          steps.voter.tell();
        }
      }
      case Event.PayloadReady ready -> steps.proposer.ready(ready);
      case Event.BlockValidated validated ->
          steps.voter.validated(validated.block(), validated.verdict());
      case Event.BlockAvailable available -> fetched(steps, available.block());
      case Event.CommittedElsewhere committed -> steps.chain.committedElsewhere(committed.block());
      case Event.HeightExecuted executed -> executed(steps, executed.height());
      case Event.PeerConnected connected -> connected(steps, connected.validator());
      case Event.HeightFinal _ -> {
        // Attestations follow execution, which this engine hears of already.
      }
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
    State state = new State(epoch, self, out, election, started.committed(), remembered);
    state.executedHeight = started.executedHeight();
    started.uncommitted().stream()
        .sorted(Comparator.comparingLong(Block::height))
        .forEach(block -> {
          state.tree.add(block);
          state.tree.get(block.hash()).ifPresent(TreeBlock::makeDurable);
        });
    out.note(
        remembered.isPresent() ? Rule.RESTORE : Rule.START,
        "view " + state.view + " above " + state.tree.root().ref() + ", locked on " + state.lock);
    out.emit(new Effect.EnteredView(state.view, state.leader()));
    Steps steps = steps(state);
    running = Optional.of(steps);
    steps.voter.repeat();
    steps.proposer.repeat();
    settle(steps);
  }

  private Steps steps(State state) {
    Offences offences = new Offences(state);
    TimeoutCollector timeouts = new TimeoutCollector(state);
    return new Steps(
        state,
        new Chain(state, rules),
        offences,
        new VoteCollector(state, offences),
        timeouts,
        new Pacemaker(state, timeouts),
        new Voter(state, rules),
        new Proposer(state),
        new Fetcher(state));
  }

  private void message(Steps steps, SignedMessage message) {
    if (!(message.body() instanceof HotStuffMessage body)) {
      throw new IllegalStateException("not verified: " + message.body());
    }
    switch (body) {
      case Proposal proposal -> {
        proposal.timeoutCertificate().ifPresent(steps.chain::learn);
        steps.chain.learn(proposal.justify());
        advance(steps);
        proposal(steps, message, proposal);
      }
      case Vote vote ->
          vote(steps, new SignedVote(message.sender(), vote.content(), message.signature()));
      case Timeout timeout -> {
        timeout.timeoutCertificate().ifPresent(steps.chain::learn);
        steps.chain.learn(timeout.highQc());
        advance(steps);
        timeout.vote().ifPresent(vote -> vote(steps, vote));
        advance(steps);
        timeout(steps, message, timeout);
      }
      case Sync sync -> {
        out.note(
            Rule.SYNC, "from " + message.sender() + ", view " + sync.highQc().content().view());
        sync.timeoutCertificate().ifPresent(steps.chain::learn);
        steps.chain.learn(sync.highQc());
      }
    }
  }

  private void proposal(Steps steps, SignedMessage message, Proposal proposal) {
    State state = steps.state;
    Block block = proposal.block();
    boolean single = message.vote().map(steps.offences::admit).orElse(true);
    boolean old = block.view() < state.view;
    if (!single) {
      // Should it be certified all the same, it is fetched. Kept, second proposals would crowd out
      // the leader's.
      out.note(Rule.IGNORE, "second proposal of view " + block.view());
      return;
    }
    if (old && state.tree.get(block.parent()).isEmpty()) {
      out.note(Rule.IGNORE, block + " comes after its view, its parent is not here");
      return;
    }
    BlockTree.Added added = state.tree.add(block);
    switch (added) {
      case CONNECTED, KNOWN -> {}
      case ORPHANED -> out.note(Rule.ANCESTORS, block + " waits for its parent");
      case OLD, REFUSED -> {
        out.note(Rule.IGNORE, block + " has no place in the tree: " + added);
        return;
      }
    }
    if (old) {
      out.note(Rule.IGNORE, block + " comes after its view");
    } else {
      steps.voter.offer(proposal);
    }
  }

  private void vote(Steps steps, SignedVote vote) {
    if (vote.signer() == self
        && vote.content().view() >= steps.state.ownVote.map(v -> v.content().view()).orElse(0L)) {
      steps.state.ownVote = Optional.of(vote);
    }
    steps.votes.add(vote).ifPresent(steps.chain::learn);
  }

  private void timeout(Steps steps, SignedMessage message, Timeout timeout) {
    State state = steps.state;
    if (timeout.view() < state.view && message.sender() != self) {
      out.note(
          Rule.ANSWER, "validator " + message.sender() + " is behind in view " + timeout.view());
      out.emit(new Effect.Send(message.sender(), new Sync(state.highQc, state.usefulTc())));
    }
    steps
        .timeouts
        .add(message, timeout)
        .ifPresent(certificate -> {
          out.note(
              Rule.TC,
              "view " + certificate.view() + " given up by " + certificate.signature().signers());
          steps.chain.learn(certificate);
        });
  }

  private void fetched(Steps steps, Block block) {
    BlockTree.Added added = steps.state.tree.add(block);
    out.note(Rule.FETCHED, block + ": " + added);
  }

  private void executed(Steps steps, long height) {
    steps.state.executedHeight = Math.max(steps.state.executedHeight, height);
    out.note(Rule.EXECUTED, "height " + height);
  }

  private void connected(Steps steps, int validator) {
    State state = steps.state;
    out.emit(new Effect.Send(validator, new Sync(state.highQc, state.usefulTc())));
    if (state.isValidator() && state.timedOut()) {
      out.emit(new Effect.Send(validator, steps.pacemaker.timeout()));
    }
  }

  /** Enters the views that certificates open. */
  private void advance(Steps steps) {
    if (steps.pacemaker.advance()) {
      entered(steps);
    }
  }

  private static void entered(Steps steps) {
    steps.voter.clear();
    steps.votes.prune();
    steps.offences.prune();
    steps.fetcher.retry();
  }

  private void settle(Steps steps) {
    steps.chain.refresh();
    advance(steps);
    if (steps.pacemaker.join()) {
      entered(steps);
    }
    steps.voter.settle();
    steps.proposer.settle();
    if (steps.proposer.spreads(steps.chain.takeServed())) {
      out.note(Rule.SPREAD, "nothing left to propose; the others commit too");
      out.emit(new Effect.Broadcast(new Sync(steps.state.highQc, steps.state.usefulTc())));
    }
    steps.fetcher.settle();
    steps.chain.prune();
    steps.pacemaker.rest(busy(steps));
  }

  /** Whether anything waits: the timer runs then, and only then. */
  private static boolean busy(Steps steps) {
    State state = steps.state;
    return (state.workPending && !state.over())
        || steps.fetcher.missing()
        || state.highBlock().map(state::waiting).orElse(false)
        || steps.voter.hasCandidates()
        || state.lastVotedView() == state.view
        || state.lastProposedView() == state.view
        || steps.timeouts.othersWait();
  }

  @Override
  public Hash stateHash() {
    return running.map(HotStuffEngine::digest).orElse(Hash.ZERO);
  }

  private static Hash digest(Steps steps) {
    Encoder encoder = new Encoder(4096);
    steps.state.digest(encoder);
    steps.offences.digest(encoder);
    steps.votes.digest(encoder);
    steps.timeouts.digest(encoder);
    steps.pacemaker.digest(encoder);
    steps.voter.digest(encoder);
    steps.proposer.digest(encoder);
    steps.fetcher.digest(encoder);
    return Sha256.tagged("quorate/hotstuff/state/1", encoder.toBytes());
  }
}
