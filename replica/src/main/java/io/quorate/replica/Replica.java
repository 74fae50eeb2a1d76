package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.mempool.Admission;
import io.quorate.mempool.Dropped;
import io.quorate.mempool.Mempool;
import io.quorate.mempool.Origin;
import io.quorate.replica.ReplicaEffect.Admitted;
import io.quorate.replica.ReplicaEffect.Caught;
import io.quorate.replica.ReplicaEffect.EnteredEpoch;
import io.quorate.replica.ReplicaEffect.Everyone;
import io.quorate.replica.ReplicaEffect.Execute;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Persist;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.ReplicaEffect.StartTimer;
import io.quorate.replica.ReplicaInput.Executed;
import io.quorate.replica.ReplicaInput.PeerDown;
import io.quorate.replica.ReplicaInput.PeerUp;
import io.quorate.replica.ReplicaInput.Received;
import io.quorate.replica.ReplicaInput.Start;
import io.quorate.replica.ReplicaInput.Submitted;
import io.quorate.replica.ReplicaInput.TimerFired;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One replica: epoch, engine, mempool, delivery, finality and catch-up as one deterministic
 * component. Inputs come with the host's time; effects go out in order. Not thread-safe: one caller
 * at a time.
 *
 * <p>An epoch ends here when the certificate of its last height is: its engine works on until then,
 * for a peer may need it to commit that height. Then the next epoch's engine starts over a block
 * that is committed, executed and final, and who is behind comes along by catch-up.
 *
 * <p>The host's duties:
 *
 * <ol>
 *   <li>Hand in {@link ReplicaInput.Start} first, then whatever happens, one input at a time, with
 *       a time that never goes back.
 *   <li>Hand in only peers' messages that {@link InboundVerifier} accepted, with the authenticated
 *       sender, and answer {@link PeerMessage.BlockRequest} and {@link PeerMessage.LogRequest} from
 *       the {@link Ledger} without asking here.
 *   <li>Apply {@link ReplicaEffect.Persist} and {@link ReplicaEffect.Write} in order, and before
 *       any later {@link ReplicaEffect.Execute} starts; sync a {@link ReplicaEffect.Persist} before
 *       any later {@link ReplicaEffect.SignAndSend} leaves.
 *   <li>Sign, send and hand back {@link ReplicaEffect.SignAndSend}.
 *   <li>Execute blocks one after the other and hand back each result; stop on an application's
 *       failure.
 *   <li>Stop on {@link ReplicaEffect.Halt} and on any exception thrown here: both mean a broken
 *       invariant.
 * </ol>
 */
public final class Replica {
  private static final TimerId TICK = new TimerId("tick", 0, 0);
  private static final TimerId SPREAD = new TimerId("spread", 0, 0);
  private static final int BUSY = 100;
  private static final int BUSY_FACTOR = 8;
  private static final int SPREAD_BYTES = 256 << 10;
  private static final int OBSERVER = -1;

  private final ReplicaConfig config;
  private final Ledger ledger;
  private final Mempool mempool;
  private final EvidencePool evidence = new EvidencePool();
  private final PayloadSource payloads;
  private final Finality finality;
  private final CatchUp catchUp;
  private final BlockFetcher fetcher;
  private final SigningGuard guard;
  private final OutgoingStage outgoing;
  private final ChainTip tip;
  private final DeliveryGate gate;
  private final LogFollower follower;
  private final EarlyMessages early = new EarlyMessages();
  private final SortedSet<Integer> connected = new TreeSet<>();

  /** Peers that are known to have reached this epoch. */
  private final SortedSet<Integer> arrived = new TreeSet<>();

  private final Reminders reminders = new Reminders();

  private final Observation observation;
  private Epoch epoch;
  private EngineHost engine;
  private ReplicaEffects out = effect -> {};
  private long now;
  private boolean spreading;
  private Optional<Hash> oldestWork = Optional.empty();

  /**
   * A replica over what {@code store} holds; reads it now and never again while handling inputs,
   * except for sync data.
   */
  public Replica(ReplicaConfig config, KeyValueStore store) {
    this.config = config;
    this.ledger = new Ledger(store, config.genesis());
    this.epoch = epochAbove(ledger.finalizedHeight());
    this.catchUp = new CatchUp(epoch.validators());
    this.guard = new SigningGuard(store);
    this.mempool =
        new Mempool(epoch.chain(), epoch.parameters(), config.mempoolLimits(), config.ledgerView());
    mempool.divideAmong(Math.max(1, epoch.validators().size() - 1));
    this.payloads = new PayloadSource(epoch.parameters(), mempool, evidence, config.proposals());
    this.fetcher = new BlockFetcher(config.self());
    this.observation = new Observation(ledger.observing(), config.self(), config.epochs());
    this.outgoing = new OutgoingStage(guard, observation::observing);
    this.tip = ChainTip.read(ledger);
    this.gate = new DeliveryGate(tip, ledger, payloads);
    this.engine = engineOf(epoch);
    this.finality =
        new Finality(
            config.epochs(),
            ledger,
            guard,
            ledger.finalizedHeight(),
            this::attest,
            this::becameFinal);
    this.follower = new LogFollower(catchUp, gate, tip, finality, () -> epoch, () -> engine);
  }

