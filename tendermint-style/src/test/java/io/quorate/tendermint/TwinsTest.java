package io.quorate.tendermint;

import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.TwinsSuite;
import java.util.List;

final class TwinsTest extends TwinsSuite {
  @Override
  public EngineUnderTest engine() {
    return Tendermint.UNDER_TEST;
  }

  @Override
  public EngineUnderTest led(List<Integer> leaders) {
    return Tendermint.led(leaders);
  }
}
