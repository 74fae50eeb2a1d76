package io.quorate.simulator;

import io.quorate.simulator.byzantine.LieKind;
import java.util.List;
import java.util.OptionalInt;

/**
 * Who is asked to lie in a run.
 *
 * @param count how many nodes; empty to let the seed choose 0 to f
 * @param kinds what each of them does; empty to let the seed choose
 */
public record Liars(OptionalInt count, List<LieKind> kinds) {
  /** The seed chooses. */
  public static final Liars DRAWN = new Liars(OptionalInt.empty(), List.of());

  /** Nobody. */
  public static final Liars NONE = new Liars(OptionalInt.of(0), List.of());

  /** Copies the list. */
  public Liars {
    kinds = List.copyOf(kinds);
  }

  /** So many nodes, with these strategies. */
  public static Liars of(int count, LieKind... kinds) {
    return new Liars(OptionalInt.of(count), List.of(kinds));
  }

  /** The options that ask for this, each with a space before it; nothing for what is drawn. */
  String arguments() {
    StringBuilder text = new StringBuilder();
    count.ifPresent(c -> text.append(" --byzantine ").append(c == 0 ? "none" : c));
    kinds.forEach(kind -> text.append(" --strategy ").append(kind.label()));
    return text.toString();
  }
}
