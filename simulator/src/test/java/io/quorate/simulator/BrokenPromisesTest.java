package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Signature;
import io.quorate.replica.ReplicaEffect;
import io.quorate.simulator.byzantine.EngineLies;
import io.quorate.simulator.byzantine.LieKind;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What only one checker can see is seen by it, on every engine")
class BrokenPromisesTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("evidence: an engine that keeps to itself whom it caught")
  void reportsNobody(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine)
            .engine(-1, inner -> Caught.without(inner, e -> e instanceof Effect.ReportEvidence)),
        Liars.of(1, LieKind.EQUIVOCATE),
        "evidence");
  }

  /** What one part of an engine finds alone. */
  enum Finding {
    IN_A_VIEW_NOT_OPEN(EngineKind.PBFT, LieKind.DOUBLE_VOTE),
    AFTER_THE_COMMIT(EngineKind.PBFT, LieKind.DOUBLE_VOTE),
    IN_VIEW_CHANGES(EngineKind.PBFT, LieKind.FORGED_VIEW_CHANGE),
    AFTER_THE_DECISION(EngineKind.TENDERMINT, LieKind.DOUBLE_VOTE);

    private final EngineKind engine;
    private final LieKind lie;

    Finding(EngineKind engine, LieKind lie) {
      this.engine = engine;
      this.lie = lie;
    }

    boolean is(VoteContent vote, long openView, long committed) {
      return switch (this) {
        case IN_A_VIEW_NOT_OPEN -> agreement(vote) && vote.view() > openView;
        case AFTER_THE_COMMIT -> agreement(vote) && vote.height() <= committed;
        case IN_VIEW_CHANGES -> vote.phase() == Phase.PBFT_VIEW_CHANGE;
        case AFTER_THE_DECISION -> vote.height() <= committed;
      };
    }

    private static boolean agreement(VoteContent vote) {
      return vote.phase() == Phase.PBFT_PREPARE || vote.phase() == Phase.PBFT_COMMIT;
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName("evidence: an engine that keeps to itself what it found in one place")
  void reportsNotAll(Finding finding) {
    Caught.by(
        Broken.nothing(finding.engine).engine(-1, inner -> hiding(inner, finding)),
        Liars.of(1, finding.lie),
        "evidence");
  }

  private static ConsensusEngine hiding(ConsensusEngine inner, Finding finding) {
    long[] views = new long[2];
    long[] committed = new long[1];
    return Caught.around(
        inner,
        (event, effects) -> {
          if (event instanceof Event.CommittedElsewhere(Block block)) {
            committed[0] = Math.max(committed[0], block.height());
          }
          inner.handle(
              event,
              effect -> {
                switch (effect) {
                  case Effect.EnteredView entered -> views[0] = entered.view();
                  case Effect.Note note when note.rule().equals("PBFT-ENTER") ->
                      views[1] = views[0];
                  case Effect.Commit commit -> committed[0] = commit.block().height();
                  default -> {}
                }
                if (!(effect instanceof Effect.ReportEvidence(Equivocation evidence))
                    || !finding.is(
                        evidence.first().content(), Math.max(1, views[1]), committed[0])) {
                  effects.emit(effect);
                }
              });
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("evidence: an engine that accuses the honest")
  void accusesTheHonest(EngineKind engine) {
    EngineLies lies = EngineLies.of(engine);
    Caught.by(
        Broken.nothing(engine)
            .engine(
                2,
                inner ->
                    Caught.around(
                        inner,
                        (event, effects) -> {
                          inner.handle(event, effects);
                          accusation(event, lies)
                              .map(Effect.ReportEvidence::new)
                              .ifPresent(effects::emit);
                        })),
        "evidence");
  }

  private static Optional<Equivocation> accusation(Event event, EngineLies lies) {
    return event instanceof Event.MessageReceived(var message) && message.sender() != 2
        ? lies.contradicting(message.body())
            .flatMap(other -> other.toSign())
            .map(other -> new SignedVote(message.sender(), other, Signature.NONE))
            .flatMap(other -> message.vote().map(vote -> Equivocation.of(vote, other)))
        : Optional.empty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("exactly once: a transaction that is handed to an application again")
  void appliesTwice(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 1)).load();
    scene.seconds(5);
    Checks checks = scene.world().checks();
    long height = 1;
    while (checks.log().block(height).payload().transactions().isEmpty()) {
      height++;
    }
    Transaction transaction = checks.log().block(height).payload().transactions().getFirst();
    long again = height + 1;
    Violation violation =
        assertThrows(Violation.class, () -> checks.applied(1, 1_000, again, transaction));
    assertEquals("exactly once", violation.checker());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("validity: blocks whose time runs backwards")
  void runsBackwards(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine)
            .effects(
                node -> true,
                effects -> effects.stream().map(BrokenPromisesTest::committedInThePast).toList()),
        "validity");
  }

  private static ReplicaEffect committedInThePast(ReplicaEffect effect) {
    return effect instanceof ReplicaEffect.Committed(Block block)
        ? new ReplicaEffect.Committed(past(block))
        : effect;
  }

  private static Block past(Block block) {
    BlockHeader h = block.header();
    Encoder out = new Encoder();
    new BlockHeader(
            h.chain(),
            h.epoch(),
            h.height(),
            h.view(),
            h.parent(),
            h.proposer(),
            1,
            h.payloadRoot())
        .encode(out);
    block.payload().encode(out);
    return Block.decode(out.toBytes()).orThrow();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("honest messages: a host that attests for the next epoch")
  void sendsNonsense(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine)
            .effects(
                node -> node == 1,
                effects -> effects.stream().map(BrokenPromisesTest::inTheNextEpoch).toList()),
        "honest messages");
  }

  private static ReplicaEffect inTheNextEpoch(ReplicaEffect effect) {
    return effect
            instanceof
            ReplicaEffect.SignAndSend(var to, ReplicaEffect.OutgoingAttestation(Attestation a))
        ? new ReplicaEffect.SignAndSend(
            to,
            new ReplicaEffect.OutgoingAttestation(
                new Attestation(
                    a.chain(),
                    a.epoch() + 1,
                    a.height(),
                    a.block(),
                    a.stateRoot(),
                    a.receiptsRoot(),
                    a.nextEpoch())))
        : effect;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("bounds: an engine that starts a timer more with every event")
  void startsTimers(EngineKind engine) {
    long[] started = new long[1];
    Caught.by(
        Broken.nothing(engine)
            .engine(
                3,
                inner ->
                    Caught.around(
                        inner,
                        (event, effects) -> {
                          inner.handle(event, effects);
                          TimerId timer = new TimerId("more " + started[0]++, 0, 0);
                          effects.emit(new Effect.StartTimer(timer, 3_600_000));
                        })),
        "bounds");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("proof: a disk that turns one bit of every certificate it holds")
  void damagesCertificates(EngineKind engine) {
    Caught.by(
        Broken.nothing(engine)
            .disks(node ->
                new SimulatedDisk() {
                  @Override
                  public Optional<Bytes> get(Bytes key) {
                    boolean certificate = key.size() == 9 && key.at(0) == 'f';
                    Optional<Bytes> stored = super.get(key);
                    return node == 3 && certificate ? stored.map(this::damaged) : stored;
                  }

                  private Bytes damaged(Bytes value) {
                    byte[] raw = value.toArray();
                    raw[raw.length - 1] ^= 1;
                    return Bytes.wrap(raw);
                  }
                }),
        "proof");
  }
}
