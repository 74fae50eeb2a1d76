package io.quorate.replica.ledger;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.ExecutionResult;
import io.quorate.application.OwnState;
import io.quorate.application.OwnStateApplication;
import io.quorate.application.Proposal;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The state that an application keeps itself, asked like an application whose state the platform
 * keeps: of the state that it is handed, it uses the one key under which its root lies.
 *
 * <p>As thread-safe as {@link OwnState}.
 */
public final class KeptState implements Application {
  private static final Bytes ROOT = StateKeys.application(OwnStateApplication.ROOT_KEY);

  private final OwnStateApplication application;
  private final OwnState state;
  private final String folder;
  private final Consumer<String> notes;

  /** Whether a block was begun that is not committed. */
  private boolean inBlock;

  private volatile long committed = OwnState.EMPTY;

  private KeptState(
      OwnStateApplication application, OwnState state, String folder, Consumer<String> notes) {
    this.application = application;
    this.state = state;
    this.folder = folder;
    this.notes = notes;
  }

  /**
   * Opens the state of an application that keeps its own; empty for another application.
   *
   * @param folder see {@link OwnStateApplication#open}
   * @param notes told in sentences what is done to bring the state to the height of the node
   * @throws ApplicationFailure if it cannot be opened
   */
  public static Optional<KeptState> open(
      Application application, String folder, Consumer<String> notes) {
    if (!(application instanceof OwnStateApplication own)) {
      return Optional.empty();
    }
    OwnState state =
        asked(own, "opened its state in " + folder, () -> Objects.requireNonNull(own.open(folder)));
    return Optional.of(new KeptState(own, state, folder, notes));
  }

  /** Where it lies. */
  String folder() {
    return folder;
  }

  void note(String sentence) {
    notes.accept(sentence);
  }

  /** The height that its latest commit had when it was opened. */
  long height() {
    return asked(application, "told the height of its state", state::height);
  }

  /**
   * Empties it where it is ahead of the node: nothing can be undone in it, and the node has all
   * blocks.
   */
  void resetAbove(long executed) {
    long height = height();
    if (height > executed) {
      note(
          "the state that the application keeps in "
              + folder
              + " is at height "
              + height
              + (executed < 0
                  ? " and this node has executed nothing"
                  : " and this node at height " + executed)
              + ": it is emptied and made anew from the log");
      tell(application, "emptied its state", state::reset);
    }
  }

  /** The root of the latest commit, before any block is executed. */
  Hash root() {
    return asked(application, "told the root of its state", this::known);
  }

  /** The height that {@code check} and {@code query} see. */
  long committed() {
    return committed;
  }

  /**
   * The next height is being executed.
   *
   * @throws IllegalStateException when another was, and is not committed
   */
  void begin(long height) {
    if (inBlock || committed != height - 1) {
      throw new IllegalStateException(
          "asked to execute height " + height + " before height " + (height - 1) + " is committed");
    }
    inBlock = true;
  }

  /** Of the height just executed, or made at the start: the platform's record of its root. */
  static Hash rootIn(ReadableState overlay) {
    return new Hash(
        overlay
            .get(ROOT)
            .orElseThrow(() -> new IllegalStateException("the application told no root")));
  }

  static void record(long height, ReadableState overlay, WriteBatch batch) {
    batch.put(LedgerKeys.ownRoot(height), rootIn(overlay).bytes());
  }

  /** The block of that height is durable. */
  void commit(long height) {
    tell(application, "committed height " + height, () -> state.commit(height));
    at(height);
  }

  /** It was opened with that height committed. */
  void at(long height) {
    committed = height;
    inBlock = false;
  }

  void close() {
    state.close();
  }

  @Override
  public int contract() {
    return application.contract();
  }

  @Override
  public String name() {
    return application.name();
  }

  @Override
  public int version() {
    return application.version();
  }

  @Override
  public List<Bytes> samples() {
    return application.samples();
  }

  @Override
  public List<Query> sampleQueries() {
    return application.sampleQueries();
  }

  @Override
  public List<Transaction> shape(Proposal proposal) {
    return application.shape(proposal);
  }

  @Override
  public Verdict judge(Proposal proposal) {
    return application.judge(proposal);
  }

  @Override
  public void initialise(Bytes genesisState, State root) {
    state.initialise(genesisState);
    put(root);
  }

  @Override
  public Verdict check(Transaction transaction, ReadableState root) {
    return state.check(transaction);
  }

  @Override
  public void beginBlock(BlockContext block, State root) {
    state.beginBlock(block);
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State root) {
    return state.execute(block, transaction);
  }

  @Override
  public List<ChangeRequest> endBlock(BlockContext block, State root) {
    List<ChangeRequest> changes = state.endBlock(block);
    put(root);
    return changes;
  }

  @Override
  public QueryResult query(Query query, ReadableState root) {
    return state.query(query);
  }

  private void put(State root) {
    root.put(OwnStateApplication.ROOT_KEY, known().bytes());
  }

  private Hash known() {
    return Objects.requireNonNull(state.root(), "null instead of a root");
  }

  private static <T> T asked(Application application, String doing, Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure(
          "application " + application.name() + " threw when it " + doing + ": " + e, e);
    }
  }

  private static void tell(Application application, String doing, Runnable call) {
    asked(
        application,
        doing,
        () -> {
          call.run();
          return doing;
        });
  }
}
