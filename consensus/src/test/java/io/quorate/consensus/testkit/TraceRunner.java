package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.SignedMessage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A tiny command language over the in-memory cluster. A line that starts with {@code >} is a
 * command, {@code #} a remark; what the replicas note is written below the command that caused it.
 *
 * <pre>
 * > start 0 1 2 3     these replicas start (the first start decides nothing else)
 * > submit            a transaction reaches every pool
 * > run 100           so many milliseconds pass
 * > served 5000       until everything is committed, at most so many milliseconds
 * > crash 2           a replica stops; start brings it back
 * > cut 0 1           these are alone with each other
 * > heal              the cut is over, connections come up
 * > mute 1            the replica's proposals are lost; speak ends it
 * > equivocate 1      the replica shows another block to those above it; honest ends it
 * > catchup 3         the replica gets what is committed from the others' logs
 * </pre>
 */
public final class TraceRunner {
  private final Cluster cluster;
  private final Proposals proposals;
  private final List<String> output = new ArrayList<>();
  private final Set<Integer> group = new LinkedHashSet<>();
  private int muted = -1;
  private int liar = -1;

  private TraceRunner(Fixture fixture, Proposals proposals) {
    this.cluster = new Cluster(fixture);
    this.proposals = proposals;
    cluster.network =
        (from, to, message, now) ->
            (!group.isEmpty() && group.contains(from) != group.contains(to))
                    || (from == muted && proposals.isProposal(message.body()))
                ? List.of()
                : List.of(1L);
    cluster.forger = this::forge;
    cluster.watcher =
        (node, effect) -> {
          if (effect instanceof Effect.Note note) {
            output.add("%6d  n%d  %s  %s".formatted(cluster.now(), node, note.rule(), note.text()));
          }
        };
  }

  /** The script with its output in place. */
  public static List<String> run(Fixture fixture, Proposals proposals, List<String> script) {
    TraceRunner runner = new TraceRunner(fixture, proposals);
    for (String line : script) {
      if (line.startsWith(">")) {
        runner.output.add(line);
        runner.command(line.substring(1).trim().split(" ", -1));
      } else if (line.startsWith("#") || line.isBlank()) {
        runner.output.add(line);
      }
    }
    return runner.output;
  }

  private void command(String[] words) {
    switch (words[0]) {
      case "start" -> numbers(words).forEach(i -> cluster.nodes.get(i).start());
      case "crash" -> numbers(words).forEach(i -> cluster.nodes.get(i).crash());
      case "submit" -> cluster.submit();
      case "run" -> cluster.run(Long.parseLong(words[1]));
      case "served" -> {
        long start = cluster.now();
        if (!cluster.runUntil(Long.parseLong(words[1]), cluster::allServed)) {
          throw new AssertionError("not served in " + words[1] + " ms");
        }
        output.add("        served in " + (cluster.now() - start) + " ms");
      }
      case "cut" -> group.addAll(numbers(words));
      case "heal" -> {
        group.clear();
        cluster.connectAll();
      }
      case "mute" -> muted = Integer.parseInt(words[1]);
      case "speak" -> muted = -1;
      case "equivocate" -> liar = Integer.parseInt(words[1]);
      case "honest" -> liar = -1;
      case "catchup" -> cluster.nodes.get(Integer.parseInt(words[1])).catchUp();
      default -> throw new IllegalArgumentException("no command " + words[0]);
    }
  }

  private static List<Integer> numbers(String[] words) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      numbers.add(Integer.valueOf(words[i]));
    }
    return numbers;
  }

  private SignedMessage forge(int from, int to, SignedMessage message) {
    Optional<Block> block = proposals.proposed(message.body());
    if (from != liar || to <= from || block.isEmpty()) {
      return message;
    }
    Block other = cluster.rival(block.get(), 1);
    return cluster.fixture.signed(from, proposals.replace(message.body(), other));
  }
}
