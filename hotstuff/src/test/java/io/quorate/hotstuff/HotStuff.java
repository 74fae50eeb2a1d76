package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.testkit.BentFactory;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.List;
import java.util.Optional;

/** The test kit with this engine in it. */
final class HotStuff {
  private HotStuff() {}

  /** What the kit must know of this engine. */
  static final EngineUnderTest UNDER_TEST =
      new EngineUnderTest() {
        @Override
        public EngineFactory factory() {
          return new HotStuffFactory();
        }

        @Override
        public Optional<Block> proposed(EngineMessage body) {
          return body instanceof Proposal proposal
              ? Optional.of(proposal.block())
              : Optional.empty();
        }

        @Override
        public EngineMessage replace(EngineMessage body, Block other) {
          Proposal proposal = (Proposal) body;
          return new Proposal(other, proposal.justify(), proposal.timeoutCertificate());
        }

        @Override
        public int remembered(Fixture fixture) {
          int orphans = 2 * fixture.epoch.parameters().executionLag() + 2 * fixture.size();
          return 17 + 9 + 1 + 2 + orphans; // votes, proposals, a candidate, a timeout with its QC
        }

        @Override
        public List<EngineMessage> far(Fixture fixture, int sender, long view) {
          Scribe scribe = new Scribe(fixture);
          Block junk = scribe.block(scribe.root(), view, sender, fixture.payload(5));
          return List.of(
              new Vote(scribe.content(junk)),
              scribe.timeout(sender, view, scribe.qc(scribe.root())).body());
        }
      };

  /**
   * In views 1, 2, ... these validators lead.
   *
   * @param leaders who leads; later views are led by whom the engine's rule says
   */
  static EngineUnderTest led(List<Integer> leaders) {
    return UNDER_TEST.with(
        BentFactory.engines(
            new HotStuffFactory(),
            (epoch, self) ->
                new HotStuffEngine(
                    epoch, self, new ThreeChain(), new Schedule(epoch.validators(), leaders))));
  }

  private static final class Schedule extends LeaderElection {
    private final List<Integer> leaders;

    Schedule(ValidatorSet validators, List<Integer> leaders) {
      super(validators);
      this.leaders = leaders;
    }

    @Override
    int leader(long view, long parentView, Reputation reputation) {
      return view <= leaders.size() ? plain(view) : super.leader(view, parentView, reputation);
    }

    @Override
    int plain(long view) {
      return view <= leaders.size() ? leaders.get((int) view - 1) : super.plain(view);
    }
  }

  static Fixture fixture(int n) {
    return new Fixture(new HotStuffFactory(), n);
  }

  static Cluster cluster(int n) {
    return new Cluster(fixture(n));
  }
}
