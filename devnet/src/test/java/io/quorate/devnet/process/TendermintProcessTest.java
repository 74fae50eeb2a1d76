package io.quorate.devnet.process;

import io.quorate.consensus.EngineKind;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Four node processes under load, on Tendermint")
class TendermintProcessTest extends ProcessConformance {
  TendermintProcessTest() {
    super(EngineKind.TENDERMINT);
  }
}
