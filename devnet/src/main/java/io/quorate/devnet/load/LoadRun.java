package io.quorate.devnet.load;

import io.quorate.client.Account;
import io.quorate.client.QuorateClient;
import io.quorate.client.TooManyInFlightException;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * One run of load. The thread that calls {@link #run} builds and signs every transaction; answers
 * are counted where the SDK completes them.
 */
public final class LoadRun {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long FULL_PAUSE_NANOS = 200_000;
  private static final long DRAIN_SECONDS = 60;

  private final LoadPlan plan;
  private final List<Account> accounts;
  private final Payloads payloads;
  private final long beginNanos;
  private final long endNanos;
  private final Tally tally;

  /** The transactions without an answer, and one for the sending itself. */
  private final AtomicLong open = new AtomicLong(1);

  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private int turn;

  /**
   * A run that begins now.
   *
   * @param accounts who signs, in turns; as {@link #accounts} opens them
   */
  public LoadRun(LoadPlan plan, List<Account> accounts) {
    this.plan = plan;
    this.accounts = List.copyOf(accounts);
    this.payloads = new Payloads(plan.payloadBytes(), plan.keys(), new SecureRandom().nextLong());
    this.beginNanos = System.nanoTime();
    long start = beginNanos + plan.warmUp().toNanos();
    this.endNanos = start + plan.duration().toNanos();
    this.tally = new Tally(start, endNanos);
  }

  /** Opens accounts of fresh keys. */
  public static CompletableFuture<List<Account>> accounts(QuorateClient client, int count) {
    SecureRandom random = new SecureRandom();
    SignatureScheme scheme = SignatureSchemes.of(SchemeId.ED25519);
    List<CompletableFuture<Account>> opening =
        IntStream.range(0, count)
            .mapToObj(_ -> {
              byte[] seed = new byte[32];
              random.nextBytes(seed);
              return client.account(scheme.privateKey(Bytes.wrap(seed)));
            })
            .toList();
    return CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new))
        .thenApply(_ -> opening.stream().map(CompletableFuture::join).toList());
  }

  /** Sends until the plan's end, waits for the answers that are missing, and reports. */
  public LoadReport run() throws InterruptedException {
    switch (plan.pace()) {
      case LoadPlan.Pace.Open(double perSecond) -> sendAtRate(perSecond);
      case LoadPlan.Pace.Closed(int clients) -> sendOnAnswers(clients);
    }
    answered();
    try {
      drained.get(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      tally.abandoned();
    }
    return tally.report();
  }

  /** How much of the plan's time has passed, 0 to 1000. */
  public int permille() {
    long passed = System.nanoTime() - beginNanos;
    return Math.clamp(passed * 1_000 / (endNanos - beginNanos), 0, 1_000);
  }

  /** What the last whole second brought, for people who wait. */
  public String progress() {
    return tally.progress();
  }

  private void sendAtRate(double perSecond) {
    double interval = NANOS_PER_SECOND / perSecond;
    for (long i = 0; ; i++) {
      long due = beginNanos + (long) (i * interval);
      if (due - endNanos >= 0) {
        return;
      }
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      if (!send(due, () -> {})) {
        tally.held(due);
      }
    }
  }

  private void sendOnAnswers(int clients) throws InterruptedException {
    LinkedBlockingQueue<Long> due = new LinkedBlockingQueue<>();
    for (int i = 0; i < clients; i++) {
      due.add(beginNanos);
    }
    for (long left = endNanos - System.nanoTime(); left > 0; left = endNanos - System.nanoTime()) {
      Long next = due.poll(left, TimeUnit.NANOSECONDS);
      if (next != null && !send(next, () -> due.add(System.nanoTime()))) {
        tally.held(next);
        due.add(next);
        LockSupport.parkNanos(FULL_PAUSE_NANOS);
      }
    }
  }

  /** Sends one transaction from the next account that has room; false when none has. */
  private boolean send(long due, Runnable whenAnswered) {
    Bytes payload = payloads.next();
    for (int i = 0; i < accounts.size(); i++) {
      turn = (turn + 1) % accounts.size();
      CompletableFuture<ProvedReceipt> answer = accounts.get(turn).submit(payload);
      if (!isFull(answer)) {
        open.incrementAndGet();
        tally.sent(due);
        CompletableFuture<ProvedReceipt> _ =
            answer.whenComplete((receipt, failure) -> {
              tally.answered(due, receipt, failure);
              whenAnswered.run();
              answered();
            });
        return true;
      }
    }
    return false;
  }

  private static boolean isFull(CompletableFuture<ProvedReceipt> answer) {
    return answer.state() == Future.State.FAILED
        && answer.exceptionNow() instanceof TooManyInFlightException;
  }

  private void answered() {
    if (open.decrementAndGet() == 0) {
      drained.complete(null);
    }
  }
}
