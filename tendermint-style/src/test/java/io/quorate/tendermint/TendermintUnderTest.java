package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Sha256;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.List;
import java.util.Optional;

/** What the shared suites must know of Tendermint. */
final class TendermintUnderTest implements EngineUnderTest {
  @Override
  public EngineFactory factory() {
    return new TendermintFactory();
  }

  @Override
  public Optional<Block> proposed(EngineMessage body) {
    return Tendermint.PROPOSALS.proposed(body);
  }

  @Override
  public EngineMessage replace(EngineMessage proposal, Block other) {
    return Tendermint.PROPOSALS.replace(proposal, other);
  }

  @Override
  public boolean isHint(EngineMessage body) {
    return body instanceof Status;
  }

  /** Votes for far rounds of this height, then for the same round of far heights. */
  @Override
  public List<EngineMessage> far(Fixture fixture, int sender, long view) {
    return List.of(
        vote(fixture, Phase.TENDERMINT_PREVOTE, view, 1),
        vote(fixture, Phase.TENDERMINT_PRECOMMIT, view, 1),
        vote(fixture, Phase.TENDERMINT_PREVOTE, 1, view + 1),
        vote(fixture, Phase.TENDERMINT_PRECOMMIT, 1, view + 1));
  }

  private static EngineMessage vote(Fixture fixture, Phase phase, long round, long height) {
    return new Vote(
        new VoteContent(
            fixture.epoch.chain(),
            fixture.epoch.number(),
            phase,
            round,
            height,
            Sha256.hash(Bytes.utf8("far " + round))));
  }
}
