package io.quorate.bench;

import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.Block;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Hash;
import io.quorate.node.storage.LevelDbStore;
import io.quorate.node.storage.StorageException;
import io.quorate.node.storage.StoreOptions;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * What the execution of a transaction costs without network, consensus and signatures: blocks of
 * key-value transactions through ledger, state tree and LevelDB in one process, in microseconds of
 * processor time by thread. Far less noisy than a network of processes.
 *
 * <p>Arguments, all optional: how many blocks, transactions in each, keys.
 */
final class ExecutionCost {
  private static final int RETAINED_VERSIONS = 64;
  private static final int REPORTS = 4;
  private static final double NANOS_PER_MICRO = 1e3;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final int blocks;
  private final int transactions;
  private final ExecutionLoad load;

  private ExecutionCost(int blocks, int transactions, int keys) {
    this.blocks = blocks;
    this.transactions = transactions;
    this.load = new ExecutionLoad(transactions, keys);
  }

  /** Runs and prints. */
  public static void main(String[] arguments)
      throws IOException, ExecutionException, InterruptedException {
    List<Integer> numbers = Stream.of(arguments).map(Integer::valueOf).toList();
    int blocks = numbers.isEmpty() ? 2_000 : numbers.getFirst();
    int transactions = numbers.size() < 2 ? 170 : numbers.get(1);
    int keys = numbers.size() < 3 ? 100_000 : numbers.get(2);
    Path directory = Files.createTempDirectory("quorate-execution");
    ExecutionCost cost = new ExecutionCost(blocks, transactions, keys);
    try (ExecutorService thread =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("execution").factory())) {
      Hash state = thread.submit(() -> cost.run(directory)).get();
      cost.out.println("state " + state.toHex());
    } finally {
      delete(directory);
    }
  }

  private Hash run(Path directory) throws IOException, StorageException {
    Genesis genesis = load.genesis();
    try (LevelDbStore store =
        LevelDbStore.open(
            directory,
            genesis.chainId(),
            StoreOptions.DEFAULT,
            (explanation, _) -> out.println(explanation))) {
      Executor executor =
          new Executor(genesis, new KeyValueApplication(), store, RETAINED_VERSIONS);
      Ledger ledger = new Ledger(store, genesis.block());
      ThreadTimes before = ThreadTimes.now();
      Block parent = genesis.block();
      for (int done = 1; done <= blocks; done++) {
        parent = step(parent, ledger, executor, store);
        if (done % Math.max(1, blocks / REPORTS) == 0) {
          ThreadTimes now = ThreadTimes.now();
          print(done, now.since(before), Math.max(1, blocks / REPORTS) * (long) transactions);
          before = now;
        }
      }
      return executor.state().root(blocks);
    }
  }

  private Block step(Block parent, Ledger ledger, Executor executor, LevelDbStore store) {
    Block made =
        Block.of(
            parent,
            load.chain(),
            0,
            parent.height() + 1,
            0,
            1,
            new Payload(load.next(), List.of()));
    Block block = Block.decode(made.encoded()).orThrow();
    WriteBatch proposed = new WriteBatch();
    ledger.storeUncommitted(block, proposed);
    store.write(proposed);
    WriteBatch committed = new WriteBatch();
    ledger.commit(block, List.of(new Ledger.BlockId(block.height(), block.hash())), committed);
    store.write(committed);
    return executor.execute(block).block();
  }

  private void print(int done, ThreadTimes spent, long count) {
    StringBuilder line = new StringBuilder(done + " blocks, us per transaction:");
    spent
        .nanos()
        .forEach((name, nanos) -> {
          double micros = nanos / NANOS_PER_MICRO / count;
          if (micros >= 1) {
            line.append(String.format(Locale.ROOT, "  %s %.1f", name, micros));
          }
        });
    out.println(line);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
