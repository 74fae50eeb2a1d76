package io.quorate.application.state;

import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.StateKeys;
import io.quorate.crypto.Bytes;
import java.util.Optional;

/**
 * The application's part of the state: its keys, under {@link StateKeys#application} in the tree,
 * with the limits of {@link State}. As thread-safe as what lies below.
 */
public final class StateView implements State {
  private final State all;

  /** A view of the application's keys in {@code all}. */
  public StateView(State all) {
    this.all = all;
  }

  /** The same view for reading only; a key that is too long has no value. */
  public static ReadableState of(ReadableState all) {
    return key -> all.get(StateKeys.application(key));
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    return all.get(StateKeys.application(key));
  }

  @Override
  public boolean contains(Bytes key) {
    return all.contains(StateKeys.application(key));
  }

  @Override
  public void put(Bytes key, Bytes value) {
    limit("key", key, MAX_KEY_BYTES);
    limit("value", value, MAX_VALUE_BYTES);
    all.put(StateKeys.application(key), value);
  }

  @Override
  public void delete(Bytes key) {
    limit("key", key, MAX_KEY_BYTES);
    all.delete(StateKeys.application(key));
  }

  private static void limit(String what, Bytes bytes, int limit) {
    if (bytes.size() > limit) {
      throw new IllegalArgumentException(
          "the application writes a "
              + what
              + " of "
              + bytes.size()
              + " bytes; the limit is "
              + limit);
    }
  }
}
