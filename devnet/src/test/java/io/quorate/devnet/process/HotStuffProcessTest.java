package io.quorate.devnet.process;

import io.quorate.consensus.EngineKind;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Four node processes under load, on chained HotStuff")
class HotStuffProcessTest extends ProcessConformance {
  HotStuffProcessTest() {
    super(EngineKind.HOTSTUFF);
  }
}
