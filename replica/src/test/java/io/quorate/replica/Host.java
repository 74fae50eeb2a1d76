package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.PublicKey;
import io.quorate.mempool.LedgerView;
import io.quorate.mempool.MempoolLimits;
import io.quorate.replica.ReplicaEffect.Execute;
import io.quorate.replica.ReplicaEffect.Halt;
import io.quorate.replica.ReplicaEffect.OutgoingAttestation;
import io.quorate.replica.ReplicaEffect.Persist;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.ReplicaEffect.Write;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Runs replica 0 over a store in memory: writes what it says, keeps the blocks it wants executed
 * until the test lets them run, and remembers every effect.
 */
final class Host implements LedgerView {
  static final int SELF = 0;

  final Network network;
  final MemoryStore store = new MemoryStore();
  final Ledger ledger;
  final List<ReplicaEffect> effects = new ArrayList<>();
  private final Deque<Block> toExecute = new ArrayDeque<>();
  private ScriptedEngine engine = new ScriptedEngine();
  private Executor executor;
  private Replica replica;
  private long now = 10_000;

  Host() {
    this(new Network());
  }

  Host(Network network) {
    this.network = network;
    this.ledger = new Ledger(store, network.genesis().block());
    this.executor = open();
    this.replica = create();
  }

  private Executor open() {
    return new Executor(network.genesis(), new Journal(), store, 64);
  }

  private Replica create() {
    return new Replica(
        new ReplicaConfig(
            SELF,
            network.epochs(),
            network.genesis().block(),
            engine,
            MempoolLimits.DEFAULT,
            this,
            ProposalRules.ANY,
            500,
            5),
        store);
  }

  /** The process ends and starts again over the same disk; nothing was waiting for a sync. */
  void restart() {
    effects.clear();
    toExecute.clear();
    engine = new ScriptedEngine();
    executor = open();
    replica = create();
    input(new ReplicaInput.Start());
  }

  ScriptedEngine engine() {
    return engine;
  }

  Replica replica() {
    return replica;
  }

  void input(ReplicaInput input) {
    now++;
    replica.handle(now, input, this::perform);
  }

  void receive(int from, PeerMessage message) {
    input(new ReplicaInput.Received(from, message));
  }

  /** Lets an engine timer of that name run out, which the scripts start from. */
  void fire(String name) {
    input(
        new ReplicaInput.TimerFired(
            new ReplicaTimer(
                ReplicaTimer.Owner.ENGINE, replica.status().epoch(), new TimerId(name, 0, 0))));
  }

  void tick() {
    input(
        new ReplicaInput.TimerFired(
            new ReplicaTimer(ReplicaTimer.Owner.REPLICA, 0, new TimerId("tick", 0, 0))));
  }

  /** Executes everything that waits and hands the results in. */
  void execute() {
    while (!toExecute.isEmpty()) {
      input(new ReplicaInput.Executed(executor.execute(toExecute.remove())));
    }
  }

  /** The heights that wait for execution. */
  List<Long> waiting() {
    return toExecute.stream().map(Block::height).toList();
  }

  /** Every validator attests what this replica computed for that height. */
  void finalizeHeight(long height) {
    Attestation attestation = network.attestation(height, ledger.outcome(height).orElseThrow());
    for (int signer = 0; signer < 3; signer++) {
      receive(signer, network.attested(signer, attestation));
    }
  }

  /** The block with a certificate of what an honest execution of it comes to. */
  static List<CertifiedBlock> certify(Network network, List<Block> blocks) {
    Executor honest = new Executor(network.genesis(), new Journal(), new MemoryStore(), 64);
    List<CertifiedBlock> certified = new ArrayList<>();
    for (Block block : blocks) {
      var executed = honest.execute(block);
      Attestation attestation =
          network.attestation(
              block.height(),
              new Ledger.Outcome(block.hash(), executed.stateRoot(), executed.receiptsRoot()));
      certified.add(new CertifiedBlock(block, network.certificate(attestation, 1, 2, 3)));
    }
    return certified;
  }

  <T extends ReplicaEffect> List<T> of(Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The heights of the attestations it wanted to send. */
  List<Long> attested() {
    return of(SignAndSend.class).stream()
        .map(SignAndSend::outgoing)
        .filter(OutgoingAttestation.class::isInstance)
        .map(outgoing -> ((OutgoingAttestation) outgoing).attestation().height())
        .toList();
  }

  List<String> halts() {
    return of(Halt.class).stream().map(Halt::reason).toList();
  }

  private void perform(ReplicaEffect effect) {
    effects.add(effect);
    if (effect instanceof Persist(WriteBatch batch)) {
      store.write(batch);
    } else if (effect instanceof Write(WriteBatch batch)) {
      store.write(batch);
    } else if (effect instanceof Execute(Block block)) {
      toExecute.add(block);
    }
  }

  @Override
  public SequenceWindow window(PublicKey sender) {
    return executor.window(sender);
  }

  @Override
  public long height() {
    return executor.state().latestVersion();
  }

  @Override
  public Verdict check(Transaction transaction) {
    return executor.check(transaction);
  }
}
