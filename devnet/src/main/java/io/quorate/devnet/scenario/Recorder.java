package io.quorate.devnet.scenario;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.client.Account;
import io.quorate.client.ExpiredException;
import io.quorate.client.QuorateClient;
import io.quorate.client.RefusedException;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Clients that read and write a few entries, one operation at a time each, and write down what they
 * saw. Every value is written once.
 */
final class Recorder {
  private static final long PAUSE_MILLIS = 10;

  private final QuorateClient client;
  private final int keys;
  private final Queue<Operation> history = new ConcurrentLinkedQueue<>();
  private final Queue<ProvedReceipt> receipts = new ConcurrentLinkedQueue<>();
  private final AtomicLong latestBegin = new AtomicLong(Long.MIN_VALUE);
  private final List<Thread> threads;
  private volatile boolean stopped;

  /** Starts the clients. */
  Recorder(QuorateClient client, List<Account> accounts, int keys) {
    this.client = client;
    this.keys = keys;
    this.threads =
        IntStream.range(0, accounts.size())
            .mapToObj(i ->
                Thread.ofPlatform()
                    .daemon()
                    .name("client-" + i)
                    .start(() -> work(i, accounts.get(i))))
            .toList();
  }

  /** When the latest acknowledged write began, or the least number there is. */
  long latestBegin() {
    return latestBegin.get();
  }

  /** Ends the clients when each has its answer, and returns what all saw. */
  List<Operation> finish() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(history);
  }

  /** The receipts of all acknowledged writes. */
  List<ProvedReceipt> receipts() {
    return List.copyOf(receipts);
  }

  private void work(int number, Account account) {
    Random random = new Random(number);
    try {
      for (int turn = 0; !stopped; turn++) {
        String key = "register-" + random.nextInt(keys);
        if (random.nextBoolean()) {
          write(account, key, number + "." + turn);
        } else {
          read(key);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Account account, String key, String value) throws InterruptedException {
    long begin = System.nanoTime();
    Bytes payload = new KeyValueOperation.Put(Bytes.utf8(key), Bytes.utf8(value)).encoded();
    long end = Operation.OPEN;
    try {
      ProvedReceipt proved = account.submit(payload).get();
      if (proved.receipt().status() == Receipt.Status.EXECUTED) {
        end = System.nanoTime();
        receipts.add(proved);
        latestBegin.accumulateAndGet(begin, Math::max);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ExpiredException || e.getCause() instanceof RefusedException) {
        // It is known that it was not executed.
        return;
      }
    }
    history.add(new Operation(key, true, Optional.of(value), begin, end));
  }

  private void read(String key) throws InterruptedException {
    long begin = System.nanoTime();
    try {
      ProvedState value = client.getLinearizable(Bytes.utf8(key)).get();
      history.add(
          new Operation(key, false, value.value().map(Bytes::toUtf8), begin, System.nanoTime()));
    } catch (ExecutionException e) {
      // A read without an answer tells nothing.
      return;
    }
  }
}
