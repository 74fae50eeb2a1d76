package io.quorate.replica;

import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.ExecutionResult;
import io.quorate.application.OwnState;
import io.quorate.application.OwnStateApplication;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Journal} that keeps its text itself. What is durable outlives the open states; a test
 * reads and changes it as it likes. A payload "now" makes the result depend on how often the state
 * was opened, and "trace" fails and leaves something behind.
 */
public final class OwnJournal implements OwnStateApplication {
  /** What a commit left, in the order of commits. */
  public record Saved(long height, String text) {}

  /** All commits that survived, the latest last. */
  public final List<Saved> disk = new ArrayList<>();

  /** Every call that changes something, in order. */
  public final List<String> calls = new ArrayList<>();

  private int opened;

  @Override
  public int contract() {
    return CONTRACT;
  }

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public OwnState open(String folder) {
    opened++;
    return new Text(disk.isEmpty() ? new Saved(OwnState.EMPTY, "") : disk.getLast());
  }

  private final class Text implements OwnState {
    private Saved saved;
    private String text;
    private boolean wish;

    Text(Saved saved) {
      this.saved = saved;
      this.text = saved.text();
    }

    @Override
    public long height() {
      return saved.height();
    }

    @Override
    public void reset() {
      calls.add("reset");
      disk.clear();
      saved = new Saved(OwnState.EMPTY, "");
      text = "";
    }

    @Override
    public void initialise(Bytes genesisState) {
      calls.add("initialise");
      text = genesisState.toUtf8();
    }

    @Override
    public Verdict check(Transaction transaction) {
      return Verdict.accept();
    }

    @Override
    public void beginBlock(BlockContext block) {
      calls.add("begin " + block.height());
      wish = false;
      for (Equivocation evidence : block.evidence()) {
        text += "!" + evidence.offence().shortHex() + ";";
      }
    }

    @Override
    public ExecutionResult execute(BlockContext block, Transaction transaction) {
      String payload = transaction.payload().toUtf8();
      calls.add(payload);
      return switch (payload) {
        case "fail" -> new ExecutionResult.Failed(Bytes.utf8("refused"));
        case "trace" -> {
          text += opened;
          yield new ExecutionResult.Failed(Bytes.utf8("refused"));
        }
        case "now" -> new ExecutionResult.Executed(Bytes.utf8("opened " + opened));
        case "throw" -> throw new IllegalStateException("broken application");
        default -> {
          wish |= payload.equals("pbft");
          text += payload + ";";
          yield new ExecutionResult.Executed(transaction.payload());
        }
      };
    }

    @Override
    public List<ChangeRequest> endBlock(BlockContext block) {
      return wish ? List.of(new ChangeRequest.SetEngine(EngineKind.PBFT)) : List.of();
    }

    @Override
    public Hash root() {
      return Sha256.tagged("own journal", Bytes.utf8(text));
    }

    @Override
    public void commit(long height) {
      calls.add("commit " + height);
      saved = new Saved(height, text);
      disk.add(saved);
    }

    @Override
    public QueryResult query(Query query) {
      return new QueryResult.Answered(Bytes.utf8(saved.text()));
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
