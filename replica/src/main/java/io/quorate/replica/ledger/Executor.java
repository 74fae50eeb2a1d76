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
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Executes committed blocks in height order over the authenticated state. Everything a block
 * changes, from state to receipts and the executed height, is one atomic batch, so a block is
 * executed wholly or not at all, and once.
 *
 * <p>{@link #execute} is for one thread at a time; the reading methods are safe beside it.
 */
public final class Executor {
  private final Application application;
  private final ApplicationCalls calls;
  private final KeyValueStore store;
  private final StateTree tree;
  private final SenderWindows windows;

  /** Empty where the platform keeps the application's state. */
  private final Optional<KeptState> kept;

  /**
   * Opens the state of an application whose state the platform keeps, initialising it from the
   * genesis on a fresh store.
   *
   * @param retainedVersions how many heights of state stay readable
   * @throws ApplicationFailure if the application does not accept the genesis
   */
  public Executor(
      Genesis genesis, Application application, KeyValueStore store, int retainedVersions) {
    this(genesis, application, store, retainedVersions, Optional.empty());
  }

  /**
   * Opens the state, and brings that which an application keeps itself to the height of the store.
   *
   * @param application what is asked: where {@code kept} is present, that or what wraps it
   * @param kept the state that the application keeps itself, just opened
   * @throws ApplicationFailure if the application does not accept the genesis, or comes to other
   *     results than those in the store
   */
  public Executor(
      Genesis genesis,
      Application application,
      KeyValueStore store,
      int retainedVersions,
      Optional<KeptState> kept) {
    this.application = application;
    this.calls = new ApplicationCalls(application);
    this.store = store;
    this.tree = new StateTree(store, LedgerKeys.STATE, retainedVersions);
    this.windows = new SenderWindows(tree);
    this.kept = kept;
    if (tree.latestVersion() < 0) {
      initialise(genesis);
    } else {
      kept.ifPresent(own ->
          new KeptStateReplay(genesis, own, tree, store, new Ledger(store, genesis.block())).run());
    }
  }

  /**
   * Opens the state, and that which the application keeps itself if it does.
   *
   * @param folder of a state that the application keeps itself; see {@link
   *     io.quorate.application.OwnStateApplication#open}
   * @param notes told in sentences what is done to bring such a state to the height of the store
   * @throws ApplicationFailure if one cannot be opened, the application does not accept the
   *     genesis, or it comes to other results than those in the store
   */
  public static Executor open(
      Genesis genesis,
      Application application,
      KeyValueStore store,
      int retainedVersions,
      String folder,
      Consumer<String> notes) {
    Optional<KeptState> kept = KeptState.open(application, folder, notes);
    try {
      return new Executor(
          genesis,
          kept.<Application>map(own -> own).orElse(application),
          store,
          retainedVersions,
          kept);
    } catch (RuntimeException e) {
      kept.ifPresent(KeptState::close);
      throw e;
    }
  }

  private void initialise(Genesis genesis) {
    kept.ifPresent(own -> own.resetAbove(tree.latestVersion()));
    Overlay overlay = new Overlay(tree);
    calls.initialise(genesis, new StateView(overlay));
    WriteBatch batch = new WriteBatch();
    tree.apply(0, overlay.changes(), batch);
    kept.ifPresent(own -> KeptState.record(0, overlay, batch));
    store.write(batch);
    tree.committed(0);
    commit(0);
  }

  /**
   * Executes the block of the next height. Hosts {@link #commit} it before they execute another.
   *
   * @throws ApplicationFailure if the application threw; the process has to stop
   * @throws IllegalStateException if the block is not of the next height
   */
  public ExecutedBlock execute(Block block) {
    if (block.height() != tree.latestVersion() + 1) {
      throw new IllegalStateException(
          "asked to execute height " + block.height() + " after " + tree.latestVersion());
    }
    kept.ifPresent(own -> own.begin(block.height()));
    Overlay overlay = new Overlay(tree);
    BlockContext context =
        new BlockContext(
            block.height(),
            block.header().timeMillis(),
            block.header().proposer(),
            newEvidence(block, overlay));
    WriteBatch batch = new WriteBatch();
    calls.beginBlock(context, new StateView(overlay));
    List<Receipt> receipts = new ArrayList<>(block.payload().transactions().size());
    Map<PublicKey, SequenceWindow> moved = new LinkedHashMap<>();
    for (Transaction transaction : block.payload().transactions()) {
      receipts.add(executeOne(context, transaction, receipts.size(), overlay, moved, batch));
    }
    List<ChangeRequest> changes = calls.endBlock(context, new StateView(overlay));
    if (!changes.isEmpty()) {
      overlay.put(StateKeys.requestedChanges(block.height()), ChangeRequest.encode(changes));
    }
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
    kept.ifPresent(own -> KeptState.record(block.height(), overlay, batch));
    store.write(batch);
    tree.committed(block.height());
    windows.executed(moved);
    return new ExecutedBlock(block, stateRoot, receiptsRoot, receipts, changes);
  }

  /**
   * Lets a state that the application keeps itself commit the height that was executed last, once
   * it is durable here: should the machine stop at any moment, that state is behind and never
   * ahead. Nothing happens where the platform keeps the state.
   *
   * @throws ApplicationFailure if the application threw; the process has to stop
   */
  public void commit(long height) {
    if (kept.isPresent()) {
      store.sync();
      kept.get().commit(height);
    }
  }

  /** Whether the application keeps its own state: the platform can prove no answer of it. */
  public boolean keepsOwnState() {
    return kept.isPresent();
  }

  /** The height of the state that {@link #check} and {@link #query} see now. */
  public long answeringHeight() {
    return kept.map(KeptState::committed).orElseGet(tree::latestVersion);
  }

  /** Closes a state that the application keeps itself. Nothing is asked of this any more. */
  public void close() {
    kept.ifPresent(KeptState::close);
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
    ExecutionResult result = calls.execute(context, transaction, new StateView(overlay));
    if (result instanceof ExecutionResult.Executed) {
      overlay.keep();
    } else {
      overlay.rollback();
    }
    return receipt(context, transaction, index, result);
  }

  /** What the sender of a transaction is told of its result. */
  static Receipt receipt(
      BlockContext context, Transaction transaction, int index, ExecutionResult result) {
    return switch (result) {
      case ExecutionResult.Executed(Bytes output, List<Event> events) ->
          new Receipt(transaction.id(), context.height(), index, Status.EXECUTED, output, events);
      case ExecutionResult.Failed(Bytes output) ->
          new Receipt(transaction.id(), context.height(), index, Status.FAILED, output);
    };
  }
}
