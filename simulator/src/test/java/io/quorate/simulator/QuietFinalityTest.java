package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.wire.Decoded;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.Plan.ClientPlan;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is committed becomes final although nothing else is going on. */
final class QuietFinalityTest {
  /** The client never asks a second node: nothing but the replicas can help. */
  private static final ClientPlan PATIENT =
      new ClientPlan(1, Plan.SECOND, Plan.SECOND, 1, 16, 0, 3_600 * Plan.SECOND);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S47 the last block becomes final although one node missed all of it on a connection that"
          + " held, and another attests nothing")
  void missedWithoutReconnect(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 47).with(PATIENT));
    int leader = scene.status(0).leader();
    int liar = (leader + 2) % 4;
    int deaf = (leader + 3) % 4;
    boolean[] losing = {true};
    scene
        .world()
        .network()
        .lose((from, to, packet) ->
            (from == liar && !orders(scene, packet))
                || (to == deaf && losing[0] && !tells(scene, packet)));
    scene.world().clients().submit(0, leader);
    scene.seconds(3);
    assertEquals(1, scene.status(leader).committedHeight(), "committed by the others");
    assertEquals(0, scene.status(leader).finalizedHeight(), "one attestation short");
    losing[0] = false;
    boolean done =
        scene.world().runUntil(3 * Plan.SECOND, () -> scene.status(leader).finalizedHeight() == 1);
    assertTrue(done, () -> engine + ": " + scene.status(deaf));
  }

  /** Who attests nothing keeps the certificate that its own attestation completes as well. */
  private static boolean orders(Scene scene, Packet packet) {
    return packet.decoded(scene.world().codec())
            instanceof Decoded.Ok<PeerMessage>(PeerMessage message)
        && message instanceof PeerMessage.EngineMessageOf;
  }

  private static boolean tells(Scene scene, Packet packet) {
    return packet.decoded(scene.world().codec())
            instanceof Decoded.Ok<PeerMessage>(PeerMessage message)
        && message instanceof PeerMessage.Heights;
  }
}
