package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program that keeps to docs/client.md and crashes at any moment: it writes a signed transaction
 * down before it lets it go, writes the receipt down when it comes, and has nothing else after a
 * crash. Then it submits again what has no receipt. For no reason at all it also submits again what
 * has one. Not thread-safe.
 */
final class ForgetfulClient {
  private static final int IN_FLIGHT = 24;
  private static final long EXPIRY = 50_000;
  private static final int CRASH_PER_MILLE = 3;

  private final World world;
  private final Draw draw;
  private final PrivateKey key;
  private final int intentions;

  // On its disk.
  private final List<Transaction> written = new ArrayList<>();
  private final Map<Hash, Receipt> receipts = new LinkedHashMap<>();

  // In its memory.
  private final Set<Transaction> underWay = new LinkedHashSet<>();
  private boolean running = true;

  private int crashes;
  private int resubmissions;

  /**
   * @param intentions how many things it wants to have done, each once
   */
  ForgetfulClient(World world, Draw draw, int intentions) {
    this.world = world;
    this.draw = draw;
    this.key = world.scheme().privateKey(draw.of("key").seed32());
    this.intentions = intentions;
    world.clients().listen(this::hear);
    later();
  }

  boolean finished() {
    return running && receipts.size() == intentions;
  }

  /** What it wrote down, in its order. */
  List<Transaction> written() {
    return written;
  }

  /** What it was told of each. */
  Map<Hash, Receipt> receipts() {
    return receipts;
  }

  int crashes() {
    return crashes;
  }

  int resubmissions() {
    return resubmissions;
  }

  private void later() {
    world.scheduler().after(draw.skewed(5 * Plan.MILLI, 100 * Plan.MILLI), this::act);
  }

  private void act() {
    if (running) {
      if (draw.chance(CRASH_PER_MILLE)) {
        crash();
      } else {
        intend(draw.between(0, 8));
      }
      if (running && !underWay.isEmpty() && draw.chance(50)) {
        send(draw.pick(List.copyOf(underWay))); // Another node; the first one is slow.
      }
      if (running && !written.isEmpty() && draw.chance(150)) {
        resubmissions++;
        send(draw.pick(written));
      }
    }
    later();
  }

  private void intend(long most) {
    for (long i = 0; i < most && running; i++) {
      if (written.size() < intentions && underWay.size() < IN_FLIGHT) {
        intend();
      }
    }
  }

  private void intend() {
    long sequence = written.size() + 1L;
    Bytes name = Bytes.utf8("key-" + sequence % 50);
    Bytes value = Bytes.utf8(key.publicKey().bytes().toHex().substring(0, 8) + "/" + sequence);
    Transaction transaction =
        Transaction.sign(
            world.epoch().chain(),
            key,
            sequence,
            EXPIRY,
            new KeyValueOperation.Put(name, value).encoded());
    if (crashesNow()) {
      return; // Nothing was written, so the next process takes the same sequence.
    }
    written.add(transaction);
    world.clients().register(transaction);
    if (crashesNow()) {
      return; // Written, and not sent.
    }
    underWay.add(transaction);
    send(transaction);
  }

  private boolean crashesNow() {
    boolean now = draw.chance(CRASH_PER_MILLE);
    if (now) {
      crash();
    }
    return now;
  }

  private void crash() {
    crashes++;
    running = false;
    underWay.clear();
    world.scheduler().after(draw.between(Plan.MILLI, 500 * Plan.MILLI), this::restart);
  }

  private void restart() {
    running = true;
    for (Transaction transaction : written) {
      if (!receipts.containsKey(transaction.id())) {
        resubmissions++;
        underWay.add(transaction);
        send(transaction);
      }
    }
  }

  private void send(Transaction transaction) {
    world.clients().deliver(transaction.encoded(), world.clients().anyNode());
  }

  /** Every answer of the world; a program that does not run hears none. */
  private void hear(ProvedReceipt proof) {
    Receipt receipt = proof.receipt();
    if (!running || !mine(receipt)) {
      return;
    }
    if (crashesNow()) {
      return; // Heard, and not written.
    }
    Receipt before = receipts.putIfAbsent(receipt.transaction(), receipt);
    assertEquals(before == null ? receipt : before, receipt, "the first receipt for ever");
    underWay.removeIf(transaction -> transaction.id().equals(receipt.transaction()));
  }

  private boolean mine(Receipt receipt) {
    return receipts.containsKey(receipt.transaction())
        || underWay.stream().anyMatch(t -> t.id().equals(receipt.transaction()));
  }
}
