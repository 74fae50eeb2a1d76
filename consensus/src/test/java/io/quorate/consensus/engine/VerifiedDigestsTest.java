package io.quorate.consensus.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.TestChain;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Digests of certificates that held")
final class VerifiedDigestsTest {

  @Test
  @DisplayName("the newest are remembered, in a fixed amount of memory")
  void bounded() {
    VerifiedDigests digests = new VerifiedDigests(2);
    digests.add(TestChain.hash("a"));
    digests.add(TestChain.hash("b"));
    digests.add(TestChain.hash("b"));
    assertTrue(digests.contains(TestChain.hash("a")));
    digests.add(TestChain.hash("c"));
    assertFalse(digests.contains(TestChain.hash("a")));
    assertTrue(digests.contains(TestChain.hash("b")));
    assertTrue(digests.contains(TestChain.hash("c")));
  }
}
