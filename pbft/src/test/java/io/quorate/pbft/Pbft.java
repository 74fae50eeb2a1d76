package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.testkit.BentFactory;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.Prepare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The test kit with this engine in it. */
final class Pbft {
  private Pbft() {}

  /** What the kit must know of this engine. */
  static final EngineUnderTest UNDER_TEST =
      new EngineUnderTest() {
        @Override
        public EngineFactory factory() {
          return new PbftFactory();
        }

        @Override
        public Optional<Block> proposed(EngineMessage body) {
          return body instanceof PrePrepare prePrepare
              ? Optional.of(prePrepare.block())
              : Optional.empty();
        }

        @Override
        public EngineMessage replace(EngineMessage body, Block other) {
          return new PrePrepare(other);
        }

        @Override
        public List<EngineMessage> far(Fixture fixture, int sender, long view, long height) {
          List<EngineMessage> all = new ArrayList<>(far(fixture, sender, view));
          Hash junk = fixture.transaction(5).id();
          for (Phase phase : List.of(Phase.PBFT_PREPARE, Phase.PBFT_COMMIT)) {
            VoteContent content =
                new VoteContent(
                    fixture.epoch.chain(), fixture.epoch.number(), phase, view, height, junk);
            all.add(phase == Phase.PBFT_PREPARE ? new Prepare(content) : new Commit(content));
          }
          return all;
        }

        @Override
        public int remembered(Fixture fixture) {
          int window = 2 * fixture.epoch.parameters().executionLag();
          int votes = 2 * window; // in the open view, and as many beyond
          return 2 * votes + window + 1 + Claim.MOST_RUNS + 2; // pre-prepares, a view change
        }

        @Override
        public List<EngineMessage> far(Fixture fixture, int sender, long view) {
          Scribe scribe = new Scribe(fixture);
          Block junk = scribe.block(scribe.root(), view, fixture.payload(5));
          return List.of(
              new Prepare(scribe.content(Phase.PBFT_PREPARE, view, junk)),
              new Commit(scribe.content(Phase.PBFT_COMMIT, view, junk)),
              scribe.viewChange(view + 1));
        }
      };

  /**
   * In views 1, 2, ... these validators lead.
   *
   * @param leaders who leads; later views are led by whom the paper's rule says
   */
  static EngineUnderTest led(List<Integer> leaders) {
    return UNDER_TEST.with(
        new BentFactory(
            new PbftFactory(),
            (epoch, self) ->
                new PbftEngine(epoch, self, new PaperRules(), schedule(epoch, leaders)),
            (epoch, transactions) ->
                new PbftVerifier(epoch, transactions, schedule(epoch, leaders))));
  }

  private static Primaries schedule(Epoch epoch, List<Integer> leaders) {
    Primaries later = Primaries.inTurn(epoch);
    return view -> view <= leaders.size() ? leaders.get((int) view - 1) : later.primary(view);
  }

  static Fixture fixture(int n) {
    return new Fixture(new PbftFactory(), n);
  }

  static Cluster cluster(int n) {
    return new Cluster(fixture(n));
  }
}
