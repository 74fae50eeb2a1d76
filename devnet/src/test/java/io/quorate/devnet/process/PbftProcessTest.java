package io.quorate.devnet.process;

import io.quorate.consensus.EngineKind;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Four node processes under load, on PBFT")
class PbftProcessTest extends ProcessConformance {
  PbftProcessTest() {
    super(EngineKind.PBFT);
  }
}
