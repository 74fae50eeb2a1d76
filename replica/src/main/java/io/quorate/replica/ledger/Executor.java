package io.quorate.replica.ledger;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.ExecutionResult;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.ReadableState;
import io.quorate.application.state.Overlay;
import io.quorate.application.state.StateTree;
import io.quorate.application.state.StateView;
import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Event;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Receipt.Status;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleTree;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Executes committed blocks in height order over the authenticated state. Everything a block
 * changes, from state to receipts and the executed height, is one atomic batch, so a block is
 * executed wholly or not at all, and once.
 *
 * <p>{@link #execute} is for one thread at a time; the reading methods are safe beside it.
 */
public final class Executor {
  private final Application application;
  private final KeyValueStore store;
  private final StateTree tree;
  private final SenderWindows windows;

  /**
   * Opens the state, initialising it from the genesis on a fresh store.
   *
   * @param retainedVersions how many heights of state stay readable
   * @throws ApplicationFailure if the application does not accept the genesis
   */
  public Executor(
      Genesis genesis, Application application, KeyValueStore store, int retainedVersions) {
    this.application = application;
    this.store = store;
    this.tree = new StateTree(store, LedgerKeys.STATE, retainedVersions);
    this.windows = new SenderWindows(tree);
    if (tree.latestVersion() < 0) {
      Overlay overlay = new Overlay(tree);
      initialise(genesis, overlay);
      WriteBatch batch = new WriteBatch();
      tree.apply(0, overlay.changes(), batch);
      store.write(batch);
      tree.committed(0);
    }
  }

  /**
   * Executes the block of the next height.
   *
   * @throws ApplicationFailure if the application threw; the process has to stop
   * @throws IllegalStateException if the block is not of the next height
   */
  public ExecutedBlock execute(Block block) {
    if (block.height() != tree.latestVersion() + 1) {
      throw new IllegalStateException(
          "asked to execute height " + block.height() + " after " + tree.latestVersion());
    }
    Overlay overlay = new Overlay(tree);
    BlockContext context =
        new BlockContext(
            block.height(),
            block.header().timeMillis(),
            block.header().proposer(),
            newEvidence(block, overlay));
    WriteBatch batch = new WriteBatch();
    beginBlock(context, overlay);
    List<Receipt> receipts = new ArrayList<>(block.payload().transactions().size());
    Map<PublicKey, SequenceWindow> moved = new LinkedHashMap<>();
    for (Transaction transaction : block.payload().transactions()) {
      receipts.add(executeOne(context, transaction, receipts.size(), overlay, moved, batch));
    }
    List<ChangeRequest> changes = endBlock(context, overlay);
    moved.forEach(
        (sender, window) -> overlay.put(StateKeys.sequenceWindow(sender), window.encoded()));
    Hash stateRoot = tree.apply(block.height(), overlay.changes(), batch);
    List<Bytes> encoded = receipts.stream().map(Receipt::encoded).toList();
    Hash receiptsRoot = MerkleTree.root(encoded);
    batch.put(LedgerKeys.receipts(block.height()), Ledger.encodeReceipts(encoded));
    batch.put(
        LedgerKeys.outcome(block.height()),
        Ledger.encode(new Ledger.Outcome(block.hash(), stateRoot, receiptsRoot)));
    batch.put(LedgerKeys.EXECUTED_HEIGHT, Ledger.encodeHeight(block.height()));
    store.write(batch);
    tree.committed(block.height());
    windows.executed(moved);
    return new ExecutedBlock(block, stateRoot, receiptsRoot, receipts, changes);
  }

  /** The authenticated state, for reads and proofs. */
  public StateTree state() {
    return tree;
  }

  /** The sender's replay window after the latest executed height. */
  public SequenceWindow window(PublicKey sender) {
    return windows.of(sender);
  }

  /** The application's opinion of a transaction, against the latest executed state. */
  public Verdict check(Transaction transaction) {
    return application.check(transaction, StateView.of(tree));
  }

  /**
   * The application's answer to a query, over a state that the caller chose, bounds and guards.
   * Safe beside {@link #execute}.
   */
  public QueryResult query(Query query, ReadableState state) {
    return application.query(query, state);
  }

  /**
   * The evidence of offences that no earlier block carried. A leader may repeat one, since voters
   * are not all equally far in executing; the application hears of each once.
   */
  private static List<Equivocation> newEvidence(Block block, Overlay overlay) {
    List<Equivocation> fresh = new ArrayList<>();
    for (Equivocation evidence : block.payload().evidence()) {
      Bytes key = StateKeys.offence(evidence.offence());
      if (!overlay.contains(key)) {
        overlay.put(key, new Encoder(8).u64(block.height()).toBytes());
        fresh.add(evidence);
      }
    }
    return fresh;
  }

  private void initialise(Genesis genesis, Overlay overlay) {
    try {
      application.initialise(genesis.applicationState(), new StateView(overlay));
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure(
          "application " + genesis.application() + " does not start from this genesis: " + e, e);
    }
  }

  private void beginBlock(BlockContext context, Overlay overlay) {
    try {
      application.beginBlock(context, new StateView(overlay));
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure(
          "application threw at the beginning of height " + context.height(), e);
    }
  }

  /** The application's last word on a block; its requests enter the state. */
  private List<ChangeRequest> endBlock(BlockContext context, Overlay overlay) {
    List<ChangeRequest> changes;
    try {
      changes = application.endBlock(context, new StateView(overlay));
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure("application threw at the end of height " + context.height(), e);
    }
    if (changes.size() > ChangeRequest.MAX_PER_BLOCK) {
      throw new ApplicationFailure(
          "application asked for " + changes.size() + " changes at height " + context.height(),
          new IllegalArgumentException("limit " + ChangeRequest.MAX_PER_BLOCK));
    }
    if (!changes.isEmpty()) {
      overlay.put(StateKeys.requestedChanges(context.height()), ChangeRequest.encode(changes));
    }
    return changes;
  }

  /**
   * @param moved the windows that this block has moved so far; they enter the state with its last
   *     transaction, since an application sees and changes its own keys alone
   */
  private Receipt executeOne(
      BlockContext context,
      Transaction transaction,
      int index,
      Overlay overlay,
      Map<PublicKey, SequenceWindow> moved,
      WriteBatch batch) {
    SequenceWindow before = moved.get(transaction.sender());
    SequenceWindow window = before != null ? before : windows.of(transaction.sender());
    return switch (window.check(transaction.sequence())) {
      case USED ->
          new Receipt(transaction.id(), context.height(), index, Status.REPLAYED, Bytes.EMPTY);
      case TOO_OLD, TOO_FAR_AHEAD ->
          new Receipt(transaction.id(), context.height(), index, Status.OUT_OF_WINDOW, Bytes.EMPTY);
      case FRESH -> {
        moved.put(transaction.sender(), window.mark(transaction.sequence()));
        batch.put(
            LedgerKeys.transaction(transaction.id()),
            new Encoder(12).u64(context.height()).u32(index).toBytes());
        yield run(context, transaction, index, overlay);
      }
    };
  }

  private Receipt run(BlockContext context, Transaction transaction, int index, Overlay overlay) {
    overlay.begin();
    ExecutionResult result;
    try {
      result = application.execute(context, transaction, new StateView(overlay));
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure(
          "application threw at height "
              + context.height()
              + " in transaction "
              + transaction.id().toHex(),
          e);
    }
    return switch (result) {
      case ExecutionResult.Executed(Bytes output, List<Event> events) -> {
        overlay.keep();
        yield new Receipt(
            transaction.id(), context.height(), index, Status.EXECUTED, output, events);
      }
      case ExecutionResult.Failed(Bytes output) -> {
        overlay.rollback();
        yield new Receipt(transaction.id(), context.height(), index, Status.FAILED, output);
      }
    };
  }
}
