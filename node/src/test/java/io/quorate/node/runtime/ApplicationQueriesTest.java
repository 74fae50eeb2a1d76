package io.quorate.node.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.api.ErrorCode;
import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SparseMerkleProof;
import io.quorate.node.api.ApiException;
import io.quorate.node.api.QueryAnswer;
import io.quorate.replica.ledger.Executor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A query")
class ApplicationQueriesTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong();
  private final Executor executor = new Executor(genesis(), new Asked(now), new MemoryStore(), 2);
  private final ApplicationQueries queries =
      new ApplicationQueries(executor, Runnable::run, registry, now::get);

  /** Answers as the path says. */
  private record Asked(AtomicLong now) implements Application {
    @Override
    public int contract() {
      return CONTRACT;
    }

    @Override
    public String name() {
      return "asked";
    }

    @Override
    public void initialise(Bytes genesisState, State state) {
      state.put(Bytes.utf8("there"), Bytes.utf8("value"));
      for (int i = 0; i < 20; i++) {
        state.put(Bytes.utf8("large" + i), Bytes.wrap(new byte[State.MAX_VALUE_BYTES]));
      }
    }

    @Override
    public Verdict check(Transaction transaction, ReadableState state) {
      return Verdict.accept();
    }

    @Override
    public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
      return new ExecutionResult.Executed(Bytes.EMPTY);
    }

    @Override
    public QueryResult query(Query query, ReadableState state) {
      return switch (query.path()) {
        case "both" ->
            text(
                state.get(Bytes.utf8("there")).map(Bytes::toUtf8)
                    + " "
                    + state.get(Bytes.utf8("there")).isPresent()
                    + " "
                    + state.get(query.data()).isPresent()
                    + " at "
                    + query.height());
        case "greedy" -> greedy(state, "key", 1_000);
        case "fat" -> greedy(state, "large", 20);
        case "stubborn" -> {
          try {
            yield greedy(state, "key", 1_000);
          } catch (RuntimeException _) {
            yield text("all is well");
          }
        }
        case "slow" -> {
          now.addAndGet(1_000_000_001L);
          yield text("at last" + state.get(Bytes.utf8("there")));
        }
        case "throwing" -> throw new IllegalStateException("secret detail");
        case "endless" -> query(query, state);
        case "changing" -> {
          ((State) state).put(Bytes.utf8("there"), Bytes.EMPTY);
          yield text("changed");
        }
        default -> new QueryResult.Refused("ask for both");
      };
    }

    private static QueryResult greedy(ReadableState state, String name, int count) {
      for (int i = 0; i < count; i++) {
        state.get(Bytes.utf8(name + i));
      }
      return text("all");
    }

    private static QueryResult text(String answer) {
      return new QueryResult.Answered(Bytes.utf8(answer));
    }
  }

  private static Genesis genesis() {
    return new Genesis(
        "queries",
        1_700_000_000_000L,
        EngineKind.PBFT,
        SchemeId.ED25519,
        ChainParameters.DEFAULT,
        List.of(),
        "asked",
        Bytes.EMPTY);
  }

  private static Query query(String path) {
    return new Query(path, Bytes.utf8("nowhere"), 0);
  }

  private ApiException failure(String path) {
    CompletableFuture<QueryAnswer> answer = queries.local(query(path));
    return assertInstanceOf(
        ApiException.class, assertThrows(ExecutionException.class, answer::get).getCause());
  }

  @Test
  @DisplayName("is answered over one height, and each key that it read is proved, absent or not")
  void proved() throws Exception {
    BudgetedState state = new BudgetedState(executor.state(), 0, now::get, 1);
    QueryResult result = executor.query(query("both"), state);
    assertEquals(new QueryResult.Answered(Bytes.utf8("Optional[value] true false at 0")), result);
    List<QueryAnswer.Entry> entries = state.entries();
    assertEquals(List.of("there", "nowhere"), entries.stream().map(e -> e.key().toUtf8()).toList());
    for (QueryAnswer.Entry entry : entries) {
      SparseMerkleProof proof = SparseMerkleProof.decode(entry.path()).orElseThrow();
      Bytes key = StateKeys.application(entry.key());
      Hash root = executor.state().root(0);
      assertTrue(
          entry
              .value()
              .map(value -> proof.verifyPresent(root, key, value))
              .orElseGet(() -> proof.verifyAbsent(root, key)));
    }
    assertEquals(
        "Optional[value] true false at 0", queries.local(query("both")).get().answer().toUtf8());
  }

  @Test
  @DisplayName("that the application does not know, or that fails in it, is an error of its own")
  void refused() {
    assertEquals(ErrorCode.APPLICATION_REFUSED, failure("unheard-of").error().code());
    assertEquals("ask for both", failure("unheard-of").error().message());
    for (String path : List.of("throwing", "endless", "changing")) {
      ApiException thrown = failure(path);
      assertEquals(ErrorCode.INTERNAL, thrown.error().code(), path);
      assertFalse(thrown.error().message().contains("secret detail"));
    }
    assertEquals(3, registry.counter("quorate.application.query.failures").count());
  }

  @Test
  @DisplayName("that reads too much, or for too long, is stopped, whatever the application catches")
  void bounded() {
    for (String path : List.of("greedy", "fat", "stubborn")) {
      assertEquals(ErrorCode.TOO_LARGE, failure(path).error().code(), path);
    }
    assertEquals(ErrorCode.TIMEOUT, failure("slow").error().code());
    assertEquals(0, registry.counter("quorate.application.query.failures").count());
  }

  @Test
  @DisplayName("finds no room behind others that never return, and says so")
  void full() {
    ApplicationQueries none =
        new ApplicationQueries(
            executor,
            _ -> {
              throw new RejectedExecutionException();
            },
            registry,
            now::get);
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> none.local(query("both")).get());
    assertTrue(thrown.getCause() instanceof ApiException e && e.error().code() == ErrorCode.FULL);
  }
}
