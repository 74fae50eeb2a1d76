package io.quorate.simulator.byzantine;

import io.quorate.simulator.seed.Draw;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When and at whom a strategy lies.
 *
 * @param perMille of a thousand occasions so many are taken
 * @param everyView it lies in views that this divides; 1 for all
 * @param fromHeight and only from this committed height on
 * @param toHeight up to this one
 * @param targets the indexes of those who are lied to; the others hear the truth
 */
public record Aim(
    int perMille, long everyView, long fromHeight, long toHeight, List<Integer> targets) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException when no view or no occasion would be left
   */
  public Aim {
    if (perMille < 1 || perMille > 1000 || everyView < 1 || fromHeight > toHeight) {
      throw new IllegalArgumentException(
          perMille + " per mille of every " + everyView + " views, heights from " + fromHeight);
    }
    targets = List.copyOf(targets);
  }

  /** Always, at these. */
  public static Aim at(List<Integer> targets) {
    return new Aim(1000, 1, 0, Long.MAX_VALUE, targets);
  }

  /** Now and then, here and there, at some of {@code validators}: swarm testing. */
  public static Aim draw(Draw draw, int validators) {
    int share = draw.pick(List.of(200, 500, 500, 1000));
    List<Integer> targets =
        IntStream.range(0, validators).filter(v -> draw.chance(share)).boxed().toList();
    if (targets.isEmpty()) {
      targets = IntStream.range(0, validators).boxed().toList();
    }
    long from = draw.pick(List.of(0L, 0L, 0L, 0L, 10L));
    return new Aim(
        draw.pick(List.of(100, 400, 1000, 1000)),
        draw.pick(List.of(1L, 1L, 1L, 3L)),
        from,
        draw.chance(200) ? from + 30 : Long.MAX_VALUE,
        targets);
  }

  /** Whether this is an occasion. */
  boolean takes(long view, long height, Draw draw) {
    return view % everyView == 0
        && height >= fromHeight
        && height <= toHeight
        && (perMille == 1000 || draw.chance(perMille));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("at " + targets);
    if (perMille < 1000) {
      text.append(", ").append(perMille).append(" per mille");
    }
    if (everyView > 1) {
      text.append(", every ").append(everyView).append(" views");
    }
    if (fromHeight > 0 || toHeight < Long.MAX_VALUE) {
      text.append(", heights ").append(fromHeight).append(" to ");
      text.append(toHeight == Long.MAX_VALUE ? "the end" : Long.toString(toHeight));
    }
    return text.toString();
  }
}
