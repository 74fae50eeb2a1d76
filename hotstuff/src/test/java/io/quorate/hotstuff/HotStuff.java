package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
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

  static Fixture fixture(int n) {
    return new Fixture(new HotStuffFactory(), n);
  }

  static Cluster cluster(int n) {
    return new Cluster(fixture(n));
  }
}
