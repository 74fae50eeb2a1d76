package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.Block;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.GoldenTraces;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Golden traces: what a change does to the protocol's behaviour shows as a diff. {@code
 * -Dquorate.rewriteTraces=true} writes them anew, for review.
 */
final class TraceTest {
  private static final GoldenTraces GOLDEN =
      new GoldenTraces(() -> Pbft.fixture(4), Pbft.UNDER_TEST);
  private static final List<String> RULES = new PbftFactory().rules();
  private static final List<String> TRACES =
      List.of(
          "happy-path",
          "pipeline",
          "silent-primary",
          "dead-primary",
          "equivocating-primary",
          "partition-and-heal",
          "new-view",
          "restart",
          "catch-up");

  @ParameterizedTest
  @DisplayName("S10 S29 S37 S44 S47 golden traces")
  @ValueSource(
      strings = {
        "happy-path",
        "pipeline",
        "silent-primary",
        "dead-primary",
        "equivocating-primary",
        "partition-and-heal",
        "new-view",
        "restart",
        "catch-up"
      })
  void golden(String name) throws IOException {
    GOLDEN.check(name);
  }

  @Test
  @DisplayName("every rule of SPEC.md fires in a trace or in one of the corner cases here")
  void everyRuleFires() throws IOException {
    Set<String> fired = new TreeSet<>();
    for (String name : TRACES) {
      fired.addAll(GoldenTraces.labels(GOLDEN.run(name), RULES));
    }
    for (Solo solo :
        List.of(lies(), lags(), views(), crowded(), refusesAndKnowsMore(), floods(), follows())) {
      solo.all(Effect.Note.class).forEach(note -> fired.add(note.rule()));
    }
    fired.addAll(backlog());
    Set<String> silent = new LinkedHashSet<>(RULES);
    silent.removeAll(fired);
    assertEquals(Set.of(), silent, "rules that never fired");
  }

  @Test
  @DisplayName("SPEC.md describes every rule, and no other")
  void specification() throws IOException {
    Set<String> described = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("SPEC.md"))) {
      if (line.startsWith("| PBFT-")) {
        described.add(line.split(" ", -1)[1]);
      }
    }
    assertEquals(new TreeSet<>(RULES), described);
  }

  private static Solo solo() {
    return new Solo(new Scribe(Pbft.fixture(4)), 3);
  }

  /** A primary that equivocates, proposes beside its chain. */
  private static Solo lies() {
    Solo replica = solo();
    Scribe scribe = replica.scribe;
    Block b1 = scribe.block(scribe.root(), 1, 1);
    replica.prePrepare(b1);
    replica.prePrepare(scribe.block(scribe.root(), 1, 2));
    replica.prePrepare(scribe.block(scribe.block(scribe.root(), 1, 3), 1, 4));
    replica.prepares(1, scribe.block(b1, 1, 5), 0, 1, 2);
    return replica;
  }

  /** Somebody asks for the next view, and again. */
  private static Solo follows() {
    Solo replica = solo();
    SignedMessage asks = replica.scribe.signed(0, replica.scribe.viewChange(2));
    replica.receive(asks);
    replica.receive(asks);
    replica.expire();
    return replica;
  }

  /** Execution lags, decisions are far ahead, a height is prepared before the one below. */
  private static Solo lags() {
    Solo replica = solo();
    Scribe scribe = replica.scribe;
    long lag = scribe.fixture.epoch.parameters().executionLag();
    Block at = scribe.root();
    for (long height = 1; height <= 2 * lag + 1; height++) {
      at = scribe.block(at, 1, height);
      replica.prePrepare(at);
      if (height == 2) {
        replica.prepares(1, at, 0, 2);
      }
    }
    replica.receive(scribe.signed(0, new Decision(scribe.committed(1, at))));
    return replica;
  }

  /** View changes of others, a new view above what is committed here and beside what fits. */
  private static Solo views() {
    Solo replica = solo();
    Scribe scribe = replica.scribe;
    Block a1 = scribe.block(scribe.root(), 1, 1);
    Block a2 = scribe.block(a1, 1, 2);
    Block b2 = scribe.block(a1, 2, 3);
    Block b3 = scribe.block(b2, 2, 4);
    replica.prepares(5, a1, 0);
    replica.receive(scribe.signed(0, scribe.viewChange(5)));
    replica.receive(scribe.signed(2, scribe.viewChange(5)));
    ViewChange decided =
        scribe.viewChange(
            5, Optional.empty(), Optional.of(scribe.committed(1, a1)), scribe.prepared(4, a2));
    ViewChange other = scribe.viewChange(5, scribe.prepared(2, b3));
    replica.newView(
        scribe.newView(5, new TreeMap<>(Map.of(0, decided, 1, other, 2, scribe.viewChange(5)))));
    replica.fetched(a1, a2, b2, b3);
    replica.receive(scribe.signed(0, scribe.viewChange(4)));
    return replica;
  }

  /** Seven views, each of which prepares less than the one before. */
  private static Solo crowded() {
    Solo replica = solo();
    Scribe scribe = replica.scribe;
    int length = 7;
    Block at = chain(scribe, length);
    for (int height = 1; height <= length; height++) {
      replica.prePrepare(chain(scribe, height));
    }
    ViewChange change = scribe.viewChange(20, scribe.prepared(1, at));
    for (long view : List.of(1L, 2L, 4L, 5L, 6L, 8L, 9L)) {
      if (view > 1) {
        ViewChange claim = scribe.viewChange(view, change.prepared().getFirst());
        replica.newView(scribe.newView(view, new TreeMap<>(Map.of(0, claim, 1, claim, 2, claim))));
      }
      for (int height = 1; height <= length; height++) {
        replica.prepares(view, chain(scribe, height), 0, 2);
      }
      length--;
    }
    return replica;
  }

  /** The host refuses a block; a view opens below what is committed here. */
  private static Solo refusesAndKnowsMore() {
    Solo replica = solo();
    Scribe scribe = replica.scribe;
    Block b1 = scribe.block(scribe.root(), 1, 1);
    replica.prePrepare(b1);
    replica.validation = Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no");
    replica.prePrepare(scribe.block(b1, 1, 2));
    replica.commits(1, b1, 0, 1, 2);
    ViewChange none = scribe.viewChange(2);
    replica.newView(scribe.newView(2, new TreeMap<>(Map.of(0, none, 1, none, 2, none))));
    return replica;
  }

  private static Block chain(Scribe scribe, int length) {
    Block at = scribe.root();
    for (int height = 1; height <= length; height++) {
      at = scribe.block(at, 1, height);
    }
    return at;
  }

  /** Blocks that nobody refers to. */
  private static Solo floods() {
    Solo replica = solo();
    Scribe scribe = replica.scribe;
    for (int i = 0; i < 100; i++) {
      replica.handle(new Event.BlockAvailable(scribe.block(scribe.root(), 1, 100 + i)));
    }
    return replica;
  }

  /** Execution is so slow that the primary cannot propose. */
  private static Set<String> backlog() {
    Cluster cluster = Pbft.cluster(4);
    cluster.nodes.forEach(node -> node.executionDelay = 6_000);
    cluster.start();
    for (int i = 0; i < 20; i++) {
      cluster.submit();
      cluster.run(10);
    }
    cluster.run(10_000);
    Set<String> fired = new TreeSet<>();
    cluster.nodes.forEach(node -> fired.addAll(GoldenTraces.labels(node.trace, RULES)));
    return fired;
  }
}
