package io.quorate.devnet.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is wrong with the line from one node to another.
 *
 * @param delayMillis how much later messages leave
 * @param jitterMillis how much that varies, up and down; the order stays, as TCP keeps it
 * @param lossPercent how many messages are lost, 0 to 100
 * @param duplicatePercent how many messages leave twice, 0 to 100
 * @param rateMbit how many millions of bits leave in a second; 0 for no limit
 */
public record LineFault(
    long delayMillis,
    long jitterMillis,
    double lossPercent,
    double duplicatePercent,
    double rateMbit) {
  /** A line without fault. */
  public static final LineFault NONE = new LineFault(0, 0, 0, 0, 0);

  /** As people write it: {@code delay 80ms, loss 5%}. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (delayMillis > 0) {
      parts.add("delay " + delayMillis + "ms");
    }
    if (jitterMillis > 0) {
      parts.add("jitter " + jitterMillis + "ms");
    }
    if (lossPercent > 0) {
      parts.add("loss " + number(lossPercent) + "%");
    }
    if (duplicatePercent > 0) {
      parts.add("duplicate " + number(duplicatePercent) + "%");
    }
    if (rateMbit > 0) {
      parts.add("rate " + number(rateMbit) + "mbit");
    }
    return parts.isEmpty() ? "no fault" : String.join(", ", parts);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
