package io.quorate.consensus.engine;

import io.quorate.consensus.wire.Encoder;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The running timers of an engine, by name. Every start has a number of its own: an expiry that was
 * under way when its timer was cancelled or started anew must never count for the newer one, though
 * name, height and view be the same. Numbers begin anew with the process, as timers do. Not
 * thread-safe.
 */
public final class EngineTimers {
  private final EngineOutput out;
  private final SortedMap<String, TimerId> running = new TreeMap<>();
  private long starts;

  /** No timer runs. */
  public EngineTimers(EngineOutput out) {
    this.out = out;
  }

  /** Starts the timer of that name, in the place of a running one. */
  public void start(String name, long height, long view, long delayMillis) {
    TimerId timer = new TimerId(name, height, view, ++starts);
    running.put(name, timer);
    out.emit(new Effect.StartTimer(timer, delayMillis));
  }

  /** Cancels the timer of that name, if it runs. */
  public void cancel(String name) {
    if (running.remove(name) != null) {
      out.emit(new Effect.CancelTimer(name));
    }
  }

  /** Whether that is a running timer, which it then is no more; false for a stale expiry. */
  public boolean expired(TimerId timer) {
    return running.remove(timer.name(), timer);
  }

  /** The running timer of that name. */
  public Optional<TimerId> running(String name) {
    return Optional.ofNullable(running.get(name));
  }

  /** Writes the state for a digest. */
  public void digest(Encoder out) {
    out.u64(starts).u32(running.size());
    running
        .values()
        .forEach(timer ->
            out.text(timer.name()).u64(timer.height()).u64(timer.view()).u64(timer.start()));
  }
}
