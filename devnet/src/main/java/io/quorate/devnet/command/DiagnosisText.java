package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.devnet.diagnose.Answer;
import io.quorate.devnet.diagnose.Diagnosis;
import io.quorate.devnet.diagnose.Finding;
import io.quorate.devnet.diagnose.Look;
import io.quorate.devnet.diagnose.PeerSight;
import io.quorate.devnet.diagnose.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A diagnosis for people and for programs. */
record DiagnosisText(Diagnosis diagnosis, Look look) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(diagnosis.summary());
    int number = 0;
    for (Finding finding : diagnosis.findings()) {
      number++;
      lines.add("");
      lines.add(number + ". " + finding.what());
      lines.add("   -> " + finding.next());
    }
    if (number == 0) {
      lines.add("nothing is wrong");
    }
    lines.add("");
    lines.add(
        row("node", "epoch", "view", "leader", "ordered", "final", "vote heard", "connected to"));
    look.nodes().forEach(node -> lines.add(row(node)));
    return lines;
  }

  private String row(Sight node) {
    if (node.answer().isEmpty()) {
      return row(node.name(), "-", "-", "-", "-", "-", vote(node.name()), process(node));
    }
    Answer answer = node.answer().get();
    String connected =
        answer.peers().entrySet().stream()
            .filter(peer -> peer.getValue().connected())
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return row(
        node.name(),
        answer.standing().epoch(),
        answer.standing().view(),
        answer.standing().leader(),
        answer.standing().committed(),
        answer.standing().finalized(),
        vote(node.name()),
        connected.isEmpty() ? "nobody" : connected);
  }

  /** How long ago any other node heard a vote of it. */
  private String vote(String name) {
    OptionalDouble least = voteless(name);
    return least.isPresent() ? String.format(Locale.ROOT, "%.1f s ago", least.getAsDouble()) : "-";
  }

  private OptionalDouble voteless(String name) {
    return look.nodes().stream()
        .flatMap(node -> node.answer().stream())
        .filter(answer -> answer.peers().containsKey(name))
        .map(answer -> answer.peers().get(name))
        .mapToDouble(PeerSight::votelessSeconds)
        .min();
  }

  private static String process(Sight node) {
    return switch (node.process()) {
      case Sight.Condition.Stopped _ -> "stopped";
      case Sight.Condition.Ended _ -> "ended";
      case Sight.Condition.Frozen _ -> "frozen";
      case Sight.Condition.Runs _, Sight.Condition.Unknown _ -> "no answer";
    };
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-15s %5s %7s  %-10s %8s %8s  %-12s %s", cells)
        .stripTrailing();
  }

  ObjectNode json() {
    ObjectNode json = Output.object();
    json.put("verdict", diagnosis.verdict().name().toLowerCase(Locale.ROOT));
    json.put("summary", diagnosis.summary());
    json.put("exitStatus", diagnosis.exitStatus());
    ArrayNode findings = json.putArray("findings");
    for (Finding finding : diagnosis.findings()) {
      findings
          .addObject()
          .put("weight", finding.weight().name().toLowerCase(Locale.ROOT))
          .put("code", finding.code())
          .put("what", finding.what())
          .put("next", finding.next());
    }
    ArrayNode nodes = json.putArray("nodes");
    look.nodes().forEach(node -> fill(nodes.addObject(), node));
    return json;
  }

  private void fill(ObjectNode json, Sight node) {
    json.put("name", node.name()).put("place", node.place());
    json.put("answers", node.answer().isPresent());
    voteless(node.name()).ifPresent(seconds -> json.put("votelessSeconds", seconds));
    if (node.answer().isEmpty()) {
      json.put("process", process(node));
      return;
    }
    Answer answer = node.answer().get();
    json.put("epoch", answer.standing().epoch())
        .put("view", answer.standing().view())
        .put("leader", answer.standing().leader())
        .put("committedHeight", answer.standing().committed())
        .put("executedHeight", answer.standing().executed())
        .put("finalizedHeight", answer.standing().finalized())
        .put("pendingTransactions", answer.standing().pending())
        .put("voting", answer.standing().voting())
        .put("catchingUp", answer.standing().catchingUp());
    ObjectNode peers = json.putObject("peers");
    answer
        .peers()
        .forEach((name, peer) ->
            peers
                .putObject(name)
                .put("connected", peer.connected())
                .put("silentSeconds", peer.silentSeconds())
                .put("votelessSeconds", peer.votelessSeconds())
                .put("attestedHeight", peer.attestedHeight())
                .put("refused", peer.refused()));
  }
}
