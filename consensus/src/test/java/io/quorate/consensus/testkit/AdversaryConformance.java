package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What liars, floods and replays can do, which is little. Part of {@link EngineConformance}. */
interface AdversaryConformance {
  /** Objects of a signed thing: vote, content, hash, signature, their bytes, a block's parts. */
  int OBJECTS = 16;

  EngineUnderTest engine();

  @Test
  @DisplayName(
      "S10 a leader that equivocates: evidence against it alone, no fork, no stop, whoever it is")
  default void equivocation() {
    for (int liar = 0; liar < 4; liar++) {
      for (long both : List.of(0L, 1L, 5L)) {
        Cluster cluster = engine().cluster(4);
        Liar lies = new Liar(cluster, engine(), liar, both);
        lies.install();
        int leads = liar;
        // Nobody else's proposals arrive until the liar had its turn.
        cluster.network =
            (from, to, message, now) ->
                from != leads && lies.shown() == 0 && engine().isProposal(message.body())
                    ? List.of()
                    : List.of(1L);
        cluster.start().catchUpEvery(1_000);
        cluster.serve(30, 20_000);
        for (Equivocation evidence : cluster.evidence) {
          assertEquals(liar, evidence.validator());
          assertTrue(evidence.verify(cluster.epoch).accepted());
        }
        assertTrue(lies.shown() > 0);
        // Five milliseconds later the height may be decided, and what is said of it is ignored.
        assertTrue(both != 1 || !cluster.evidence.isEmpty(), "nobody noticed liar " + liar);
      }
    }
  }

