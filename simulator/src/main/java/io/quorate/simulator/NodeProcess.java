package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.mempool.TransactionChecks;
import io.quorate.replica.InboundVerifier;
import io.quorate.replica.ProposalRules;
import io.quorate.replica.Replica;
import io.quorate.replica.ReplicaConfig;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.KeptState;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.byzantine.ByzantineReplica;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One process of a node, from its start to its crash: a real replica, a real executor, and a host
 * that performs the replica's effects by the duties that {@link Replica} numbers. All of it is
 * volatile but the disk. Not thread-safe.
 */
final class NodeProcess implements Network.Endpoint {
  private static final int RETAINED_VERSIONS = 8;
  private static final int INPUTS_PER_BOUND_CHECK = 64;

  private final World world;
  private final SimulatedNode node;
  private final int self;
  private final int address;
  private final Optional<ByzantineReplica> liar;
  private final Ledger ledger;
  private final Executor executor;
  private final Application application;
  private final Replica replica;
  private final Optional<Witness> witness;
  private final InboundVerifier verifier;
  private final Intake intake;
  private final Desk desk;
  private final Executions executions;
  private final Timers timers;
  private final Outbox outbox;
  private final Deque<ReplicaInput> inputs = new ArrayDeque<>();
  private boolean alive = true;
  private boolean busy;
  private long handled;
  private long effectsUntilCrash = Long.MAX_VALUE;
  private Optional<Moment> crashAt = Optional.empty();

  /** What an execution ends with, in this order. */
  enum Moment {
    /** The node has its record of the block; an application's own state has not committed. */
    WRITTEN,
    /** An application's own state has committed. */
    COMMITTED,
    /** The replica is told. */
    EXECUTED
  }

  NodeProcess(World world, SimulatedNode node) {
    this.world = world;
    this.node = node;
    this.self = node.index();
    this.address = node.address();
    this.liar = node.liar();
    KeyValueStore store = liar.map(l -> l.store(node.disk())).orElse(node.disk());
    this.ledger = new Ledger(node.disk(), world.genesis().block());
    VerifiedTransactions verified = new VerifiedTransactions(world.scheme());
    TransactionChecks checks =
        new TransactionChecks(world.epoch().chain(), world.plan().chain(), verified);
    this.verifier =
        new InboundVerifier(
            world.epochs(), epoch -> world.parts().engine(self).verifier(epoch, verified), checks);
    Application own = world.parts().application(self);
    Optional<KeptState> kept =
        KeptState.open(own, "n" + self, note -> world.trace().node(address, note));
    this.application =
        new WatchedApplication(
            kept.<Application>map(state -> state).orElse(own),
            self,
            world.nextProcess(),
            world.checks());
    this.executor =
        new Executor(world.genesis(), application, node.disk(), RETAINED_VERSIONS, kept);
    this.intake = new Intake(world, this, node, verifier, ledger, executor);
    this.desk = new Desk(world, this, node, checks, ledger);
    this.executions = new Executions(world, this, node, executor);
    this.witness =
        world.honest(self)
            ? Optional.of(new Witness(self, world.epoch().engine(), ledger.committedHeight()))
            : Optional.empty();
    this.replica = new Replica(config(), store);
    this.timers = new Timers(world.scheduler(), timer -> input(new ReplicaInput.TimerFired(timer)));
    this.outbox = new Outbox(world, node, this);
  }

  private ReplicaConfig config() {
    return new ReplicaConfig(
        self,
        world.epochs(),
        world.genesis().block(),
        watched(world.parts().engine(self)),
        world.plan().mempool(),
        new ExecutedView(executor),
        ProposalRules.of(application),
        world.plan().tickMillis(),
        world.plan().spreadMillis());
  }

  private EngineFactory watched(EngineFactory engine) {
    return witness
        .<EngineFactory>map(
            w -> new WrappedEngines(engine, each -> new WatchedEngine(each, w::reported)))
        .orElse(engine);
  }

  /** Whom this process caught contradicting themselves. */
  SortedSet<Integer> offenders() {
    return witness.map(Witness::offenders).orElse(new TreeSet<>());
  }

  void start() {
    input(new ReplicaInput.Start());
  }

  boolean alive() {
    return alive;
  }

  Ledger ledger() {
    return ledger;
  }

  Executor executor() {
    return executor;
  }

  ReplicaStatus status() {
    return replica.status();
  }

  Hash stateHash() {
    return replica.stateHash();
  }

  /** Everything volatile is gone; what was scheduled for this process does nothing any more. */
  void kill() {
    alive = false;
    timers.stop();
    inputs.clear();
  }

  /**
   * The process is to crash when it has performed that many more effects, wherever in an input that
   * is.
   */
  void crashAfterEffects(long effects) {
    effectsUntilCrash = effects;
  }

  /** The process is to crash when that moment comes next. */
  void crashAt(Moment moment) {
    crashAt = Optional.of(moment);
  }

  /** A client hands in bytes that should be a transaction. */
  void submit(Bytes encoded) {
    desk.submit(encoded);
  }

  @Override
  public void arrive(int from, Packet packet) {
    intake.arrive(from, packet);
  }

  @Override
  public void peerUp(int peer) {
    input(new ReplicaInput.PeerUp(peer));
  }

  @Override
  public void peerDown(int peer) {
    input(new ReplicaInput.PeerDown(peer));
  }

