package io.quorate.consensus;

import java.util.Optional;

/**
 * Which epoch a height or a number belongs to. While all epochs have the same validators and length
 * the first one tells them all; what a replica and a client believe is still the chain of
 * certificates, of which each epoch's last names the next. Immutable.
 */
public final class Epochs {
  private final Epoch first;

  /**
   * @param first epoch 0
   */
  public Epochs(Epoch first) {
    this.first = first;
  }

  /** Epoch 0. */
  public Epoch first() {
    return first;
  }

  /**
   * The epoch of that number; empty if its heights are beyond what a number can hold.
   *
   * @param number from 0
   */
  public Optional<Epoch> of(long number) {
    long length = first.parameters().epochLength();
    if (number < 0 || number >= Long.MAX_VALUE / length - 1) {
      return Optional.empty();
    }
    long firstHeight = first.firstHeight() + number * length;
    return Optional.of(
        new Epoch(
            first.chain(),
            number,
            firstHeight,
            firstHeight + length - 1,
            first.engine(),
            first.validators(),
            first.parameters(),
            first.scheme()));
  }

  /** The epoch of that height; empty where there is none. */
  public Optional<Epoch> at(long height) {
    return height < first.firstHeight()
        ? Optional.empty()
        : of((height - first.firstHeight()) / first.parameters().epochLength());
  }
}
