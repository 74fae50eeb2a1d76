package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainParametersTest {
  private static final long[] DEFAULTS = {
    64 << 10, 1 << 20, 5_000, 100_000, 32, 1_000, 8_000, 10_000
  };

  private static ChainParameters with(int field, long value) {
    long[] v = DEFAULTS.clone();
    v[field] = value;
    return new ChainParameters(
        (int) v[0], (int) v[1], (int) v[2], v[3], (int) v[4], v[5], v[6], v[7]);
  }

  @ParameterizedTest(name = "{1}: {2} to {3}")
  @CsvSource({
    "0, maxTransactionBytes, 148, 1048576",
    "1, maxBlockBytes, 65536, 4194304",
    "2, maxBlockTransactions, 1, 65536",
    "3, maxExpiryHeights, 100, 1099511627776",
    "4, executionLag, 4, 1000",
    "5, baseTimeoutMillis, 10, 8000",
    "6, maxTimeoutMillis, 1000, 600000",
    "7, maxClockDriftMillis, 1, 3600000",
  })
  @DisplayName("each parameter keeps its range, relations included, and an error names the key")
  void ranges(int field, String key, long low, long high) {
    assertDoesNotThrow(() -> with(field, low));
    assertDoesNotThrow(() -> with(field, high));
    assertThrows(IllegalArgumentException.class, () -> with(field, high + 1));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> with(field, low - 1));
    assertTrue(String.valueOf(error.getMessage()).startsWith(key + " is "));
  }

  @Test
  @DisplayName("S74: every parameter is part of the encoding")
  void encoded() {
    Set<Bytes> encodings = new LinkedHashSet<>();
    for (int field = -1; field < DEFAULTS.length; field++) {
      Encoder out = new Encoder();
      (field < 0 ? ChainParameters.DEFAULT : with(field, DEFAULTS[field] + 1)).encode(out);
      encodings.add(out.toBytes());
    }
    assertEquals(DEFAULTS.length + 1, encodings.size());
  }
}
