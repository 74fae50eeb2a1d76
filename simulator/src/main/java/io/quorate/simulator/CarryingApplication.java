package io.quorate.simulator;

import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.ExecutionResult;
import io.quorate.application.State;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The key-value application, which the checkers know, with a {@link Cargo} in a part of its state
 * that no key-value transaction reaches.
 */
final class CarryingApplication extends ForwardingApplication {
  private final Cargo cargo;

  CarryingApplication(Cargo cargo) {
    super(new KeyValueApplication());
    this.cargo = cargo;
  }

  @Override
  public void initialise(Bytes genesisState, State state) {
    super.initialise(genesisState, state);
    Hold hold = new Hold(state);
    cargo.application().initialise(cargo.genesisState(), hold);
    hold.keep();
  }

  @Override
  public void beginBlock(BlockContext block, State state) {
    Hold hold = new Hold(state);
    cargo.application().beginBlock(block, hold);
    hold.keep();
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    ExecutionResult result = super.execute(block, transaction, state);
    if (result instanceof ExecutionResult.Executed) {
      carry(block, transaction, state);
    }
    return result;
  }

  private void carry(BlockContext block, Transaction transaction, State state) {
    Hold before = new Hold(state);
    Transaction own = cargo.transaction(block, transaction, before);
    Hold after = new Hold(state);
    ExecutionResult result = cargo.application().execute(block, own, after);
    switch (result) {
      case ExecutionResult.Executed _ -> {
        cargo.executed(block, own, result, before, after);
        after.keep();
      }
      case ExecutionResult.Failed _ -> cargo.executed(block, own, result, before, before);
    }
  }

  @Override
  public List<ChangeRequest> endBlock(BlockContext block, State state) {
    Hold hold = new Hold(state);
    List<ChangeRequest> requests = cargo.application().endBlock(block, hold);
    hold.keep();
    return requests;
  }

  /** The cargo's part of the state; what is written stays here until it is kept. */
  private static final class Hold implements State {
    private static final Bytes PREFIX = Bytes.utf8("cargo/");

    private final State below;
    private final SortedMap<Bytes, Optional<Bytes>> written = new TreeMap<>();

    Hold(State below) {
      this.below = below;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      Optional<Bytes> changed = written.get(key);
      return changed != null ? changed : below.get(Bytes.concat(PREFIX, key));
    }

    @Override
    public void put(Bytes key, Bytes value) {
      written.put(key, Optional.of(value));
    }

    @Override
    public void delete(Bytes key) {
      written.put(key, Optional.empty());
    }

    void keep() {
      written.forEach((key, value) ->
          value.ifPresentOrElse(
              bytes -> below.put(Bytes.concat(PREFIX, key), bytes),
              () -> below.delete(Bytes.concat(PREFIX, key))));
    }
  }
}
