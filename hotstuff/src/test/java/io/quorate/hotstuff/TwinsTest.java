package io.quorate.hotstuff;

import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.TwinsSuite;

final class TwinsTest extends TwinsSuite {
  @Override
  public EngineUnderTest engine() {
    return HotStuff.UNDER_TEST;
  }
}
