package io.quorate.node.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Transaction;
import io.quorate.node.net.LineLimit;
import io.quorate.replica.Replica;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.ledger.ExecutedBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that runs the replica: takes inputs, performs effects by handing them to the disk,
 * the timers, the transport and the answers. Nothing here waits for any of them.
 */
final class ReplicaLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger("io.quorate.consensus");
  private static final int GROUP = 256;

  /** Lines about one validator in a minute; the metric counts them all. */
  private static final int OFFENCE_LINES = 10;

  private static final long OVERLOAD_PAUSE_NANOS = 5_000_000;

  private final Replica replica;
  private final Optional<Interposer> interposer;
  private final LongSupplier clock;
  private final InputQueue inputs;
  private final Disk disk;
  private final Timers timers;
  private final Outbox outbox;
  private final Answers answers;
  private final Consumer<Epoch> entered;
  private final NodeFailure failure;
  private final MeterRegistry registry;
  private final Map<Long, ExecutedBlock> executed = new ConcurrentHashMap<>();
  private final Map<String, Counter> rules = new ConcurrentHashMap<>();
  private final LineLimit<Integer> offences =
      new LineLimit<>(OFFENCE_LINES, Duration.ofMinutes(1), System::nanoTime);
  private final Counter views;
  private final Counter committedTransactions;
  private final Counter committedBlocks;
  private volatile ReplicaStatus status;
  private boolean halted;

  ReplicaLoop(
      Replica replica,
      Optional<Interposer> interposer,
      LongSupplier clock,
      InputQueue inputs,
      Disk disk,
      Timers timers,
      Outbox outbox,
      Answers answers,
      Consumer<Epoch> entered,
      NodeFailure failure,
      MeterRegistry registry) {
    this.replica = replica;
    this.interposer = interposer;
    this.clock = clock;
    this.inputs = inputs;
    this.disk = disk;
    this.timers = timers;
    this.outbox = outbox;
    this.answers = answers;
    this.entered = entered;
    this.failure = failure;
    this.registry = registry;
    this.status = replica.status();
    this.views = registry.counter("quorate.views");
    this.committedTransactions = registry.counter("quorate.committed.transactions");
    this.committedBlocks = registry.counter("quorate.committed.blocks");
  }

  /** Where the replica stood after its latest input. Thread-safe. */
  ReplicaStatus status() {
    return status;
  }

  @Override
  public void run() {
    List<ReplicaInput> group = new ArrayList<>();
    try {
      if (status.observing()) {
        LOG.warn("observes: what this node signed is lost; it votes from the next epoch on");
      }
      handle(new ReplicaInput.Start());
      while (!Thread.currentThread().isInterrupted() && !halted) {
        while (disk.overloaded() && !Thread.currentThread().isInterrupted()) {
          LockSupport.parkNanos(OVERLOAD_PAUSE_NANOS);
        }
        inputs.take(group, GROUP);
        for (ReplicaInput input : group) {
          handle(input);
        }
        group.clear();
        show(replica.status());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failure.stop("the replica broke an invariant: " + e.getMessage(), Optional.of(e));
    }
  }

  private void show(ReplicaStatus now) {
    if (status.observing() && !now.observing()) {
      LOG.atInfo().addKeyValue("height", now.committedHeight()).log("votes again");
    }
    status = now;
  }

  private void handle(ReplicaInput input) {
    if (halted) {
      return;
    }
    if (input instanceof ReplicaInput.Executed result) {
      executed.put(result.result().block().height(), result.result());
    }
    if (interposer.isEmpty()) {
      replica.handle(clock.getAsLong(), input, this::perform);
    } else {
      handle(input, interposer.get());
    }
  }

  private void handle(ReplicaInput input, Interposer between) {
    List<ReplicaEffect> wanted = new ArrayList<>();
    between.hears(input).ifPresent(heard -> replica.handle(clock.getAsLong(), heard, wanted::add));
    between.does(input, wanted).forEach(this::perform);
  }

  private void perform(ReplicaEffect effect) {
    switch (effect) {
      case ReplicaEffect.Persist e -> disk.add(e);
      case ReplicaEffect.Write e -> disk.add(e);
      case ReplicaEffect.Execute e -> disk.add(e);
      case ReplicaEffect.SignAndSend e -> disk.add(e);
      case ReplicaEffect.Send e -> outbox.send(e);
      case ReplicaEffect.StartTimer e -> timers.start(e.timer(), e.delayMillis());
      case ReplicaEffect.CancelTimer e -> timers.cancel(e.owner(), e.name());
      case ReplicaEffect.Admitted e -> answers.admitted(e.transaction().id(), e.admission());
      case ReplicaEffect.Dropped e -> answers.dropped(e.transaction(), e.reason());
      case ReplicaEffect.Committed e -> committed(e.block());
      case ReplicaEffect.Finalized e -> finalized(e);
      case ReplicaEffect.Caught e -> {
        registry
            .counter("quorate.evidence", "validator", String.valueOf(e.evidence().validator()))
            .increment();
        if (offences.due(e.evidence().validator())) {
          LOG.atWarn()
              .addKeyValue("validator", e.evidence().validator())
              .addKeyValue("phase", e.evidence().first().content().phase())
              .addKeyValue("view", e.evidence().first().content().view())
              .log("a validator equivocated");
        }
      }
      case ReplicaEffect.EnteredEpoch e -> {
        entered.accept(e.epoch());
        LOG.atInfo()
            .addKeyValue("epoch", e.epoch().number())
            .addKeyValue("from", e.epoch().firstHeight())
            .addKeyValue("to", e.epoch().lastHeight())
            .log("entered epoch");
      }
      case ReplicaEffect.EnteredView e -> {
        views.increment();
        LOG.atDebug()
            .addKeyValue("view", e.view())
            .addKeyValue("leader", e.leader())
            .log("entered view");
      }
      case ReplicaEffect.Note e -> note(e);
      case ReplicaEffect.Halt e -> {
        halted = true;
        failure.stop(e.reason(), Optional.empty());
      }
    }
  }

  private void committed(Block block) {
    committedBlocks.increment();
    List<Transaction> transactions = block.payload().transactions();
    committedTransactions.increment(transactions.size());
    LOG.atDebug()
        .addKeyValue("height", block.height())
        .addKeyValue("view", block.view())
        .addKeyValue("block", block.hash().shortHex())
        .addKeyValue("transactions", transactions.size())
        .log("committed");
  }

  private void finalized(ReplicaEffect.Finalized effect) {
    ExecutedBlock block = executed.remove(effect.certificate().attestation().height());
    answers.finalized(effect.certificate(), block == null ? List.of() : block.receipts());
  }

  private void note(ReplicaEffect.Note note) {
    rules
        .computeIfAbsent(note.rule(), rule -> registry.counter("quorate.rules", "rule", rule))
        .increment();
    LOG.atTrace().addKeyValue("rule", note.rule()).log(note.text());
  }
}
