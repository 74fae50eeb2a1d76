package com.example.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.client.BlockingClient;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.Devnet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CounterTest {
  @Test
  void countsOnANetworkOfFour() throws Exception {
    try (Devnet net = Devnet.local(4, EngineKind.PBFT, new Counter())) {
      BlockingClient client = net.client().blocking();
      client.submit(net.key("ann"), Bytes.utf8("apple"));
      client.submit(net.key("bob"), Bytes.utf8("apple"));
      assertEquals(
          Optional.of(2L),
          client.getLinearizable(Counter.COUNTS.key("apple")).value().map(Counter.COUNTS::value));
    }
  }
}
