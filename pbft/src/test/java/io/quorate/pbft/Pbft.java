package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Proposals;
import java.util.Optional;

/** The shared test kit, for PBFT. */
final class Pbft {
  static final PbftFactory FACTORY = new PbftFactory();
  static final Proposals PROPOSALS = new PbftProposals();

  private Pbft() {}

  static Fixture fixture(int n) {
    return new Fixture(FACTORY, n);
  }

  static Cluster cluster(int n) {
    return new Cluster(fixture(n));
  }

  private static final class PbftProposals implements Proposals {
    @Override
    public Optional<Block> proposed(EngineMessage body) {
      return body instanceof PbftMessage.PrePrepare prePrepare
          ? Optional.of(prePrepare.block())
          : Optional.empty();
    }

    @Override
    public EngineMessage replace(EngineMessage body, Block other) {
      return new PbftMessage.PrePrepare(other);
    }
  }
}
