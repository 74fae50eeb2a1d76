package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.testkit.BentFactory;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SignerSet;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The test kit with this engine in it. */
final class Tendermint {
  private Tendermint() {}

  /** What the kit must know of this engine. */
  static final EngineUnderTest UNDER_TEST =
      new EngineUnderTest() {
        @Override
        public EngineFactory factory() {
          return new TendermintFactory();
        }

        @Override
        public Optional<Block> proposed(EngineMessage body) {
          return body instanceof Proposal proposal
              ? Optional.of(proposal.block())
              : Optional.empty();
        }

        @Override
        public EngineMessage replace(EngineMessage body, Block other) {
          // A value proposed again has a polka, which no other block has.
          return body instanceof Proposal proposal && proposal.polka().isEmpty()
              ? new Proposal(other, proposal.round(), Optional.empty())
              : body;
        }

        @Override
        public List<EngineMessage> far(Fixture fixture, int sender, long view, long height) {
          Scribe scribe = new Scribe(fixture);
          List<EngineMessage> all = new ArrayList<>(far(fixture, sender, view));
          for (Phase phase : List.of(Phase.TENDERMINT_PREVOTE, Phase.TENDERMINT_PRECOMMIT)) {
            all.add(new Vote(scribe.content(phase, height, view % 9, Hash.ZERO)));
          }
          return all;
        }

        @Override
        public int remembered(Fixture fixture) {
          int rounds = 2 * (int) (VoteKeeper.WINDOW + 1); // of this height and the one before
          return 3 * rounds + 2 * 3 + 2; // votes and proposals, what came early, its places
        }

        @Override
        public List<EngineMessage> far(Fixture fixture, int sender, long view) {
          Scribe scribe = new Scribe(fixture);
          Block junk = scribe.block(scribe.root(), view, sender, fixture.payload(5));
          SignerSet nobody = SignerSet.empty(fixture.size());
          return List.of(
              new Proposal(junk, view, Optional.empty()),
              new Vote(scribe.content(Phase.TENDERMINT_PREVOTE, 1, view, junk.hash())),
              new Vote(scribe.content(Phase.TENDERMINT_PRECOMMIT, 1, view, Hash.ZERO)),
              new Status(fixture.epoch.chain(), 0, 1, view, nobody, nobody, true, view - 1, true),
              new Vote(scribe.content(Phase.TENDERMINT_PREVOTE, 2, view, junk.hash())));
        }
      };

  /**
   * In the first runs of the rotation, which counts heights and rounds together, these validators
   * propose.
   *
   * @param leaders who proposes; later runs are as the rotation says
   */
  static EngineUnderTest led(List<Integer> leaders) {
    return UNDER_TEST.with(
        BentFactory.engines(
            new TendermintFactory(),
            (epoch, self) ->
                new TendermintEngine(
                    epoch,
                    self,
                    new AlgorithmOne(),
                    new HonestDuties(),
                    new Schedule(epoch, leaders))));
  }

  private static final class Schedule extends Rotation {
    private final long firstHeight;
    private final List<Integer> leaders;

    Schedule(Epoch epoch, List<Integer> leaders) {
      super(epoch);
      this.firstHeight = epoch.firstHeight();
      this.leaders = leaders;
    }

    @Override
    int proposer(long height, long round) {
      long run = height - firstHeight + round;
      return run < leaders.size() ? leaders.get((int) run) : super.proposer(height, round);
    }
  }

  static Fixture fixture(int n) {
    return new Fixture(new TendermintFactory(), n);
  }

  static Cluster cluster(int n) {
    return new Cluster(fixture(n));
  }
}