  private Epoch epochAbove(long height) {
    return config
        .epochs()
        .at(height + 1)
        .orElseThrow(() -> new IllegalStateException("no epoch has height " + (height + 1)));
  }

  private EngineHost engineOf(Epoch of) {
    int self = observation.observing() ? OBSERVER : config.self();
    return new EngineHost(
        config, self, of, ledger, tip, payloads, fetcher, outgoing, new Delivery());
  }

  /** What the engine's host hands to the replica. */
  final class Delivery {
    void commit(Block block) {
      gate.deliver(block, epoch.lastHeight(), out);
    }

    void caught(Equivocation equivocation) {
      if (evidence.add(equivocation)) {
        payloads.arrived();
        out.emit(new Caught(equivocation));
        out.emit(new Send(new Everyone(), new PeerMessage.Evidence(equivocation)));
      }
    }
  }

  /** Handles one input. */
  public void handle(long nowMillis, ReplicaInput input, ReplicaEffects effects) {
    now = Math.max(now, nowMillis);
    out = effects;
    switch (input) {
      case Start start -> start();
      case Received received -> receive(received.from(), received.message());
      case Submitted submitted -> submit(submitted.transaction());
      case TimerFired fired -> timer(fired.timer());
      case Executed executed -> executed(executed.result());
      case PeerUp up -> peerUp(up.peer());
      case PeerDown down -> {
        connected.remove(down.peer());
        catchUp.peerDown(down.peer());
      }
    }
    updateWork();
    engine.drain(now, out);
    // What the engine committed just now is no work any more.
    while (updateWork()) {
      engine.drain(now, out);
    }
  }

  /** Where the replica stands; changes nothing. */
  public ReplicaStatus status() {
    return new ReplicaStatus(
        epoch.number(),
        engine.view(),
        engine.leader(),
        tip.committed().height(),
        tip.executed(),
        finality.finalizedHeight(),
        catchUp.best(),
        mempool.size(),
        mempool.bytes(),
        catchUp.behind(),
        observation.observing(),
        finality.differing());
  }

  /** Digest of everything that decides what the replica does next. */
  public Hash stateHash() {
    return Sha256.tagged(
        "quorate/replica-state/1",
        new Encoder()
            .u64(epoch.number())
            .hash(engine.stateHash())
            .hash(tip.committed().hash())
            .u64(tip.executed())
            .u64(finality.finalizedHeight())
            .u32(mempool.size())
            .toBytes());
  }

  private void start() {
    startTimer(TICK, config.tickMillis());
    for (long height = finality.finalizedHeight() + 1; height <= tip.executed(); height++) {
      long at = height;
      ledger.outcome(at).ifPresent(outcome -> finality.executed(at, outcome, out));
    }
    for (long height = tip.executed() + 1; height <= tip.committed().height(); height++) {
      long at = height;
      Block block =
          ledger
              .block(at)
              .orElseThrow(
                  () -> new IllegalStateException("committed block " + at + " is missing"));
      payloads.committed(block);
      out.emit(new Execute(block));
    }
    out.emit(new EnteredEpoch(epoch));
    engine.start();
    ledger
        .certificate(finality.finalizedHeight())
        .filter(certificate -> certificate.attestation().epoch() == epoch.number())
        .ifPresent(certificate -> engine.enqueue(new Event.HeightFinal(certificate)));
  }

  private void becameFinal(FinalityCertificate certificate) {
    if (certificate.attestation().height() < epoch.lastHeight()) {
      engine.enqueue(new Event.HeightFinal(certificate));
    } else {
      enter(epoch.next());
    }
  }

  /** The last height of the epoch is final: the next one begins above it. */
  private void enter(Epoch next) {
    engine.stop(out);
    epoch = next;
    evidence.forgetBefore(next.number() - 1);
    arrived.clear();
    WriteBatch batch = new WriteBatch();
    guard.enter(next.number(), batch);
    if (observation.endsWith(next)) {
      ledger.endObserving(batch);
    }
    out.emit(new Persist(batch));
    out.emit(new EnteredEpoch(next));
    engine = engineOf(next);
    engine.start();
    connected.forEach(peer -> engine.enqueue(new Event.PeerConnected(peer)));
    early.take(next.number()).forEach(engine::received);
    oldestWork = Optional.empty();
    out.emit(new Send(new Everyone(), heights()));
  }

  private void receive(int from, PeerMessage message) {
    switch (message) {
      case PeerMessage.EngineMessageOf m -> engineMessage(from, m);
      case PeerMessage.Attested m -> finality.attested(m, out);
      case PeerMessage.Heights m -> heights(from, m);
      case PeerMessage.Evidence m -> evidence(m.equivocation());
      case PeerMessage.Transactions m -> m.transactions().forEach(t -> admit(t, Origin.peer(from)));
      case PeerMessage.Blocks m ->
          fetcher
              .answered(m.blocks(), out)
              .forEach(b -> engine.enqueue(new Event.BlockAvailable(b)));
      case PeerMessage.Log m -> log(from, m);
      case PeerMessage.BlockRequest m -> notMine(m);
      case PeerMessage.LogRequest m -> notMine(m);
      case PeerMessage.HeightQuery m -> notMine(m);
      case PeerMessage.HeightReply m -> notMine(m);
    }
  }

