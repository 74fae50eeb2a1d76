package io.quorate.simulator;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One client: a key, a sequence, and what it sent so far. Not thread-safe. */
final class Client {
  private static final int REMEMBERED = 64;
  private static final int LONG_EXPIRY = 100_000;

  private final World world;
  private final Draw draw;
  private final PrivateKey key;
  private final List<Transaction> history = new ArrayList<>();
  private long sequence;

  Client(World world, Draw draw, int index) {
    this.world = world;
    this.draw = draw;
    this.key = world.scheme().privateKey(draw.of("key " + index).seed32());
  }

  PrivateKey key() {
    return key;
  }

  /** A new transaction: mostly with much time to be executed, now and then with little. */
  Transaction next(long height) {
    sequence++;
    return remember(sign(sequence, height + life()));
  }

  /** Another transaction for a sequence that was used, or the first one where none was. */
  Transaction rival(long height) {
    return remember(sign(Math.max(1, sequence), height + life()));
  }

  /** A transaction that this client does not remember having made. */
  Transaction sign(long at, long expiryHeight) {
    return Transaction.sign(world.epoch().chain(), key, at, expiryHeight, operation().encoded());
  }

  long sequence() {
    return sequence;
  }

  /** Something that this client sent some time ago. */
  Optional<Transaction> old() {
    return history.isEmpty() ? Optional.empty() : Optional.of(draw.pick(history));
  }

  int waiting(Map<Hash, Transaction> pending) {
    int count = 0;
    for (Transaction transaction : pending.values()) {
      if (transaction.sender().equals(key.publicKey())) {
        count++;
      }
    }
    return count;
  }

  private long life() {
    long most = Math.min(LONG_EXPIRY, world.plan().chain().maxExpiryHeights());
    return draw.chance(60) ? draw.between(1, 12) : most / 2 + draw.between(0, most / 4);
  }

  private Transaction remember(Transaction transaction) {
    if (history.size() == REMEMBERED) {
      history.set(draw.below(REMEMBERED), transaction);
    } else {
      history.add(transaction);
    }
    return transaction;
  }

  private KeyValueOperation operation() {
    Bytes name = Bytes.utf8("key-" + draw.below(world.plan().clients().keys()));
    return switch (draw.below(4)) {
      case 0 -> new KeyValueOperation.Delete(name);
      case 1 -> new KeyValueOperation.CompareAndSet(name, guess(name), Optional.of(value()));
      default -> new KeyValueOperation.Put(name, value());
    };
  }

  private Optional<Bytes> guess(Bytes name) {
    return draw.chance(700) ? world.checks().log().model().get(name) : Optional.empty();
  }

  private Bytes value() {
    return Bytes.utf8("value-" + draw.below(1_000_000) + "-".repeat(draw.below(60)));
  }
}
