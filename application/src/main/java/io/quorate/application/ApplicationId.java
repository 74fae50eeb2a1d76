package io.quorate.application;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which application a chain runs: part of its genesis, so that all replicas run the same rules. The
 * text is the name, and behind an at sign the version where that is above 1.
 *
 * @param name see {@link Application#name}
 * @param version see {@link Application#version}
 */
public record ApplicationId(String name, int version) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern TEXT = Pattern.compile("([^@]+)(?:@([1-9][0-9]{0,8}))?");

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException saying which is wrong and what it must be
   */
  public ApplicationId {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name of an application; it is made of small letters, digits and hyphens, a"
              + " letter first, at most 40 in all");
    }
    if (version < 1) {
      throw new IllegalArgumentException("the version of " + name + " is " + version + ", below 1");
    }
  }

  /**
   * What an application says it is.
   *
   * @throws IllegalArgumentException when that is no name or no version
   */
  public static ApplicationId of(Application application) {
    return new ApplicationId(application.name(), application.version());
  }

  /** The application that a genesis names; empty when the text names none. */
  public static Optional<ApplicationId> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || !NAME.matcher(matcher.group(1)).matches()) {
      return Optional.empty();
    }
    String version = matcher.group(2);
    ApplicationId id =
        new ApplicationId(matcher.group(1), version == null ? 1 : Integer.parseInt(version));
    return Optional.of(id).filter(parsed -> parsed.text().equals(text));
  }

  /** What stands in the genesis. */
  public String text() {
    return version == 1 ? name : name + "@" + version;
  }

  @Override
  public String toString() {
    return text();
  }
}
