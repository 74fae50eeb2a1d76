package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Proposals;
import io.quorate.tendermint.TendermintMessage.Proposal;
import java.util.Optional;

/** The test kit with this engine in it. */
final class Tendermint {
  private Tendermint() {}

  /** How the kit tells proposals and forges them. */
  static final Proposals PROPOSALS =
      new Proposals() {
        @Override
        public Optional<Block> proposed(EngineMessage body) {
          return body instanceof Proposal proposal
              ? Optional.of(proposal.block())
              : Optional.empty();
        }

        @Override
        public EngineMessage replace(EngineMessage body, Block other) {
          return new Proposal(other, other.view(), Optional.empty());
        }
      };

  static Fixture fixture(int n) {
    return new Fixture(new TendermintFactory(), n);
  }

  static Cluster cluster(int n) {
    return new Cluster(fixture(n));
  }
}
