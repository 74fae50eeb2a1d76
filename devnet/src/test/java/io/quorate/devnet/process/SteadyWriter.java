package io.quorate.devnet.process;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.client.Account;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client under way: it sets one entry after the other, a few at a time, and keeps the receipt of
 * each that was acknowledged. Faults of the network cost it time, never its thread.
 */
final class SteadyWriter {
  private static final int AT_A_TIME = 16;

  private final Account account;
  private final String prefix;
  private final Map<Bytes, ProvedReceipt> acknowledged = new ConcurrentHashMap<>();
  private final Semaphore room = new Semaphore(AT_A_TIME);
  private final AtomicInteger number = new AtomicInteger();
  private final Thread thread;
  private volatile boolean stopped;

  SteadyWriter(QuorateClient client, PrivateKey key, String prefix) throws Exception {
    this.account = client.account(key).get();
    this.prefix = prefix;
    this.thread = Thread.ofPlatform().daemon().name("writer-" + prefix).start(this::write);
  }

  /** The entries that were acknowledged; each holds {@link #value} since then. */
  Map<Bytes, ProvedReceipt> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** How many were. */
  int count() {
    return acknowledged.size();
  }

  /** What the writer sets an entry to. */
  static Bytes value(Bytes key) {
    return Bytes.utf8("value of " + key.toUtf8());
  }

  private void write() {
    while (!stopped) {
      room.acquireUninterruptibly();
      Bytes key = Bytes.utf8(prefix + "/" + number.incrementAndGet());
      CompletableFuture<ProvedReceipt> _ =
          account
              .submit(new KeyValueOperation.Put(key, value(key)).encoded())
              .whenComplete((receipt, failure) -> {
                if (failure == null && receipt.receipt().status() == Receipt.Status.EXECUTED) {
                  acknowledged.put(key, receipt);
                }
                room.release();
              });
    }
  }

  /** Sends no more and waits for the answers that are missing. */
  void finish() throws InterruptedException {
    stopped = true;
    thread.join();
    room.acquire(AT_A_TIME);
    room.release(AT_A_TIME);
  }
}
