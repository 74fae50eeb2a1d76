package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TimerId;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** One replica: an engine, a disk, and a host that performs its duties in the plainest way. */
public final class Node {
  private final Cluster cluster;

  /** Which process; the same as {@link #index} unless the test has twins or observers. */
  public final int id;

  /** Which validator; -1 for an observer. */
  public final int index;

  public Optional<ConsensusEngine> engine = Optional.empty();
  public final Disk disk;

  /** Milliseconds until a write is durable; 0 for at once. */
  public long syncDelay;

  public long executionDelay;

  /** The guard: what was ever signed, never forgotten. */
  public final Map<String, VoteContent> signed = new LinkedHashMap<>();

  public final Map<String, TimerId> timers = new LinkedHashMap<>();
  public long executed;
  public long view;

  /** Every note, as "label text". */
  public final List<String> trace = new ArrayList<>();

  private final Outbox outbox = new Outbox(this::later);
  private Optional<Effect.RequestPayload> wanted = Optional.empty();
  private Optional<Hash> working = Optional.empty();
  private long finalTold;
  private int incarnation;
  private boolean handling;

  Node(Cluster cluster, int id, int index) {
    this.cluster = cluster;
    this.id = id;
    this.index = index;
    this.disk = new Disk(cluster.fixture.root());
  }

  public boolean running() {
    return engine.isPresent();
  }

  /** The highest block this replica committed. */
  public Block committed() {
    return disk.seen().committed;
  }

  /** The last safety state written. */
  public Optional<Bytes> safety() {
    return disk.seen().safety;
  }

  /** Every block the engine asked to keep. */
  public Map<Hash, Block> blocks() {
    return disk.seen().blocks;
  }

  /** The process starts with what is durable. */
  public void start() {
    incarnation++;
    engine = Optional.of(cluster.fixture.factory.create(cluster.epoch, index));
    executed = committed().height();
    working = Optional.empty();
    List<Block> uncommitted =
        blocks().values().stream().filter(block -> block.height() > committed().height()).toList();
    handle(new Event.Started(safety(), committed(), uncommitted, executed));
    Optional<FinalityCertificate> highest = disk.seen().highestFinal;
    finalTold = highest.map(c -> c.attestation().height()).orElse(cluster.fixture.root().height());
    highest.ifPresent(certificate -> handle(new Event.HeightFinal(certificate)));
    attest();
    work();
  }

  public void startIfDown() {
    if (!running()) {
      start();
    }
  }

  /** The process stops; what was not synced is lost. */
  public void crash() {
    incarnation++;
    engine = Optional.empty();
    wanted = Optional.empty();
    timers.clear();
    outbox.crash();
    disk.crash();
  }

  /** A message arrives; what the verifier refuses does not get further. */
  public void receive(SignedMessage message) {
    if (!running()) {
      return;
    }
    if (message.sender() != index) {
      Verdict verdict = cluster.verifier.verify(message);
      if (verdict instanceof Verdict.Refused refused) {
        cluster.refusals.add(new Cluster.Refusal(id, message.sender(), refused));
        return;
      }
    }
    handle(new Event.MessageReceived(message));
  }

  /** Catch-up: takes from the others' logs what is committed above its own. */
  public void catchUp() {
    catchUp(cluster.top());
  }

  /** Catch-up to a height. */
  void catchUp(long to) {
    for (long height = committed().height() + 1; running() && height <= to; height++) {
      Block block = Objects.requireNonNull(cluster.agreed.get(height));
      write(content -> content.commit(block));
      cluster.pool().committed(id, block, !cluster.byzantine.contains(id));
      handle(new Event.CommittedElsewhere(block));
      execute(height);
    }
  }

  /** Executes up to that height, each once and in order. */
  private void execute(long height) {
    while (running() && executed < height) {
      executed++;
      handle(new Event.HeightExecuted(executed));
      attest();
    }
  }

  /** Tells the engine whether transactions wait, and answers a request that waited for some. */
  void work() {
    if (!running() || handling) {
      return;
    }
    Optional<Hash> oldest = cluster.pool().oldest(id);
    if (!oldest.equals(working)) {
      working = oldest;
      later(0, () -> handle(new Event.WorkPending(oldest)));
    }
    later(0, this::answer);
  }

  private void answer() {
    wanted.ifPresent(request -> {
      Payload payload = cluster.pool().proposable(id, request.uncommitted());
      if (!payload.isEmpty() || request.demand() == Effect.Demand.NONE) {
        wanted = Optional.empty();
        handle(
            new Event.PayloadReady(
                request.view(), request.parent().hash(), payload, cluster.now()));
      }
    });
  }

