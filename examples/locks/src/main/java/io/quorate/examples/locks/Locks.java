package io.quorate.examples.locks;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.Codec;
import io.quorate.application.ExecutionResult;
import io.quorate.application.KeySpace;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.Event;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import java.util.List;

/**
 * Locks that are given in the order in which they were asked for, for a lease on block time, with a
 * fencing token that only grows. A holder that slept past its lease does not know that it lost the
 * lock; what it writes carries an old token and is refused.
 *
 * <p>Nothing happens by itself: a lease that ran out is noticed by the next transaction about that
 * lock, of which a waiter sends one now and then (the same {@code Acquire} again). Everybody who
 * follows the chain sees each lock change hands by its events.
 */
public final class Locks implements Application {
  /** The name in a genesis. */
  public static final String NAME = "locks";

  /** The locks that were ever asked for. */
  public static final KeySpace<String, Lock> LOCKS = KeySpace.named("lock", Codec.TEXT, Lock.CODEC);

  /** What each lock protects. */
  public static final KeySpace<String, Bytes> VALUES =
      KeySpace.named("value", Codec.TEXT, Codec.RAW);

  @Override
  public int contract() {
    return CONTRACT;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Bytes> samples() {
    return List.of(
        new LockOperation.Acquire("door", 900).encoded(),
        new LockOperation.Release("door").encoded(),
        new LockOperation.Write("door", 1, Bytes.utf8("value")).encoded());
  }

  @Override
  public void initialise(Bytes genesisState, State state) {
    if (!genesisState.isEmpty()) {
      throw new IllegalArgumentException("locks start from an empty genesis");
    }
  }

  @Override
  public Verdict check(Transaction transaction, ReadableState state) {
    return switch (LockOperation.decode(transaction.payload())) {
      case Decoded.Ok<LockOperation> _ -> Verdict.accept();
      case Decoded.Malformed<LockOperation>(String reason) ->
          Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no lock operation: " + reason);
    };
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    return switch (LockOperation.decode(transaction.payload())) {
      case Decoded.Ok<LockOperation>(LockOperation operation) ->
          execute(block.timeMillis(), transaction.sender(), operation, state);
      case Decoded.Malformed<LockOperation> _ -> failed("malformed");
    };
  }

  /**
   * {@code lock}: who was given the lock that the data names, under which token and until when, and
   * how many wait. A lease that has run out since is still told of: block time passes with blocks.
   */
  @Override
  public QueryResult query(Query query, ReadableState state) {
    if (!query.path().equals("lock")) {
      return new QueryResult.Refused("ask for lock, with its name");
    }
    Lock lock = LOCKS.get(state, query.data().toUtf8(), Lock.FREE);
    String holder =
        lock.holder()
            .map(lease -> "held by " + lease.owner().bytes().toHex() + " until " + lease.until())
            .orElse("free");
    return new QueryResult.Answered(
        Bytes.utf8(holder + ", token " + lock.token() + ", " + lock.waiters().size() + " waiting"));
  }

  @Override
  public List<Query> sampleQueries() {
    return List.of(new Query("lock", Bytes.utf8("door"), 0));
  }

  private static ExecutionResult execute(
      long now, PublicKey sender, LockOperation operation, State state) {
    Lock before = LOCKS.get(state, operation.lock(), Lock.FREE);
    Lock lock = before.at(now);
    return switch (operation) {
      case LockOperation.Acquire(String name, long lease) ->
          acquire(now, sender, name, lease, before, lock, state);
      case LockOperation.Release(String name) -> release(now, sender, name, before, lock, state);
      case LockOperation.Write(String name, long token, Bytes value) -> {
        if (!lock.heldBy(sender) || token != lock.token()) {
          yield failed("the lock is not held under token " + token);
        }
        VALUES.put(state, name, value);
        yield changed(name, before, lock, state);
      }
    };
  }

  private static ExecutionResult acquire(
      long now, PublicKey sender, String name, long lease, Lock before, Lock lock, State state) {
    if (lock.heldBy(sender)) {
      return changed(name, before, lock.renewed(sender, now + lease), state);
    }
    if (lock.place(sender) < 0 && lock.waiters().size() == Lock.MAX_WAITERS) {
      return failed("too many wait");
    }
    return changed(name, before, lock.waiting(sender, lease).at(now), state);
  }

  private static ExecutionResult release(
      long now, PublicKey sender, String name, Lock before, Lock lock, State state) {
    if (!lock.heldBy(sender) && lock.place(sender) < 0) {
      return failed("neither held nor waited for");
    }
    Lock after = lock.heldBy(sender) ? lock.next(now) : lock.without(sender);
    return changed(name, before, after, state);
  }

  /**
   * Stores a lock. The output is its token and what the reader of {@link #LOCKS} would see; there
   * is an event when it changed hands.
   */
  private static ExecutionResult changed(String name, Lock before, Lock after, State state) {
    LOCKS.put(state, name, after);
    Bytes output = new Encoder(8).u64(after.token()).toBytes();
    boolean moved =
        !before.holder().map(Lock.Lease::owner).equals(after.holder().map(Lock.Lease::owner))
            || before.token() != after.token();
    if (!moved) {
      return new ExecutionResult.Executed(output);
    }
    Encoder data = new Encoder().text(name).u64(after.token()).bool(after.holder().isPresent());
    after.holder().ifPresent(lease -> data.fixed(lease.owner().bytes()).u64(lease.until()));
    String topic = after.holder().isPresent() ? "held" : "free";
    return new ExecutionResult.Executed(output, List.of(new Event(topic, data.toBytes())));
  }

  private static ExecutionResult failed(String why) {
    return new ExecutionResult.Failed(Bytes.utf8(why));
  }
}
