package io.quorate.bench.measure;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.client.Account;
import io.quorate.client.QuorateClient;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.load.LoadRun;
import io.quorate.devnet.network.DevnetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Load that goes on until it is closed, which nobody counts; it closes its client, too. */
final class BackgroundLoad implements AutoCloseable {
  private static final int ACCOUNTS = 32;
  private static final int KEYS = 100_000;
  private static final int MOST_UNANSWERED = 10_000;

  private final QuorateClient client;
  private final List<Account> accounts;
  private final Semaphore room;
  private final long gapNanos;
  private final Bytes value;
  private final Thread thread;
  private volatile boolean stopped;

  private BackgroundLoad(
      QuorateClient client, List<Account> accounts, int unanswered, long gapNanos, int bytes) {
    this.client = client;
    this.accounts = new ArrayList<>(accounts);
    this.room = new Semaphore(unanswered);
    this.gapNanos = gapNanos;
    this.value = Bytes.wrap(new byte[bytes]);
    this.thread = Thread.ofPlatform().daemon().name("background-load").start(this::send);
  }

  /** So many clients that each wait for their answers. */
  static BackgroundLoad start(QuorateClient client, int clients, int bytes)
      throws DevnetException, InterruptedException {
    return new BackgroundLoad(client, accounts(client), clients, 0, bytes);
  }

  /** So many a second. */
  static BackgroundLoad steady(QuorateClient client, int perSecond, int bytes)
      throws DevnetException, InterruptedException {
    long gap = TimeUnit.SECONDS.toNanos(1) / Math.max(1, perSecond);
    return new BackgroundLoad(client, accounts(client), MOST_UNANSWERED, gap, bytes);
  }

  private static List<Account> accounts(QuorateClient client)
      throws DevnetException, InterruptedException {
    return Answers.await(LoadRun.accounts(client, ACCOUNTS));
  }

  private void send() {
    long due = System.nanoTime();
    for (int turn = 0; !stopped; turn++) {
      room.acquireUninterruptibly();
      Bytes key = Bytes.utf8("load/" + turn % KEYS);
      CompletableFuture<?> _ =
          accounts
              .get(turn % ACCOUNTS)
              .submit(new KeyValueOperation.Put(key, value).encoded())
              .whenComplete((_, _) -> room.release());
      due += gapNanos;
      for (long left = due - System.nanoTime(); gapNanos > 0 && left > 0 && !stopped; ) {
        LockSupport.parkNanos(left);
        left = due - System.nanoTime();
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    room.release();
    client.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
