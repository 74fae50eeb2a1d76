package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.State;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.Event;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.hotstuff.HotStuffMessage;
import io.quorate.replica.ReplicaEffect;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "A broken part is caught within a few seeds, by the checker that stands for the broken promise")
class CheckersLookTest {
  private static final int SEEDS = 25;

  @Test
  @DisplayName("a host that sends before it persists")
  void sendsBeforePersisting() {
    caught(Broken.nothing().effects(node -> true, CheckersLookTest::sendFirst), "durability");
  }

  @Test
  @DisplayName("a disk that loses what it had synced")
  void disksLie() {
    caught(
        Broken.nothing()
            .disks(node ->
                new SimulatedDisk() {
                  @Override
                  void synced(long position) {
                    // Says so and does nothing.
                  }
                }),
        "durability",
        "prefix");
  }

  @Test
  @DisplayName("a host that signs a second vote in one view")
  void votesTwice() {
    caught(Broken.nothing().effects(node -> node == 1, CheckersLookTest::voteTwice), "signatures");
  }

  @Test
  @DisplayName("an engine that forgets its safety state at a restart")
  void forgets() {
    caught(
        Broken.nothing()
            .engine(
                -1,
                engine ->
                    around(
                        engine,
                        (event, effects) ->
                            engine.handle(
                                event instanceof Event.Started s
                                    ? new Event.Started(
                                        Optional.empty(),
                                        s.committed(),
                                        s.uncommitted(),
                                        s.executedHeight())
                                    : event,
                                effects))),
        "signing guard");
  }

  @Test
  @DisplayName("an engine that commits a block as soon as it sees it")
  void commitsEarly() {
    caught(Broken.nothing().engine(-1, CheckersLookTest::eager), "agreement", "halt", "prefix");
  }

  @Test
  @DisplayName(
      "an engine that commits a block a second time is stopped by the delivery gate; one that skips is caught")
  void skipsHeights() {
    caught(
        Broken.nothing()
            .engine(
                2,
                engine ->
                    around(
                        engine,
                        (event, effects) ->
                            engine.handle(
                                event,
                                effect -> {
                                  if (!(effect instanceof Effect.Commit c)
                                      || c.block().height() % 5 != 0) {
                                    effects.emit(effect);
                                  }
                                }))),
        "halt",
        "exception");
  }

  @Test
  @DisplayName("an application that writes something of its own on one node")
  void writesElsewhere() {
    caught(
        Broken.nothing().application(2, inner -> new Changed(inner, true)),
        "certified state",
        "halt");
  }

  @Test
  @DisplayName("an application that answers differently on one node")
  void answersElsewhere() {
    caught(Broken.nothing().application(2, inner -> new Changed(inner, false)), "model");
  }

  @Test
  @DisplayName("engines whose timers never run out")
  void neverTimesOut() {
    caught(
        Broken.nothing()
            .engine(
                -1,
                engine ->
                    around(
                        engine,
                        (event, effects) ->
                            engine.handle(
                                event,
                                effect -> {
                                  if (!(effect instanceof Effect.StartTimer)) {
                                    effects.emit(effect);
                                  }
                                }))),
        "liveness");
  }

  @Test
  @DisplayName("a node that hides a transaction's receipt after it was acknowledged")
  void losesBlocks() {
    Set<Bytes> hidden = new LinkedHashSet<>();
    caught(
        Broken.nothing()
            .disks(node ->
                new SimulatedDisk() {
                  @Override
                  public Optional<Bytes> get(Bytes key) {
                    boolean location = key.size() == 33 && key.at(0) == 't';
                    if (node == 3 && location && hidden.size() < 200) {
                      hidden.add(key);
                    }
                    return hidden.contains(key) && node == 3 ? Optional.empty() : super.get(key);
                  }
                }),
        "acknowledged");
  }

  private static void caught(Parts parts, String... checkers) {
    List<String> seen = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulationOptions options =
          new SimulationOptions(EngineKind.HOTSTUFF, 4, seed).with(Liars.NONE);
      SimulationReport report = Simulate.run(options, Plan.draw(options), parts);
      Optional<SimulationReport.Failure> failure = report.failure();
      if (failure.isPresent()) {
        seen.add(failure.get().checker());
        if (List.of(checkers).contains(failure.get().checker())) {
          List<String> lines = report.lines();
          assertEquals(options.command(), lines.getLast());
          assertTrue(lines.getFirst().contains("seed " + seed));
          return;
        }
      }
    }
    assertEquals(
        List.of(checkers), seen, "none of the expected checkers spoke in " + SEEDS + " seeds");
  }

  private static List<ReplicaEffect> sendFirst(List<ReplicaEffect> effects) {
    List<ReplicaEffect> turned = new ArrayList<>();
    effects.stream().filter(e -> e instanceof ReplicaEffect.SignAndSend).forEach(turned::add);
    effects.stream().filter(e -> !(e instanceof ReplicaEffect.SignAndSend)).forEach(turned::add);
    return turned;
  }

  private static List<ReplicaEffect> voteTwice(List<ReplicaEffect> effects) {
    List<ReplicaEffect> more = new ArrayList<>();
    for (ReplicaEffect effect : effects) {
      more.add(effect);
      if (effect
          instanceof
          ReplicaEffect.SignAndSend(
              var to,
              ReplicaEffect.OutgoingEngineMessage(
                  long epoch,
                  HotStuffMessage.Vote(VoteContent vote)))) {
        VoteContent other =
            new VoteContent(
                vote.chain(),
                vote.epoch(),
                vote.phase(),
                vote.view(),
                vote.height(),
                Sha256.hash(vote.subject().bytes()));
        more.add(
            new ReplicaEffect.SignAndSend(
                to,
                new ReplicaEffect.OutgoingEngineMessage(epoch, new HotStuffMessage.Vote(other))));
      }
    }
    return more;
  }

  /** Commits every proposal that extends what it committed before, certified or not. */
  private static ConsensusEngine eager(ConsensusEngine engine) {
    long[] height = new long[1];
    return around(
        engine,
        (event, effects) -> {
          if (event instanceof Event.Started started) {
            height[0] = started.committed().height();
          }
          engine.handle(
              event,
              effect -> {
                if (!(effect instanceof Effect.Commit commit)) {
                  effects.emit(effect);
                } else if (commit.block().height() > height[0]) {
                  height[0] = commit.block().height();
                  effects.emit(effect);
                }
              });
          if (event instanceof Event.MessageReceived(var message)
              && message.body() instanceof HotStuffMessage.Proposal proposal
              && proposal.block().height() == height[0] + 1) {
            height[0]++;
            effects.emit(new Effect.Commit(proposal.block(), proposal.justify()));
          }
        });
  }

  private static ConsensusEngine around(ConsensusEngine inner, BiConsumer<Event, Effects> handle) {
    return new ConsensusEngine() {
      @Override
      public void handle(Event event, Effects effects) {
        handle.accept(event, effects);
      }

      @Override
      public Hash stateHash() {
        return inner.stateHash();
      }
    };
  }

  /** An application that is not quite the other nodes'. */
  private static final class Changed extends ForwardingApplication {
    private final boolean writes;

    Changed(Application inner, boolean writes) {
      super(inner);
      this.writes = writes;
    }

    @Override
    public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
      ExecutionResult result = super.execute(block, transaction, state);
      if (writes) {
        state.put(Bytes.utf8("secret"), transaction.id().bytes());
        return result;
      }
      return new ExecutionResult.Executed(Bytes.utf8("something else"));
    }
  }
}
