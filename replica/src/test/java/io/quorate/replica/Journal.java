package io.quorate.replica;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.ExecutionResult;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Event;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * An application for tests: appends each payload to one growing value, so that anything executed
 * twice, left out or out of order shows in the state. A payload "fail" writes and then fails, one
 * that is "throw" or "overflow" throws, one that is "tell" has an event, and one that is "pbft"
 * asks for that engine. After "null" and "null at the end" it returns null, in breach of contract.
 */
public final class Journal implements Application {
  /** Where the journal lies. */
  public static final Bytes KEY = Bytes.utf8("journal");

  private static final Bytes WISH = Bytes.utf8("wish");
  private static final String NULL_AT_END = "null at the end";

  @Override
  public int contract() {
    return CONTRACT;
  }

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public void initialise(Bytes genesisState, State state) {
    state.put(KEY, genesisState);
  }

  @Override
  public Verdict check(Transaction transaction, ReadableState state) {
    return Verdict.accept();
  }

  @Override
  public void beginBlock(BlockContext block, State state) {
    for (Equivocation evidence : block.evidence()) {
      append(state, Bytes.utf8("!" + evidence.offence().shortHex()));
    }
  }

  private static void append(State state, Bytes entry) {
    Bytes before = state.get(KEY).orElse(Bytes.EMPTY);
    state.put(KEY, Bytes.concat(before, entry, Bytes.utf8(";")));
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    append(state, transaction.payload());
    return switch (transaction.payload().toUtf8()) {
      case "fail" -> new ExecutionResult.Failed(Bytes.utf8("refused"));
      case "throw" -> throw new IllegalStateException("broken application");
      case "overflow" -> throw new StackOverflowError();
      case "tell" ->
          new ExecutionResult.Executed(
              transaction.payload(), List.of(new Event("told", transaction.payload())));
      case "null" -> noResult();
      case "pbft", NULL_AT_END -> {
        state.put(WISH, transaction.payload());
        yield new ExecutionResult.Executed(transaction.payload());
      }
      default -> new ExecutionResult.Executed(transaction.payload());
    };
  }

  @Override
  public List<ChangeRequest> endBlock(BlockContext block, State state) {
    Optional<Bytes> wish = state.get(WISH);
    state.delete(WISH);
    if (wish.equals(Optional.of(Bytes.utf8(NULL_AT_END)))) {
      return noChanges();
    }
    return wish.flatMap(label -> EngineKind.ofLabel(label.toUtf8()))
        .<List<ChangeRequest>>map(engine -> List.of(new ChangeRequest.SetEngine(engine)))
        .orElse(List.of());
  }

  @SuppressWarnings("NullAway") // what nothing keeps an application from
  private static ExecutionResult noResult() {
    return null;
  }

  @SuppressWarnings("NullAway") // what nothing keeps an application from
  private static List<ChangeRequest> noChanges() {
    return null;
  }
}