  /**
   * Handles one input wholly before the next one, also when performing its effects causes others.
   */
  void input(ReplicaInput input) {
    inputs.add(input);
    if (busy) {
      return;
    }
    busy = true;
    while (alive && !inputs.isEmpty()) {
      ReplicaInput next = inputs.remove();
      liar.map(l -> l.hears(next)).orElse(Optional.of(next)).ifPresent(this::handle);
    }
    busy = false;
  }

  private void handle(ReplicaInput input) {
    List<ReplicaEffect> effects = new ArrayList<>();
    witness.ifPresent(w -> w.hears(input));
    try {
      replica.handle(world.clock(self), input, effects::add);
    } catch (RuntimeException e) {
      world.checks().threw(self, "on " + Describe.input(input), e);
      node.crash();
      return;
    }
    List<ReplicaEffect> due =
        world.parts().effects(self, liar.map(l -> l.does(input, effects)).orElse(effects));
    for (ReplicaEffect effect : due) {
      if (!alive) {
        return;
      }
      if (effectsUntilCrash-- <= 0) {
        node.crash();
        return;
      }
      perform(effect);
    }
    witness.ifPresent(Witness::handled);
    if (alive && handled++ % INPUTS_PER_BOUND_CHECK == 0) {
      world.checks().bounds(self, status(), timers.size(), outbox.size());
    }
  }

  private void perform(ReplicaEffect effect) {
    switch (effect) {
      case ReplicaEffect.Persist e -> outbox.persist(e.batch());
      case ReplicaEffect.Write e -> node.disk().write(e.batch());
      case ReplicaEffect.SignAndSend e -> outbox.add(e);
      case ReplicaEffect.Send e -> transmit(e.recipients(), e.message());
      case ReplicaEffect.StartTimer e -> timers.start(e.timer(), e.delayMillis());
      case ReplicaEffect.CancelTimer e -> timers.cancel(e.owner(), e.name());
      case ReplicaEffect.Execute e -> executions.add(e.block());
      case ReplicaEffect.Admitted e -> desk.admitted(e.transaction(), e.admission());
      case ReplicaEffect.Dropped e -> desk.dropped(e.transaction());
      case ReplicaEffect.Committed e -> {
        world.trace().node(address, e.block().hashCode(), () -> "committed " + e.block());
        world.checks().committed(self, e.block());
        witness.ifPresent(w -> w.committed(e.block().height()));
      }
      case ReplicaEffect.Finalized e -> finalised(e.certificate());
      case ReplicaEffect.Caught e -> {
        world.trace().node(address, "caught validator " + e.evidence().validator());
        world.checks().caught(self, e.evidence());
      }
      case ReplicaEffect.EnteredEpoch e -> {
        world.trace().node(address, "epoch " + e.epoch().number());
        verifier.enter(e.epoch());
        world.checks().enteredEpoch(self, e.epoch().number());
        witness.ifPresent(w -> w.entered(e.epoch()));
      }
      case ReplicaEffect.EnteredView e -> {
        world.trace().node(address, "view " + e.view() + " led by " + e.leader());
        world.checks().enteredView(self, e.view());
        witness.ifPresent(w -> w.entered(e.view()));
      }
      case ReplicaEffect.Note e -> {
        world.trace().note(address, e.rule(), e.text());
        world.checks().note(self, e.rule(), e.text());
        witness.ifPresent(w -> w.noted(e.rule(), e.text()));
      }
      case ReplicaEffect.Halt e -> {
        world.trace().node(address, "halt: " + e.reason());
        world.checks().halted(self, e.reason());
        node.crash();
      }
    }
  }

  /** Sends to whoever is meant; never to this node itself. */
  void transmit(ReplicaEffect.Recipients recipients, PeerMessage message) {
    switch (recipients) {
      case ReplicaEffect.One(int validator) -> transmit(validator, message);
      case ReplicaEffect.Everyone _ -> {
        Packet packet = new Packet(world.codec().encode(message));
        for (int peer = 0; peer < world.plan().nodes(); peer++) {
          if (peer != self) {
            put(peer, message, packet);
          }
        }
      }
    }
  }

  /** Sends to one validator, unless that is this node itself. */
  void transmit(int to, PeerMessage message) {
    if (to != self) {
      put(to, message, new Packet(world.codec().encode(message)));
    }
  }

  /** Puts an encoded message on the wire. */
  private void put(int to, PeerMessage message, Packet packet) {
    world.trace().sent(address, to, message);
    world.network().send(address, to, liar.map(l -> damaged(l, to, packet)).orElse(packet));
  }

  private static Packet damaged(ByzantineReplica liar, int to, Packet packet) {
    Bytes sent = liar.sends(to, packet.encoded());
    return sent.equals(packet.encoded()) ? packet : new Packet(sent);
  }

  private void finalised(FinalityCertificate certificate) {
    long height = certificate.attestation().height();
    world.trace().node(address, "finalized h" + height);
    world.checks().finalised(self, certificate);
    desk.finalised(height);
  }

  /** A block was executed; that counts as an effect, and the process may be about to crash. */
  void executed(ExecutedBlock result) {
    if (survives(Moment.EXECUTED)) {
      input(new ReplicaInput.Executed(result));
    }
  }

  /** A moment that counts as an effect; false when the process has crashed instead. */
  boolean survives(Moment moment) {
    if (effectsUntilCrash-- <= 0 || crashAt.equals(Optional.of(moment))) {
      node.crash();
      return false;
    }
    return true;
  }
}