  private void engineMessage(int from, PeerMessage.EngineMessageOf message) {
    if (message.epoch() == epoch.number()) {
      engine.received(message);
    } else if (message.epoch() == epoch.number() + 1) {
      early.add(from, message);
    }
  }

  private void heights(int from, PeerMessage.Heights heights) {
    follower.heights(from, heights, out);
    observation.heard(from, heights);
    boolean here = heights.finalized() >= epoch.firstHeight() - 1;
    // What this replica said in this epoch before the peer was in it may be lost.
    boolean arrives = epoch.number() > 0 && here && arrived.add(from);
    if (arrives || reminders.due(from, heights.committed(), finality.finalizedHeight())) {
      engine.enqueue(new Event.PeerConnected(from));
    }
  }

  private void evidence(Equivocation equivocation) {
    long of = equivocation.first().content().epoch();
    boolean counts = of == epoch.number() || of == epoch.number() - 1;
    if (counts && evidence.add(equivocation)) {
      payloads.arrived();
      out.emit(new Caught(equivocation));
    }
  }

  private static void notMine(PeerMessage message) {
    throw new IllegalStateException("the host answers " + message + " itself");
  }

  private void submit(Transaction transaction) {
    Admission admission = admit(transaction, Origin.LOCAL);
    out.emit(new Admitted(transaction, admission));
    if (admission instanceof Admission.Admitted && !spreading) {
      spreading = true;
      // While many pend, fewer and larger batches matter more than a few milliseconds.
      startTimer(SPREAD, config.spreadMillis() * (mempool.size() > BUSY ? BUSY_FACTOR : 1));
    }
  }

  private Admission admit(Transaction transaction, Origin origin) {
    Admission admission = mempool.submit(transaction, now, origin);
    payloads.arrived();
    return admission;
  }

  private void timer(ReplicaTimer timer) {
    switch (timer.owner()) {
      case ENGINE -> engine.expired(timer);
      case REPLICA -> {
        if (timer.id().equals(SPREAD)) {
          spreading = false;
          spread();
        } else {
          tick();
        }
      }
    }
  }

  private void tick() {
    startTimer(TICK, config.tickMillis());
    finality.tick();
    reminders.tick(finality.overdue());
    fetcher.tick(out);
    follower.tick(out);
    out.emit(new Send(new Everyone(), heights()));
    spread();
  }

  private void spread() {
    List<Transaction> batch = mempool.toSpread(now, SPREAD_BYTES);
    while (!batch.isEmpty()) {
      out.emit(new Send(new Everyone(), new PeerMessage.Transactions(batch)));
      batch = mempool.toSpread(now, SPREAD_BYTES);
    }
  }

  private void peerUp(int peer) {
    connected.add(peer);
    out.emit(new Send(new One(peer), heights()));
    for (Attestation attestation : finality.uncertified()) {
      outgoing.send(new One(peer), new ReplicaEffect.OutgoingAttestation(attestation), out);
    }
    engine.enqueue(new Event.PeerConnected(peer));
  }

  private void executed(ExecutedBlock result) {
    Block block = result.block();
    tip.executed(block.height());
    payloads.executed(block);
    evidence.committed(block.payload());
    for (Dropped dropped : mempool.committed(block.height(), block.payload().transactions())) {
      out.emit(new ReplicaEffect.Dropped(dropped.transaction().id(), dropped.reason()));
    }
    finality.executed(
        block.height(),
        new Ledger.Outcome(block.hash(), result.stateRoot(), result.receiptsRoot()),
        out);
    engine.enqueue(new Event.HeightExecuted(block.height()));
    follower.proceed(now, out);
  }

  private void log(int from, PeerMessage.Log answer) {
    boolean asked = follower.answered(from, answer, now, out);
    if (asked && answer.blocks().isEmpty()) {
      observation.discredit(from);
    }
  }

  private void attest(Attestation attestation) {
    outgoing.send(new Everyone(), new ReplicaEffect.OutgoingAttestation(attestation), out);
  }

  /** Tells the engine what waits longest where that changed; true when it did. */
  private boolean updateWork() {
    Optional<Hash> oldest = payloads.oldest(oldestWork);
    if (oldest.equals(oldestWork)) {
      return false;
    }
    oldestWork = oldest;
    engine.enqueue(new Event.WorkPending(oldest));
    return true;
  }

  private PeerMessage.Heights heights() {
    return new PeerMessage.Heights(
        finality.finalizedHeight(), tip.committed().height(), observation.observing());
  }

  private void startTimer(TimerId id, long delayMillis) {
    out.emit(new StartTimer(new ReplicaTimer(ReplicaTimer.Owner.REPLICA, 0, id), delayMillis));
  }
}
