package io.quorate.simulator;

import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.OwnState;
import io.quorate.application.OwnStateApplication;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.application.state.Overlay;
import io.quorate.application.state.StateTree;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;

/** The key-value application with its entries on a disk of its own. */
final class OwnKeyValues implements OwnStateApplication {
  /** The path of the query for the value of a key. */
  static final String GET = "get";

  private final KeyValueApplication rules = new KeyValueApplication();
  private final SimulatedDisk disk;
  private final Manner manner;

  /** How it keeps its state. */
  enum Manner {
    /** By the contract, never synced: a crash takes as many commits as it likes. */
    LAZY,
    /** By the contract, and every commit is durable at once. */
    PROMPT,
    /** A commit is two writes, and a crash may come between. */
    TORN,
    /** After a start it claims one height more than it has, so that one is never replayed. */
    BOASTING
  }

  OwnKeyValues(SimulatedDisk disk, Manner manner) {
    this.disk = disk;
    this.manner = manner;
  }

  @Override
  public int contract() {
    return CONTRACT;
  }

  @Override
  public String name() {
    return KeyValueApplication.NAME;
  }

  @Override
  public OwnState open(String folder) {
    return new Entries();
  }

  private final class Entries implements OwnState {
    private StateTree tree = tree();
    private Optional<Overlay> block = Optional.empty();
    private WriteBatch ready = new WriteBatch();

    private StateTree tree() {
      return new StateTree(disk, Bytes.utf8("e"), 2);
    }

    @Override
    public long height() {
      long height = tree.latestVersion();
      return manner == Manner.BOASTING && height > 0 ? height + 1 : height;
    }

    @Override
    public void reset() {
      disk.wipe();
      tree = tree();
    }

    @Override
    public void initialise(Bytes genesisState) {
      Overlay first = new Overlay(tree);
      rules.initialise(genesisState, first);
      block = Optional.of(first);
    }

    @Override
    public Verdict check(Transaction transaction) {
      return rules.check(transaction, tree);
    }

    @Override
    public void beginBlock(BlockContext context) {
      block = Optional.of(new Overlay(tree));
    }

    @Override
    public ExecutionResult execute(BlockContext context, Transaction transaction) {
      Overlay changes = block.orElseThrow();
      changes.begin();
      ExecutionResult result = rules.execute(context, transaction, changes);
      if (result instanceof ExecutionResult.Executed) {
        changes.keep();
      } else {
        changes.rollback();
      }
      return result;
    }

    @Override
    public Hash root() {
      if (block.isEmpty()) {
        return tree.root(tree.latestVersion());
      }
      ready = new WriteBatch();
      return tree.apply(tree.latestVersion() + 1, block.get().changes(), ready);
    }

    @Override
    public void commit(long height) {
      if (manner == Manner.TORN) {
        halves(ready.changes()).forEach(disk::write);
      } else {
        disk.write(ready);
      }
      if (manner == Manner.PROMPT) {
        disk.sync();
      }
      tree.committed(height);
      block = Optional.empty();
    }

    @Override
    public QueryResult query(Query query) {
      return query.path().equals(GET)
          ? tree.get(query.data())
              .<QueryResult>map(QueryResult.Answered::new)
              .orElseGet(() -> new QueryResult.Refused("no value"))
          : new QueryResult.Refused("ask for: " + GET);
    }

    @Override
    public void close() {}
  }

  private static List<WriteBatch> halves(List<WriteBatch.Change> changes) {
    WriteBatch first = new WriteBatch();
    WriteBatch second = new WriteBatch();
    for (int i = 0; i < changes.size(); i++) {
      WriteBatch half = i < changes.size() / 2 ? first : second;
      switch (changes.get(i)) {
        case WriteBatch.Put(Bytes key, Bytes value) -> half.put(key, value);
        case WriteBatch.Delete(Bytes key) -> half.delete(key);
      }
    }
    return List.of(first, second);
  }
}
