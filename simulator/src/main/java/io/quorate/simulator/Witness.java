package io.quorate.simulator;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.SignedVote;
import io.quorate.crypto.Hash;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Knows which contradictions one process of an honest node was shown, and demands that its engine
 * reports each.
 *
 * <p>A contradiction is detectable when both of two verified messages of another validator, each
 * signed by it as a whole and contradicting each other, were delivered to one process, and its
 * engine has to remember their place from the first delivery to the second ({@link Recollection}).
 * What only different replicas were shown, what came before a restart, and what came as a part of
 * another message is not counted. Not thread-safe.
 */
final class Witness {
  private final int node;
  private final Recollection engine;
  private final Set<Hash> reported = new LinkedHashSet<>();
  private final SortedSet<Integer> offenders = new TreeSet<>();
  private Optional<Pair> due = Optional.empty();
  private long epoch;

  /** Two votes of one validator in one place. */
  private record Pair(SignedVote first, SignedVote second) {
    boolean contradicting() {
      return first.content().contradicts(second.content());
    }
  }

  Witness(int node, EngineKind engine, long committed) {
    this.node = node;
    this.engine =
        switch (engine) {
          case PBFT -> new PbftRecollection(committed);
          case HOTSTUFF, TENDERMINT -> new WindowRecollection(engine, committed);
        };
  }

  /** The replica is about to handle something; verified messages of others are what counts. */
  void hears(ReplicaInput input) {
    if (input instanceof ReplicaInput.Received(int from, PeerMessage.EngineMessageOf message)
        && from != node) {
      message
          .message()
          .vote()
          .filter(vote -> vote.content().epoch() == epoch)
          .ifPresent(vote ->
              due =
                  engine
                      .hears(vote)
                      .map(first -> new Pair(first, vote))
                      .filter(Pair::contradicting));
    }
  }

  void reported(Equivocation evidence) {
    reported.add(evidence.contradiction());
    offenders.add(evidence.validator());
  }

  /** An engine of another epoch began, and remembers nothing. */
  void entered(Epoch now) {
    epoch = now.number();
    engine.enteredEpoch();
  }

  void entered(long view) {
    engine.enteredView(view);
  }

  void noted(String rule, String text) {
    engine.noted(rule, text);
  }

  void committed(long height) {
    engine.committed(height);
  }

  /** The message was handled, and view and height are what they are now. */
  void handled() {
    Optional<Pair> checked = due;
    due = Optional.empty();
    checked
        .filter(pair -> pair.first().content().epoch() == epoch)
        .filter(pair -> engine.holds(pair.first()))
        .map(pair -> Equivocation.of(pair.first(), pair.second()))
        .filter(evidence -> !reported.contains(evidence.contradiction()))
        .ifPresent(evidence -> {
          throw new Violation("evidence", "n" + node + " was shown and did not report " + evidence);
        });
  }

  /** Whom the process caught. */
  SortedSet<Integer> offenders() {
    return offenders;
  }
}
