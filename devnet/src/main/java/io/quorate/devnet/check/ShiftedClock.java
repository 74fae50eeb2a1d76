package io.quorate.devnet.check;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The clock that {@link ShiftedJar} puts in place of the machine's: another second, hour, day,
 * month and year. Its class travels in the application's jar, so it uses the JDK alone.
 */
public final class ShiftedClock {
  private static final Duration AHEAD = Duration.ofDays(398).plusHours(13).plusSeconds(2_477);

  private ShiftedClock() {}

  /** In place of {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + AHEAD.toMillis();
  }

  /** In place of {@link System#nanoTime}. */
  public static long nanoTime() {
    return System.nanoTime() + AHEAD.toNanos();
  }

  /** In place of {@link Instant#now()}. */
  public static Instant instant() {
    return Instant.now().plus(AHEAD);
  }

  /** In place of {@link Clock#systemUTC}. */
  public static Clock utc() {
    return Clock.offset(Clock.systemUTC(), AHEAD);
  }

  /** In place of {@link Clock#systemDefaultZone}. */
  public static Clock here() {
    return Clock.offset(Clock.system(ZoneId.systemDefault()), AHEAD);
  }

  /** In place of {@link Clock#system}. */
  public static Clock in(ZoneId zone) {
    return Clock.offset(Clock.system(zone), AHEAD);
  }
}
