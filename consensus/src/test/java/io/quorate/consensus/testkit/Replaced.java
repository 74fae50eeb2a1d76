package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
import java.util.List;
import java.util.Optional;

/** An engine's messages with another factory. */
record Replaced(EngineUnderTest engine, EngineFactory factory) implements EngineUnderTest {
  @Override
  public Optional<Block> proposed(EngineMessage body) {
    return engine.proposed(body);
  }

  @Override
  public EngineMessage replace(EngineMessage proposal, Block other) {
    return engine.replace(proposal, other);
  }

  @Override
  public boolean isHint(EngineMessage body) {
    return engine.isHint(body);
  }

  @Override
  public List<EngineMessage> far(Fixture fixture, int sender, long view, long height) {
    return engine.far(fixture, sender, view, height);
  }

  @Override
  public int remembered(Fixture fixture) {
    return engine.remembered(fixture);
  }

  @Override
  public List<EngineMessage> far(Fixture fixture, int sender, long view) {
    return engine.far(fixture, sender, view);
  }
}
