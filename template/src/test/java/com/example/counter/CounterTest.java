package com.example.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.client.QuorateClient;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.Devnet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CounterTest {
  @Test
  void countsOnANetworkOfFour() throws Exception {
    try (Devnet net = Devnet.local(4, EngineKind.PBFT, new Counter())) {
      QuorateClient client = net.client();
      client.submit(net.key("ann"), Bytes.utf8("apple")).get();
      client.submit(net.key("bob"), Bytes.utf8("apple")).get();
      assertEquals(
          Optional.of(2L),
          client.getLinearizable(Counter.COUNTS.key("apple")).get().value().map(Counter.COUNTS::value));
    }
  }
}
