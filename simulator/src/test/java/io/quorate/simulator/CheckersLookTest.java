package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.State;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.crypto.Bytes;
import io.quorate.hotstuff.HotStuffMessage;
import io.quorate.replica.ReplicaEffect;
import io.quorate.simulator.byzantine.EngineLies;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
    "A broken part is caught within a few seeds, by the checker that stands for the broken promise")
class CheckersLookTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("a host that sends before it persists")
  void sendsBeforePersisting(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine).effects(node -> true, CheckersLookTest::sendFirst), "durability");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("a disk that loses what it had synced")
  void disksLie(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine)
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

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("a host that signs a second vote in one view")
  void votesTwice(EngineKind engine) {
    EngineLies lies = EngineLies.of(engine);
    Caught.by(
        Broken.nothing(engine).effects(node -> node == 1, effects -> voteTwice(effects, lies)),
        "signatures");
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TENDERMINT")
  @DisplayName("an engine that forgets its safety state at a restart; Tendermint's stays mute")
  void forgets(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine)
            .engine(
                -1,
                inner ->
                    Caught.around(
                        inner,
                        (event, effects) ->
                            inner.handle(
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
    Caught.by(
        Broken.nothing(EngineKind.HOTSTUFF).engine(-1, CheckersLookTest::eager),
        "agreement",
        "halt",
        "prefix");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "an engine that commits a block a second time is stopped by the delivery gate; one that skips is caught")
  void skipsHeights(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine)
            .engine(
                2,
                inner ->
                    Caught.without(
                        inner, e -> e instanceof Effect.Commit c && c.block().height() % 5 == 0)),
        "halt",
        "exception");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("an application that writes something of its own on one node")
  void writesElsewhere(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine).application(2, inner -> new Changed(inner, true)),
        "certified state",
        "halt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("an application that answers differently on one node")
  void answersElsewhere(EngineKind engine) {
    Caught.by(Broken.nothing(engine).application(2, inner -> new Changed(inner, false)), "model");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("engines whose timers never run out")
  void neverTimesOut(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine)
            .engine(-1, inner -> Caught.without(inner, e -> e instanceof Effect.StartTimer)),
        "liveness");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("a node that hides a transaction's receipt after it was acknowledged")
  void losesBlocks(EngineKind engine) {
    Set<Bytes> hidden = new LinkedHashSet<>();
    Caught.by(
        Broken.nothing(engine)
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

  private static List<ReplicaEffect> sendFirst(List<ReplicaEffect> effects) {
    List<ReplicaEffect> turned = new ArrayList<>();
    effects.stream().filter(e -> e instanceof ReplicaEffect.SignAndSend).forEach(turned::add);
    effects.stream().filter(e -> !(e instanceof ReplicaEffect.SignAndSend)).forEach(turned::add);
    return turned;
  }

  private static List<ReplicaEffect> voteTwice(List<ReplicaEffect> effects, EngineLies lies) {
    List<ReplicaEffect> more = new ArrayList<>();
    for (ReplicaEffect effect : effects) {
      more.add(effect);
      if (effect
          instanceof
          ReplicaEffect.SignAndSend(
              var to,
              ReplicaEffect.OutgoingEngineMessage(long epoch, var vote))) {
        lies.contradicting(vote)
            .map(other -> new ReplicaEffect.OutgoingEngineMessage(epoch, other))
            .ifPresent(other -> more.add(new ReplicaEffect.SignAndSend(to, other)));
      }
    }
    return more;
  }

  /** Commits every proposal that extends what it committed before, certified or not. */
  private static ConsensusEngine eager(ConsensusEngine engine) {
    long[] height = new long[1];
    return Caught.around(
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
