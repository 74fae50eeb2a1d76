package io.quorate.simulator;

import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /** What kinds of records a batch writes, by the letters that their keys begin with. */
  static String batch(WriteBatch batch) {
    SortedMap<String, Integer> kinds = new TreeMap<>();
    for (WriteBatch.Change change : batch.changes()) {
      String kind =
          switch (change) {
            case WriteBatch.Put(Bytes key, Bytes _) -> record(key);
            case WriteBatch.Delete(Bytes _) -> "deletion";
          };
      kinds.merge(kind, 1, Integer::sum);
    }
    List<String> parts = new ArrayList<>();
    kinds.forEach((kind, count) -> parts.add(count == 1 ? kind : kind + " x" + count));
    return String.join(", ", parts);
  }

  private static String record(Bytes key) {
    return switch (key.at(0)) {
      case 'b' -> "block";
      case 'u' -> "uncommitted block";
      case 'g' -> "what is signed next";
      case 'm' -> key.toUtf8().substring(2);
      case 'c' -> "commit";
      default -> "record " + (char) key.at(0);
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
