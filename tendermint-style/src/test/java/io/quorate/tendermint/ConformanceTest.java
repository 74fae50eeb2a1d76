package io.quorate.tendermint;

import io.quorate.consensus.testkit.EngineConformance;
import io.quorate.consensus.testkit.EngineUnderTest;

final class ConformanceTest extends EngineConformance {
  @Override
  public EngineUnderTest engine() {
    return Tendermint.UNDER_TEST;
  }
}
