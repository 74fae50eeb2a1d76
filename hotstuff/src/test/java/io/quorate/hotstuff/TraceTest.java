package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.GoldenTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
      new GoldenTraces(() -> HotStuff.fixture(4), HotStuff.UNDER_TEST);
  private static final List<String> RULES = new HotStuffFactory().rules();
  private static final List<String> TRACES =
      List.of(
          "happy-path",
          "leader-silent",
          "dead-leader",
          "equivocating-leader",
          "partition-and-heal",
          "restart",
          "catch-up");

  @ParameterizedTest
  @DisplayName("S10 S29 S36 S37 S47 golden traces")
  @ValueSource(
      strings = {
        "happy-path",
        "leader-silent",
        "dead-leader",
        "equivocating-leader",
        "partition-and-heal",
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
    corners().all(Effect.Note.class).forEach(note -> fired.add(note.rule()));
    lagging().all(Effect.Note.class).forEach(note -> fired.add(note.rule()));
    joining().all(Effect.Note.class).forEach(note -> fired.add(note.rule()));
    Cluster long3 = HotStuff.cluster(4).start();
    long3.network =
        (from, to, message, now) ->
            message.body() instanceof HotStuffMessage.Proposal p && p.block().view() % 3 == 0
                ? List.of()
                : List.of(1L);
    long3.submit();
    long3.run(200_000);
    long3.nodes.forEach(node -> fired.addAll(GoldenTraces.labels(node.trace, RULES)));
    Set<String> silent = new LinkedHashSet<>(RULES);
    silent.removeAll(fired);
    assertEquals(Set.of(), silent, "rules that never fired");
  }

  @Test
  @DisplayName("SPEC.md describes every rule, and no other")
  void specification() throws IOException {
    Set<String> described = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("SPEC.md"))) {
      if (line.startsWith("| HS-")) {
        described.add(line.split(" ", -1)[1]);
      }
    }
    assertEquals(new TreeSet<>(RULES), described);
  }

  /** One replica that is lied to. */
  private static Solo corners() {
    Scribe scribe = new Scribe(HotStuff.fixture(4));
    Solo replica = new Solo(scribe, 3);
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    replica.propose(scribe.block(scribe.root(), 1, 0, Payload.EMPTY));
    replica.propose(b1);
    replica.propose(b2);
    Block b3 = scribe.block(b2, 3, Payload.EMPTY);
    replica.propose(b3);
    replica.validation = Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no");
    replica.propose(scribe.block(scribe.root(), 4, scribe.fixture.payload(2)));
    Block b5 = scribe.block(b3, 5, scribe.fixture.payload(3));
    replica.propose(b5);
    for (int i = 0; i < 20; i++) {
      replica.propose(scribe.block(b3, 5, scribe.fixture.payload(10 + i)));
      replica.handle(
          new Event.BlockAvailable(scribe.block(b3, 6 + i, scribe.fixture.payload(40 + i))));
    }
    return replica;
  }

  /** One replica that is behind two others. */
  private static Solo joining() {
    Scribe scribe = new Scribe(HotStuff.fixture(4));
    Solo replica = new Solo(scribe, 3);
    replica.receive(scribe.timeout(0, 7, scribe.qc(scribe.root())));
    replica.receive(scribe.timeout(1, 7, scribe.qc(scribe.root())));
    return replica;
  }

  /** One replica whose execution lags, and whose peers are far ahead. */
  private static Solo lagging() {
    Scribe scribe = new Scribe(HotStuff.fixture(4));
    Solo replica = new Solo(scribe, 3);
    Block at = scribe.root();
    int lag = scribe.fixture.epoch.parameters().executionLag();
    for (int view = 1; view <= lag + 1; view++) {
      at = scribe.block(at, view, scribe.fixture.payload(view));
      replica.propose(at);
    }
    for (int view = lag + 2; view < 4 * lag; view++) {
      at = scribe.block(at, view, Payload.EMPTY);
    }
    replica.propose(at);
    return replica;
  }
}
