package io.quorate.tendermint;

import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.TwinsSuite;

final class TwinsTest extends TwinsSuite {
  @Override
  public EngineUnderTest engine() {
    return Tendermint.UNDER_TEST;
  }
}
