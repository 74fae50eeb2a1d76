package io.quorate.examples.locks;

import io.quorate.application.Codec;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A lock at some time. Immutable.
 *
 * @param token the highest fencing token that was given; 0 before the first
 * @param holder who was given it, until {@code until}
 * @param waiters who is next, in order
 */
public record Lock(long token, Optional<Lease> holder, List<Waiter> waiters) {
  /** Most that stand in line. */
  public static final int MAX_WAITERS = 256;

  /** A lock that nobody ever held. */
  public static final Lock FREE = new Lock(0, Optional.empty(), List.of());

  static final Codec<Lock> CODEC = Codec.of(Lock::write, Lock::read);

  /**
   * Who holds the lock.
   *
   * @param owner whose it is
   * @param until block time in milliseconds at which it ends
   */
  public record Lease(PublicKey owner, long until) {}

  /**
   * Who stands in line.
   *
   * @param owner who
   * @param leaseMillis for how long it wants the lock
   */
  public record Waiter(PublicKey owner, long leaseMillis) {}

  /** Copies the list. */
  public Lock {
    waiters = List.copyOf(waiters);
  }

  /**
   * The same lock at a block's time: a lease that has run out is over, and whoever is next holds
   * the lock from that time on. Several leases may have run out since the last block that looked,
   * but nobody held the lock without knowing: a lease begins with the block that gives it.
   */
  Lock at(long now) {
    boolean held = holder.filter(lease -> now < lease.until()).isPresent();
    return held ? this : next(now);
  }

  /** Whether that is who holds it. */
  boolean heldBy(PublicKey who) {
    return holder.filter(lease -> lease.owner().equals(who)).isPresent();
  }

  /** The holder's lease ends at another time; the token stays. */
  Lock renewed(PublicKey owner, long until) {
    return new Lock(token, Optional.of(new Lease(owner, until)), waiters);
  }

  /** At the end of the line, or where it stood before, with the lease that it wants now. */
  Lock waiting(PublicKey owner, long leaseMillis) {
    List<Waiter> line = new ArrayList<>(waiters);
    Waiter waiter = new Waiter(owner, leaseMillis);
    int place = place(owner);
    if (place < 0) {
      line.add(waiter);
    } else {
      line.set(place, waiter);
    }
    return new Lock(token, holder, line);
  }

  /** Not in the line any more. */
  Lock without(PublicKey owner) {
    return new Lock(token, holder, waiters.stream().filter(w -> !w.owner().equals(owner)).toList());
  }

  /** Free, or the next one's. */
  Lock next(long now) {
    if (waiters.isEmpty()) {
      return new Lock(token, Optional.empty(), waiters);
    }
    Waiter first = waiters.getFirst();
    Lease lease = new Lease(first.owner(), now + first.leaseMillis());
    return new Lock(token + 1, Optional.of(lease), waiters.subList(1, waiters.size()));
  }

  /** The place in the line, from 0, or -1. */
  int place(PublicKey owner) {
    for (int i = 0; i < waiters.size(); i++) {
      if (waiters.get(i).owner().equals(owner)) {
        return i;
      }
    }
    return -1;
  }

  private static void write(Encoder out, Lock lock) {
    out.u64(lock.token()).bool(lock.holder().isPresent());
    lock.holder().ifPresent(lease -> out.fixed(lease.owner().bytes()).u64(lease.until()));
    out.list(lock.waiters(), (o, w) -> o.fixed(w.owner().bytes()).u64(w.leaseMillis()));
  }

  private static Lock read(Decoder in) throws MalformedInput {
    long token = in.u64();
    Optional<Lease> holder =
        in.bool() ? Optional.of(new Lease(Codec.SENDER.decode(in), in.u64())) : Optional.empty();
    return new Lock(
        token, holder, in.list(MAX_WAITERS, 40, i -> new Waiter(Codec.SENDER.decode(i), i.u64())));
  }
}
