package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.Application;
import io.quorate.application.Proposal;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.crypto.PublicKey;
import io.quorate.simulator.Plan.ClientPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Proposals that the application judges")
class ProposalScenariosTest {
  private static final ClientPlan EAGER =
      new ClientPlan(3, 5 * Plan.MILLI, 40 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);

  private final AtomicLong refused = new AtomicLong();

  /** The key-value application with an opinion on proposals. */
  private static final class Opinionated extends ForwardingApplication {
    private final Predicate<Proposal> right;
    private final boolean shapes;
    private final AtomicLong refused;

    Opinionated(Predicate<Proposal> right, boolean shapes, AtomicLong refused) {
      super(new KeyValueApplication());
      this.right = right;
      this.shapes = shapes;
      this.refused = refused;
    }

    @Override
    public List<Transaction> shape(Proposal proposal) {
      return shapes ? onePerSender(proposal.transactions()) : proposal.transactions();
    }

    @Override
    public Verdict judge(Proposal proposal) {
      if (right.test(proposal)) {
        return Verdict.accept();
      }
      refused.incrementAndGet();
      return Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "a sender is there twice");
    }
  }

  /** The application of the honest nodes, and that of a node which does as it likes. */
  private record Opinions(EngineFactory factory, Application good, int liar, Application bad)
      implements Parts {
    @Override
    public EngineFactory engine(int node) {
      return factory;
    }

    @Override
    public Application application(int node) {
      return node == liar ? bad : good;
    }

    @Override
    public boolean honest(int node) {
      return node != liar;
    }
  }

  private static List<Transaction> onePerSender(List<Transaction> transactions) {
    Set<PublicKey> senders = new TreeSet<>();
    return transactions.stream().filter(each -> senders.add(each.sender())).toList();
  }

  private static boolean eachSenderOnce(List<Transaction> transactions) {
    return onePerSender(transactions).size() == transactions.size();
  }

  private static List<List<Transaction>> log(Scene scene) {
    List<List<Transaction>> log = new ArrayList<>();
    for (long height = 1; height <= scene.height(); height++) {
      Block block = scene.world().checks().log().block(height);
      log.add(block.payload().transactions());
    }
    return log;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("what the application refuses is never ordered, whatever a leader proposes")
  void badProposals(EngineKind engine) {
    Application good =
        new Opinionated(proposal -> eachSenderOnce(proposal.transactions()), true, refused);
    Application bad = new Opinionated(proposal -> true, false, new AtomicLong());
    int liar = Engines.firstLeader(engine, 4);
    Parts parts = new Opinions(HonestParts.of(engine).factory(), good, liar, bad);
    Scene scene = Scene.of(engine, Plan.calm(4, 61).with(EAGER), parts).load();
    scene.seconds(6);
    scene.settles(60_000);
    assertTrue(refused.get() > 0, "the liar proposed nothing bad");
    assertTrue(log(scene).stream().allMatch(ProposalScenariosTest::eachSenderOnce));
    assertTrue(log(scene).stream().anyMatch(block -> block.size() > 1));
    assertTrue(scene.world().checks().log().transactions() > 50);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("an application that refuses everything gets empty blocks until what pends expires")
  void everythingBad(EngineKind engine) {
    Application never = new Opinionated(proposal -> false, false, refused);
    ChainParameters all = ChainParameters.DEFAULT;
    ChainParameters shortLives =
        new ChainParameters(
            all.maxTransactionBytes(),
            all.maxBlockBytes(),
            all.maxBlockTransactions(),
            100,
            all.executionLag(),
            all.baseTimeoutMillis(),
            all.maxTimeoutMillis(),
            all.maxClockDriftMillis());
    Parts parts = new Opinions(HonestParts.of(engine).factory(), never, -1, never);
    Scene scene = Scene.of(engine, Plan.calm(4, 62).with(shortLives), parts);
    for (int client = 0; client < 3; client++) {
      scene.world().clients().submit(client, client);
    }
    scene.settles(600_000);
    assertTrue(scene.height() > 1, () -> "height " + scene.height());
    assertTrue(log(scene).stream().allMatch(List::isEmpty));
    assertTrue(refused.get() > 0);
    long height = scene.height();
    scene.seconds(60);
    assertEquals(height, scene.height(), "with nothing pending it rests");
  }
}
