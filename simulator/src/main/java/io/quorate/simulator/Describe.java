package io.quorate.simulator;

import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Bytes;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;

/** Messages and inputs in a few words, for the trace. */
final class Describe {
  private Describe() {}

  /** With a fingerprint of all its bytes, so that the trace differs when anything in them does. */
  static String message(PeerMessage message, Bytes encoded) {
    return message(message) + " #" + Integer.toHexString(encoded.hashCode());
  }

  static String message(PeerMessage message) {
    return switch (message) {
      case PeerMessage.EngineMessageOf m -> engine(m.message());
      case PeerMessage.Attested m -> "Attested h" + m.attestation().height();
      case PeerMessage.Heights m -> "Heights f" + m.finalized() + " c" + m.committed();
      case PeerMessage.Evidence m -> "Evidence on " + m.equivocation().validator();
      case PeerMessage.Transactions m -> "Transactions x" + m.transactions().size();
      case PeerMessage.BlockRequest m ->
          "BlockRequest " + m.block().shortHex() + " above h" + m.aboveHeight();
      case PeerMessage.Blocks m -> "Blocks x" + m.blocks().size();
      case PeerMessage.LogRequest m -> "LogRequest from h" + m.from();
      case PeerMessage.Log m -> "Log x" + m.blocks().size();
      case PeerMessage.HeightQuery _ -> "HeightQuery";
      case PeerMessage.HeightReply m -> "HeightReply h" + m.executed();
    };
  }

  static String input(ReplicaInput input) {
    return switch (input) {
      case ReplicaInput.Start _ -> "start";
      case ReplicaInput.Received r -> message(r.message()) + " from n" + r.from();
      case ReplicaInput.Submitted s -> "submission of " + s.transaction();
      case ReplicaInput.TimerFired t -> "timer " + t.timer();
      case ReplicaInput.Executed e -> "execution of h" + e.result().block().height();
      case ReplicaInput.PeerUp p -> "peer up " + p.peer();
      case ReplicaInput.PeerDown p -> "peer down " + p.peer();
    };
  }

  private static String engine(SignedMessage message) {
    String name = message.body().getClass().getSimpleName();
    return message.body().toSign().map(content -> name + vote(content)).orElse(name);
  }

  private static String vote(VoteContent content) {
    return " v" + content.view() + " h" + content.height() + " " + content.subject().shortHex();
  }
}
