package io.quorate.simulator;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.replica.InboundVerifier;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage;
import java.util.List;

/**
 * What becomes of bytes from the network: decoded, verified, and answered from the ledger or handed
 * to the replica. Not thread-safe.
 */
final class Intake {
  private final World world;
  private final NodeProcess process;
  private final SimulatedNode node;
  private final InboundVerifier verifier;
  private final Ledger ledger;
  private final Executor executor;

  Intake(
      World world,
      NodeProcess process,
      SimulatedNode node,
      InboundVerifier verifier,
      Ledger ledger,
      Executor executor) {
    this.world = world;
    this.process = process;
    this.node = node;
    this.verifier = verifier;
    this.ledger = ledger;
    this.executor = executor;
  }

  void arrive(int from, Packet packet) {
    switch (packet.decoded(world.codec())) {
      case Decoded.Ok<PeerMessage>(PeerMessage message) -> {
        world.trace().arrived(node.address(), from, message, packet.encoded());
        judge(from, message);
      }
      case Decoded.Malformed<PeerMessage>(String reason) ->
          world.checks().refused(from, node.index(), "malformed: " + reason);
    }
  }

  private void judge(int from, PeerMessage message) {
    switch (verifier.verify(from, message)) {
      case Verdict.Refused(Verdict.Reason reason, String detail) -> {
        world.trace().node(node.address(), "refused from n" + from + ": " + reason + ", " + detail);
        // Honest nodes cross from epoch to epoch at different times.
        if (reason != Verdict.Reason.OTHER_EPOCH) {
          String why = Describe.message(message) + ": " + reason + ", " + detail;
          world.checks().refused(from, node.index(), why);
        }
      }
      case Verdict.Accepted _ -> {
        signed(message);
        accepted(from, message);
      }
    }
  }

  /** What is on the wire under somebody's key was said by it, whatever its host tells. */
  private void signed(PeerMessage message) {
    if (message instanceof PeerMessage.EngineMessageOf(long _, SignedMessage body)) {
      body.vote().ifPresent(vote -> world.checks().arrived(vote.signer(), vote.content()));
    } else if (message instanceof PeerMessage.Attested(int signer, Attestation content, var _)) {
      world.checks().arrived(signer, content);
    }
  }

  private void accepted(int from, PeerMessage message) {
    switch (message) {
      case PeerMessage.BlockRequest request -> answer(from, ledger.answer(request));
      case PeerMessage.LogRequest request -> answer(from, ledger.answer(request));
      case PeerMessage.HeightQuery(long nonce) ->
          answer(from, new PeerMessage.HeightReply(nonce, executor.state().latestVersion()));
      case PeerMessage.HeightReply _ -> {}
      case PeerMessage.EngineMessageOf _,
          PeerMessage.Attested _,
          PeerMessage.Heights _,
          PeerMessage.Evidence _,
          PeerMessage.Transactions _,
          PeerMessage.Blocks _,
          PeerMessage.Log _ ->
          process.input(new ReplicaInput.Received(from, message));
    }
  }

  private void answer(int to, PeerMessage honest) {
    List<PeerMessage> answers = node.liar().map(l -> l.answers(to, honest)).orElse(List.of(honest));
    answers.forEach(answer -> process.transmit(to, answer));
  }
}
