package com.example.counter;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.Codec;
import io.quorate.application.ExecutionResult;
import io.quorate.application.KeySpace;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import java.util.List;

/** Counts how often each word was sent. A payload is a word, the answer how often it came. */
public final class Counter implements Application {
  /** What is counted. */
  public static final KeySpace<String, Long> COUNTS =
      KeySpace.named("count", Codec.TEXT, Codec.U64);

  private static final int LONGEST_WORD = 100;

  @Override
  public int contract() {
    return CONTRACT;
  }

  @Override
  public String name() {
    return "counter";
  }

  @Override
  public List<Bytes> samples() {
    return List.of(Bytes.utf8("apple"), Bytes.utf8("pear"));
  }

  @Override
  public void initialise(Bytes genesisState, State state) {}

  @Override
  public Verdict check(Transaction transaction, ReadableState state) {
    return transaction.payload().size() <= LONGEST_WORD
        ? Verdict.accept()
        : Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "a word has at most 100 bytes");
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    if (transaction.payload().size() > LONGEST_WORD) {
      return new ExecutionResult.Failed(Bytes.utf8("too long"));
    }
    String word = transaction.payload().toUtf8();
    long count = COUNTS.get(state, word, 0L) + 1;
    COUNTS.put(state, word, count);
    return new ExecutionResult.Executed(new Encoder(8).u64(count).toBytes());
  }
}