  /** Hands the engine an event and performs its effects in order. */
  public void handle(Event event) {
    if (!running()) {
      return;
    }
    List<Effect> effects = new ArrayList<>();
    handling = true;
    engine.get().handle(event, effects::add);
    handling = false;
    int current = incarnation;
    for (Effect effect : effects) {
      if (incarnation != current) {
        return; // crashed between two effects
      }
      cluster.watcher.effect(id, effect);
      if (incarnation == current) {
        perform(effect);
      }
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Broadcast broadcast -> outbox.leave(() -> broadcast(broadcast.message()));
      case Effect.Send send -> outbox.leave(() -> send(send));
      case Effect.Persist persist ->
          write(content -> {
            content.safety = Optional.of(persist.safetyState());
            persist.blocks().forEach(block -> content.blocks.put(block.hash(), block));
          });
      case Effect.StartTimer start -> {
        timers.put(start.timer().name(), start.timer());
        later(start.delayMillis(), () -> expire(start.timer()));
      }
      case Effect.CancelTimer cancel -> timers.remove(cancel.name());
      case Effect.RequestPayload request -> {
        wanted = Optional.of(request);
        later(0, this::answer);
      }
      case Effect.ValidateBlock validate -> {
        Block block = validate.block();
        later(
            0,
            () -> handle(new Event.BlockValidated(block.hash(), cluster.judge.judge(id, block))));
      }
      case Effect.FetchBlock fetch -> fetch(fetch);
      case Effect.Commit commit -> commit(commit.block());
      case Effect.ReportEvidence report -> cluster.evidence.add(report.evidence());
      case Effect.EnteredView entered -> view = entered.view();
      case Effect.Note note -> trace.add(note.rule() + " " + note.text());
    }
  }

  private void broadcast(EngineMessage body) {
    sign(body)
        .ifPresent(message -> {
          for (Node to : cluster.nodes) {
            if (to == this || to.index != index) {
              cluster.send(id, to.id, message);
            }
          }
        });
  }

  private void send(Effect.Send send) {
    sign(send.message())
        .ifPresent(message -> {
          for (Node to : cluster.nodes) {
            if (to.index == send.validator() && to.index != index) {
              cluster.send(id, to.id, message);
            }
          }
          if (send.validator() == index || !message.signature().equals(Signature.NONE)) {
            cluster.send(id, id, message);
          }
        });
  }

  private void expire(TimerId timer) {
    if (timer.equals(timers.get(timer.name()))) {
      timers.remove(timer.name());
      handle(new Event.TimerExpired(timer));
    }
  }

  /** An observer has no key, and its peers take nothing from it. */
  private Optional<SignedMessage> sign(EngineMessage message) {
    Optional<VoteContent> content = message.toSign();
    if (index < 0 && content.isPresent()) {
      throw new AssertionError("an observer wants to sign " + content.get());
    }
    content.ifPresent(this::guard);
    return index < 0 ? Optional.empty() : Optional.of(cluster.fixture.signed(index, message));
  }

  private void guard(VoteContent vote) {
    boolean byHeight = vote.phase().slot() == Phase.Slot.HEIGHT_AND_VIEW;
    String slot = vote.phase() + " " + vote.view() + (byHeight ? " " + vote.height() : "");
    VoteContent before = signed.putIfAbsent(slot, vote);
    if (before != null && before.contradicts(vote)) {
      throw new AssertionError(id + " contradicts itself: " + before + " and " + vote);
    }
  }

  /** The host asks one peer after the other, until one has the block. */
  private void fetch(Effect.FetchBlock fetch) {
    SignedMessage probe =
        new SignedMessage(Math.max(index, 0), new FetchProbe(fetch.block()), Signature.NONE);
    for (int peer : fetch.from()) {
      for (Node other : cluster.nodes) {
        if (other.index == peer && asks(other, probe) && answers(other, fetch)) {
          return;
        }
      }
    }
  }

  private boolean asks(Node other, SignedMessage probe) {
    return other != this
        && !cluster.network.delays(id, other.id, probe, cluster.now()).isEmpty()
        && other.running();
  }

  private boolean answers(Node other, Effect.FetchBlock fetch) {
    Optional<Block> at = other.disk.seen().find(fetch.block());
    boolean found = at.isPresent();
    while (at.isPresent() && at.get().height() > fetch.aboveHeight()) {
      Block block = at.get();
      later(2, () -> handle(new Event.BlockAvailable(block)));
      at = other.disk.seen().find(block.parent());
    }
    return found;
  }

  private void commit(Block block) {
    if (block.height() != committed().height() + 1 || !block.parent().equals(committed().hash())) {
      throw new AssertionError(id + " committed " + block + " over " + committed());
    }
    write(content -> content.commit(block));
    cluster.committed(this, block);
    later(executionDelay, () -> execute(block.height()));
  }

  /** Says what it executed, once that is durable; then hears what became final. */
  private void attest() {
    long height = executed;
    outbox.leave(() -> cluster.attested(this, height));
  }

  /** Tells the engine of every certificate whose height was executed here. */
  void tellFinal() {
    while (running() && finalTold < executed && cluster.finals.containsKey(finalTold + 1)) {
      FinalityCertificate certificate = Objects.requireNonNull(cluster.finals.get(++finalTold));
      write(content -> content.highestFinal = Optional.of(certificate));
      handle(new Event.HeightFinal(certificate));
    }
  }

  private void write(Consumer<Disk.Content> change) {
    outbox.write(syncDelay, disk.write(change));
  }

  void later(long delay, Runnable run) {
    int current = incarnation;
    cluster.at(
        delay,
        () -> {
          if (incarnation == current) {
            run.run();
          }
        });
  }
}