  @Test
  @DisplayName("S7 a block that validation refuses is not voted for and never commits")
  default void refusedBlock() {
    Cluster cluster = engine().cluster(4);
    Set<Hash> refused = new LinkedHashSet<>();
    boolean[] strict = {true};
    cluster.judge =
        (node, block) -> {
          if (strict[0] && !block.payload().isEmpty() && block.header().proposer() != node) {
            refused.add(block.hash());
            return Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "not today");
          }
          return Verdict.accept();
        };
    cluster.start();
    cluster.submit();
    cluster.run(30_000);
    assertFalse(refused.isEmpty());
    assertFalse(cluster.pending.isEmpty());
    for (Node node : cluster.nodes) {
      for (VoteContent vote : node.signed.values()) {
        boolean own =
            cluster.find(vote.subject()).map(Block::header).stream()
                .anyMatch(header -> header.proposer() == node.index);
        assertTrue(own || !refused.contains(vote.subject()), () -> node.id + " signed " + vote);
      }
    }
    strict[0] = false;
    assertTrue(cluster.runUntil(60_000, cluster::allServed));
  }

  @Test
  @DisplayName(
      "every message ever sent comes again, to everybody: nothing changes, nobody is accused")
  default void replay() {
    Cluster cluster = engine().cluster(4);
    List<SignedMessage> all = record(cluster, 12);
    long height = cluster.agreed.size();
    for (SignedMessage message : all) {
      for (Node to : cluster.nodes) {
        if (to.index != message.sender()) {
          cluster.send(message.sender(), to.id, message);
        }
      }
      cluster.run(2);
    }
    cluster.run(30_000);
    assertEquals(height, cluster.agreed.size());
    assertEquals(List.of(), cluster.evidence);
    cluster.serve(3, 20_000);
  }

  /** Everything that is sent while this many transactions commit. */
  private static List<SignedMessage> record(Cluster cluster, int transactions) {
    Set<SignedMessage> all = new LinkedHashSet<>();
    boolean[] on = {true};
    int[] lost = {0};
    cluster.network =
        (from, to, message, now) -> {
          if (on[0] && !(message.body() instanceof FetchProbe)) {
            all.add(message);
          }
          // Something is lost, so that view changes are among the messages.
          return on[0] && lost[0]++ % 7 == 3 ? List.of() : List.of(1L);
        };
    cluster.start().serve(transactions, 60_000);
    cluster.connectAll();
    cluster.run(1_000);
    on[0] = false;
    cluster.run(60_000);
    return List.copyOf(all);
  }

  @Test
  @DisplayName(
      "S5 S70 what the honest send passes their own checks; of another chain, epoch, engine or sender, or changed, it is refused")
  default void foreign() {
    Cluster cluster = engine().cluster(4);
    MessageVerifier here = cluster.verifier;
    Epoch epoch = cluster.epoch;
    MessageVerifier next =
        engine()
            .factory()
            .verifier(
                new Epoch(
                    epoch.chain(),
                    epoch.number() + 1,
                    epoch.firstHeight(),
                    epoch.lastHeight(),
                    epoch.engine(),
                    epoch.validators(),
                    epoch.parameters(),
                    epoch.scheme()),
                transaction -> true);
    ChainParameters wider =
        new ChainParameters(64 << 10, 1 << 20, 5_001, 100_000, 8, 1_000, 8_000, 10_000);
    MessageVerifier elsewhere =
        new Fixture(engine().factory(), new FakeScheme(), wider, 1, 1, 1, 1).verifier();
    for (SignedMessage message : record(cluster, 12)) {
      assertTrue(here.verify(message).accepted(), message::toString);
      EngineMessage body = message.body();
      boolean hint = engine().isHint(body);
      assertTrue(hint || !next.verify(message).accepted(), message::toString);
      assertTrue(hint || !elsewhere.verify(message).accepted(), message::toString);
      Signature signature = message.signature();
      assertFalse(here.verify(new SignedMessage(-1, body, signature)).accepted());
      assertFalse(here.verify(new SignedMessage(4, body, signature)).accepted());
      if (body.toSign().isPresent()) {
        int other = (message.sender() + 1) % 4;
        assertFalse(here.verify(new SignedMessage(other, body, signature)).accepted());
        assertFalse(
            here.verify(new SignedMessage(message.sender(), body, Signature.NONE)).accepted());
      }
    }
    FetchProbe probe = new FetchProbe(Hash.ZERO);
    assertFalse(here.verify(new SignedMessage(0, probe, Signature.NONE)).accepted());
  }

  @Test
  @DisplayName("every message ever sent survives its wire form; none does with a byte missing")
  default void wire() {
    var codec = engine().factory().codec();
    for (SignedMessage message : record(engine().cluster(4), 12)) {
      Bytes encoded = codec.encode(message);
      if (codec.decode(encoded) instanceof Decoded.Ok<SignedMessage>(SignedMessage decoded)) {
        assertEquals(message, decoded);
      } else {
        throw new AssertionError("does not decode: " + message);
      }
      Bytes cut = encoded.slice(0, encoded.size() - 1);
      assertFalse(codec.decode(cut) instanceof Decoded.Ok<SignedMessage>);
    }
  }

  @Test
  @DisplayName("S46 a flood of valid messages of f validators for far views costs a fixed amount")
  default void flood() {
    SoloReplica replica = new SoloReplica(engine().fixture(4), 3);
    long fresh = ObjectCount.of(replica.engine());
    flood(replica, 1, 200);
    long some = ObjectCount.of(replica.engine());
    flood(replica, 200, 2_000);
    long many = ObjectCount.of(replica.engine());
    assertTrue(fresh > 10, "counts nothing");
    // Ten times the flood; room for growth in what is bounded by a window or by one slot each.
    assertTrue(many <= some + some / 10 + 20, fresh + ", " + some + ", then " + many + " objects");
  }

  @Test
  @DisplayName(
      "S46 f validators sign for all views and heights, in any order: a stated bound holds")
  default void memory(TestReporter reporter) {
    Fixture fixture = engine().fixture(7);
    for (int order = 0; order < 3; order++) {
      SoloReplica replica = new SoloReplica(fixture, 3);
      long fresh = ObjectCount.of(replica.engine());
      long worst = fresh;
      SplittableRandom random = new SplittableRandom(order);
      for (int i = 1; i <= 600; i++) {
        long view = order == 0 ? i : order == 1 ? 601 - i : random.nextLong(1, 40);
        for (int liar : List.of(5, 6)) {
          for (EngineMessage body : engine().far(fixture, liar, view, 1 + i % 40)) {
            replica.receive(fixture.signed(liar, body));
          }
        }
        worst = i % 50 == 0 ? Math.max(worst, ObjectCount.of(replica.engine())) : worst;
      }
      long most = fresh + 2L * engine().remembered(fixture) * OBJECTS;
      reporter.publishEntry(
          engine().factory().kind() + ", order " + order,
          worst + " objects, " + fresh + " of a fresh engine, at most " + most);
      assertTrue(worst > fresh && worst <= most, worst + " objects of at most " + most);
    }
  }

  private void flood(SoloReplica replica, long from, long to) {
    for (long view = from; view < to; view++) {
      for (EngineMessage body : engine().far(replica.fixture, 2, view)) {
        replica.receive(replica.fixture.signed(2, body));
      }
    }
  }

  @Test
  @DisplayName("S46 during such a flood the honest commit")
  default void commitsInFlood() {
    Cluster cluster = engine().cluster(4).start();
    List<Cluster.Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      for (int view = 1; view < 30; view++) {
        for (EngineMessage body : engine().far(cluster.fixture, 2, i * 30L + view)) {
          SignedMessage message = cluster.fixture.signed(2, body);
          cluster.nodes.stream()
              .filter(node -> node.id != 2)
              .forEach(node -> cluster.send(2, node.id, message));
        }
      }
      cluster.submit();
      assertTrue(cluster.runUntil(20_000, cluster::allServed), "transaction " + i);
      refusals.addAll(cluster.refusals);
    }
    assertEquals(List.of(), refusals);
    cluster.evidence.forEach(evidence -> assertEquals(2, evidence.validator()));
  }
}
