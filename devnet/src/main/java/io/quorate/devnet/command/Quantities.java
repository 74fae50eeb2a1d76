package io.quorate.devnet.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Numbers with their units, as people type them. */
final class Quantities {
  private static final Pattern FORM = Pattern.compile("([+-]?\\d+(?:\\.\\d+)?)\\s*([a-z%]*)");
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final double MILLIS_PER_MINUTE = 60_000;
  private static final double PERCENT = 100;
  private static final double KILO = 1_000;

  private final CommandLine command;

  /**
   * @param command whose usage a mistake is
   */
  Quantities(CommandLine command) {
    this.command = command;
  }

  /** {@code 80ms}, {@code 5s}, {@code -2m}: milliseconds. */
  long millis(String option, String typed) {
    String wish = "write a time such as 80ms, 5s or 1m";
    Matcher parts = parts(option, typed, wish);
    double number = Double.parseDouble(parts.group(1));
    return Math.round(
        number
            * switch (parts.group(2)) {
              case "ms" -> 1;
              case "s" -> MILLIS_PER_SECOND;
              case "m", "min" -> MILLIS_PER_MINUTE;
              default -> throw mistake(option, typed, wish);
            });
  }

  /** The same from 0 on. */
  long delay(String option, String typed) {
    long millis = millis(option, typed);
    if (millis < 0) {
      throw mistake(option, typed, "it must not be negative");
    }
    return millis;
  }

  /** {@code 5%} or {@code 5}: 0 to 100. */
  double percent(String option, String typed) {
    String wish = "write a share from 0% to 100%";
    Matcher parts = parts(option, typed, wish);
    double number = Double.parseDouble(parts.group(1));
    boolean unit = parts.group(2).isEmpty() || parts.group(2).equals("%");
    if (!unit || number < 0 || number > PERCENT) {
      throw mistake(option, typed, wish);
    }
    return number;
  }

  /** {@code 10mbit}, {@code 500kbit}: megabits per second, above 0. */
  double mbit(String option, String typed) {
    String wish = "write a rate such as 10mbit or 500kbit";
    Matcher parts = parts(option, typed, wish);
    double number =
        Double.parseDouble(parts.group(1))
            * switch (parts.group(2)) {
              case "kbit" -> 1 / KILO;
              case "mbit" -> 1;
              case "gbit" -> KILO;
              default -> throw mistake(option, typed, wish);
            };
    if (number <= 0) {
      throw mistake(option, typed, wish);
    }
    return number;
  }

  private Matcher parts(String option, String typed, String wish) {
    Matcher parts = FORM.matcher(typed.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw mistake(option, typed, wish);
    }
    return parts;
  }

  private ParameterException mistake(String option, String typed, String wish) {
    return new ParameterException(command, option + " is '" + typed + "'; " + wish);
  }
}
