package io.quorate.hotstuff;

import io.quorate.consensus.Block;
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
import java.util.Optional;

/** One replica: an engine, a disk, and a host that performs its duties in the plainest way. */
final class Node {
  final Cluster cluster;
  final int index;
  Optional<ConsensusEngine> engine = Optional.empty();
  int incarnation;

  // The disk.
  Optional<Bytes> safety = Optional.empty();
  final Map<Hash, Block> blocks = new LinkedHashMap<>();
  final Map<Long, Block> log = new LinkedHashMap<>();
  Block committed;

  // The guard: what was ever signed, never forgotten.
  final Map<String, VoteContent> signed = new LinkedHashMap<>();

  // Memory.
  Optional<Effect.RequestPayload> wanted = Optional.empty();
  final Map<String, TimerId> timers = new LinkedHashMap<>();
  long executed;
  Optional<Hash> working = Optional.empty();
  long view;
  long executionDelay;
  final List<String> trace = new ArrayList<>();
  private boolean handling;

  Node(Cluster cluster, int index) {
    this.cluster = cluster;
    this.index = index;
    this.committed = cluster.fixture.root();
  }

  boolean running() {
    return engine.isPresent();
  }

  void start() {
    incarnation++;
    engine = Optional.of(new HotStuffFactory().create(cluster.epoch, index));
    executed = committed.height();
    working = Optional.empty();
    handle(new Event.Started(safety, committed, List.copyOf(blocks.values()), executed));
    work();
  }

  void startIfDown() {
    if (!running()) {
      start();
    }
  }

  void crash() {
    incarnation++;
    engine = Optional.empty();
    wanted = Optional.empty();
    timers.clear();
  }

  void receive(SignedMessage message) {
    if (!running()) {
      return;
    }
    if (message.sender() != index) {
      Verdict verdict = cluster.verifier.verify(message);
      if (verdict instanceof Verdict.Refused refused) {
        cluster.refusals.add(index + " refused " + message.sender() + ": " + refused);
        return;
      }
    }
    handle(new Event.MessageReceived(message));
  }

  /** Catch-up: takes from the others' logs what is committed above its own. */
  void catchUp() {
    for (long height = committed.height() + 1; cluster.agreed.containsKey(height); height++) {
      committed = cluster.agreed.get(height);
      log.put(height, committed);
      handle(new Event.CommittedElsewhere(committed));
      executed = height;
      handle(new Event.HeightExecuted(height));
    }
  }

  /** Tells the engine whether transactions wait, and answers a request that waited for some. */
  void work() {
    if (!running() || handling) {
      return;
    }
    Optional<Hash> oldest = cluster.pending.keySet().stream().findFirst();
    if (!oldest.equals(working)) {
      working = oldest;
      later(0, () -> handle(new Event.WorkPending(oldest)));
    }
    later(0, this::answer);
  }

  private void answer() {
    wanted.ifPresent(request -> {
      var payload = cluster.proposable(request.uncommitted());
      if (!payload.isEmpty() || request.allowEmpty()) {
        wanted = Optional.empty();
        handle(
            new Event.PayloadReady(
                request.view(), request.parent().hash(), payload, cluster.now()));
      }
    });
  }

  void handle(Event event) {
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
      cluster.watcher.effect(index, effect);
      if (incarnation == current) {
        perform(effect);
      }
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Broadcast broadcast -> {
        sign(broadcast.message())
            .ifPresent(message -> {
              for (int to = 0; to < cluster.nodes.size(); to++) {
                cluster.send(index, to, message);
              }
            });
      }
      case Effect.Send send ->
          sign(send.message())
              .ifPresent(message -> {
                if (send.validator() != index) {
                  cluster.send(index, send.validator(), message);
                }
                if (send.validator() == index || !message.signature().equals(Signature.NONE)) {
                  cluster.send(index, index, message);
                }
              });
      case Effect.Persist persist -> {
        safety = Optional.of(persist.safetyState());
        persist.blocks().forEach(block -> blocks.put(block.hash(), block));
      }
      case Effect.StartTimer start -> {
        timers.put(start.timer().name(), start.timer());
        later(start.delayMillis(), () -> expire(start.timer()));
      }
      case Effect.CancelTimer cancel -> timers.remove(cancel.name());
      case Effect.RequestPayload request -> {
        wanted = Optional.of(request);
        later(0, this::answer);
      }
      case Effect.ValidateBlock validate ->
          later(
              0, () -> handle(new Event.BlockValidated(validate.block().hash(), Verdict.accept())));
      case Effect.FetchBlock fetch -> fetch(fetch);
      case Effect.Commit commit -> commit(commit.block());
      case Effect.ReportEvidence report -> cluster.evidence.add(report.evidence());
      case Effect.EnteredView entered -> {
        if (entered.view() < view) {
          view = entered.view();
        }
        view = entered.view();
      }
      case Effect.Note note -> trace.add(note.rule() + " " + note.text());
    }
  }

  private void expire(TimerId timer) {
    if (timer.equals(timers.get(timer.name()))) {
      timers.remove(timer.name());
      handle(new Event.TimerExpired(timer));
    }
  }

  private Optional<SignedMessage> sign(EngineMessage message) {
    Optional<VoteContent> content = message.toSign();
    if (content.isEmpty()) {
      return Optional.of(new SignedMessage(index, message, Signature.NONE));
    }
    VoteContent vote = content.get();
    VoteContent before = signed.putIfAbsent(vote.phase() + " " + vote.view(), vote);
    if (before != null && before.contradicts(vote)) {
      throw new AssertionError(index + " contradicts itself: " + before + " and " + vote);
    }
    Signature signature = cluster.fixture.keys.get(index).sign(vote.signingBytes());
    return Optional.of(new SignedMessage(index, message, signature));
  }

  private void fetch(Effect.FetchBlock fetch) {
    for (int peer : fetch.from()) {
      if (cluster
          .network
          .delays(
              index,
              peer,
              new SignedMessage(
                  index,
                  new HotStuffMessage.Vote(
                      new VoteContent(
                          Hash.ZERO, 0, io.quorate.consensus.Phase.HOTSTUFF_VOTE, 0, 0, Hash.ZERO)),
                  Signature.NONE),
              cluster.now())
          .isEmpty()) {
        continue;
      }
      Node other = cluster.nodes.get(peer);
      if (!other.running()) {
        continue;
      }
      Hash at = fetch.block();
      boolean found = false;
      while (other.blocks.containsKey(at) && other.blocks.get(at).height() > fetch.aboveHeight()) {
        Block block = other.blocks.get(at);
        later(2, () -> handle(new Event.BlockAvailable(block)));
        at = block.parent();
        found = true;
      }
      if (found) {
        return;
      }
    }
  }

  private void commit(Block block) {
    if (block.height() != committed.height() + 1 || !block.parent().equals(committed.hash())) {
      throw new AssertionError(index + " committed " + block + " over " + committed);
    }
    committed = block;
    log.put(block.height(), block);
    cluster.committed(block);
    later(
        executionDelay,
        () -> {
          executed = block.height();
          handle(new Event.HeightExecuted(block.height()));
        });
  }

  private void later(long delay, Runnable run) {
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
