package io.quorate.examples.locks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.ReadableState;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.simulator.Cargo;
import io.quorate.simulator.Liars;
import io.quorate.simulator.Reduction;
import io.quorate.simulator.Simulate;
import io.quorate.simulator.SimulationOptions;
import io.quorate.simulator.SimulationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Locks in the simulated world")
class LocksSimulationTest {
  private static final int HOLDERS = 3;
  private static final int SEEDS = 8;
  private static final String DOOR = "door";

  /** Holders that never look at a clock: whether a lease is over they learn from a refusal. */
  private static final class Holders implements Cargo {
    private final Locks locks = new Locks();
    private final List<PrivateKey> keys = new ArrayList<>();
    private long given;
    private long written;
    private long refusedToLate;

    Holders() {
      for (int i = 0; i < HOLDERS; i++) {
        Bytes seed = Sha256.tagged("holders", Bytes.utf8("key " + i)).bytes();
        keys.add(SignatureSchemes.of(SchemeId.ED25519).privateKey(seed));
      }
    }

    @Override
    public Application application() {
      return locks;
    }

    @Override
    public Bytes genesisState() {
      return Bytes.EMPTY;
    }

    @Override
    public Transaction transaction(BlockContext block, Transaction carrier, ReadableState state) {
      Bytes random = carrier.id().bytes();
      Lock lock = Locks.LOCKS.get(state, DOOR, Lock.FREE);
      LockOperation operation =
          switch (random.at(1) & 7) {
            case 0, 1 -> new LockOperation.Acquire(DOOR, 200 + (random.at(2) & 255));
            case 2 -> new LockOperation.Release(DOOR);
            default ->
                new LockOperation.Write(
                    DOOR, Math.max(0, lock.token() - (random.at(2) & 1)), random.slice(3, 7));
          };
      return Transaction.sign(Hash.ZERO, sender(lock, random), 1, 1, operation.encoded());
    }

    /** Mostly whoever holds the lock, or held it when somebody looked last. */
    private PrivateKey sender(Lock lock, Bytes random) {
      Optional<PrivateKey> holder =
          keys.stream().filter(key -> lock.heldBy(key.publicKey())).findFirst();
      PrivateKey any = keys.get((random.at(0) & 255) % HOLDERS);
      return (random.at(7) & 1) == 0 ? holder.orElse(any) : any;
    }

    @Override
    public void executed(
        BlockContext block,
        Transaction transaction,
        ExecutionResult result,
        ReadableState before,
        ReadableState after) {
      Lock was = Locks.LOCKS.get(before, DOOR, Lock.FREE);
      Lock is = Locks.LOCKS.get(after, DOOR, Lock.FREE);
      boolean changedHands = is.holder().isPresent() && !owner(is).equals(owner(was));
      if (is.token() < was.token() || (changedHands && is.token() == was.token())) {
        throw new IllegalStateException("the token does not grow: " + was + " and then " + is);
      }
      given += changedHands ? 1 : 0;
      if (!Locks.VALUES.get(after, DOOR).equals(Locks.VALUES.get(before, DOOR))) {
        written++;
        boolean holds =
            is.holder()
                .filter(lease -> lease.owner().equals(transaction.sender()))
                .filter(lease -> block.timeMillis() < lease.until())
                .isPresent();
        if (!holds || is.token() != was.token()) {
          throw new IllegalStateException("written by who does not hold the lock: " + is);
        }
      }
      boolean late =
          was.holder().filter(lease -> block.timeMillis() >= lease.until()).isPresent()
              && was.heldBy(transaction.sender());
      refusedToLate += late && result instanceof ExecutionResult.Failed ? 1 : 0;
    }

    private static Optional<PublicKey> owner(Lock lock) {
      return lock.holder().map(Lock.Lease::owner);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(EngineKind.class)
  @DisplayName(
      "under crashes, partitions and a liar tokens only grow, and who is late does no harm")
  void fenced(EngineKind engine) {
    Holders holders = new Holders();
    long faults = 0;
    long lies = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulationReport report =
          Simulate.run(
              new SimulationOptions(engine, 4, seed, false, Liars.of(1), Reduction.NONE), holders);
      assertTrue(report.passed(), () -> String.join("\n", report.lines()));
      faults += report.figures().faults();
      lies += report.figures().lies();
    }
    assertTrue(faults > 20, "faults " + faults);
    assertTrue(lies > 20, "lies " + lies);
    assertTrue(holders.given > 4, () -> "given " + holders.given);
    assertTrue(holders.written > 10, () -> "written " + holders.written);
    assertTrue(holders.refusedToLate > 2, () -> "late " + holders.refusedToLate);
  }
}
