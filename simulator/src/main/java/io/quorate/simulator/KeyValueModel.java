package io.quorate.simulator;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.application.kv.KeyValueResult;
import io.quorate.consensus.Block;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The key-value application and the platform's exactly-once rule a second time, as simple as they
 * can be: a map, and for every sender the set of all sequences that were executed.
 */
final class KeyValueModel {
  private final NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
  private final SortedMap<PublicKey, NavigableSet<Long>> executed = new TreeMap<>();
  private final NavigableSet<Bytes> touched = new TreeSet<>();

  /** Executes a block and returns the receipts that every replica has to come to. */
  List<Receipt> apply(Block block) {
    List<Receipt> receipts = new ArrayList<>();
    for (Transaction transaction : block.payload().transactions()) {
      receipts.add(apply(block.height(), receipts.size(), transaction));
    }
    return receipts;
  }

  /** What is stored under a key. */
  Optional<Bytes> get(Bytes key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Every key that a transaction ever named. */
  NavigableSet<Bytes> touched() {
    return touched;
  }

  /** Whether a sequence of a sender was executed. */
  boolean executed(PublicKey sender, long sequence) {
    return sequences(sender).contains(sequence);
  }

  /** The senders of which something was executed, with their highest sequence. */
  SortedMap<PublicKey, Long> highest() {
    SortedMap<PublicKey, Long> highest = new TreeMap<>();
    executed.forEach((sender, sequences) -> {
      if (!sequences.isEmpty()) {
        highest.put(sender, sequences.last());
      }
    });
    return highest;
  }

  private Receipt apply(long height, int index, Transaction transaction) {
    NavigableSet<Long> sequences = sequences(transaction.sender());
    long sequence = transaction.sequence();
    long highest = sequences.isEmpty() ? 0 : sequences.last();
    if (sequence > highest + SequenceWindow.WIDTH || sequence <= highest - SequenceWindow.WIDTH) {
      return receipt(transaction, height, index, Receipt.Status.OUT_OF_WINDOW, Bytes.EMPTY);
    }
    if (!sequences.add(sequence)) {
      return receipt(transaction, height, index, Receipt.Status.REPLAYED, Bytes.EMPTY);
    }
    KeyValueResult result = operate(transaction);
    Receipt.Status status = result.done() ? Receipt.Status.EXECUTED : Receipt.Status.FAILED;
    return receipt(transaction, height, index, status, result.encoded());
  }

  private KeyValueResult operate(Transaction transaction) {
    Decoded<KeyValueOperation> decoded = KeyValueOperation.decode(transaction.payload());
    return switch (decoded) {
      case Decoded.Malformed<KeyValueOperation> _ -> KeyValueResult.FAILED_MALFORMED;
      case Decoded.Ok<KeyValueOperation>(KeyValueOperation operation) -> {
        touched.add(operation.key());
        yield operate(operation);
      }
    };
  }

  private KeyValueResult operate(KeyValueOperation operation) {
    Optional<Bytes> before = get(operation.key());
    KeyValueResult done =
        before.isPresent() ? KeyValueResult.DONE_WAS_PRESENT : KeyValueResult.DONE_WAS_ABSENT;
    return switch (operation) {
      case KeyValueOperation.Put(Bytes key, Bytes value) -> {
        entries.put(key, value);
        yield done;
      }
      case KeyValueOperation.Delete(Bytes key) -> {
        entries.remove(key);
        yield done;
      }
      case KeyValueOperation.CompareAndSet(
              Bytes key,
              Optional<Bytes> expected,
              Optional<Bytes> value) -> {
        if (!expected.equals(before)) {
          yield mismatch(expected, before);
        }
        value.ifPresentOrElse(v -> entries.put(key, v), () -> entries.remove(key));
        yield done;
      }
    };
  }

  private static KeyValueResult mismatch(Optional<Bytes> expected, Optional<Bytes> before) {
    if (before.isEmpty()) {
      return KeyValueResult.FAILED_ABSENT;
    }
    return expected.isEmpty() ? KeyValueResult.FAILED_PRESENT : KeyValueResult.FAILED_DIFFERENT;
  }

  private NavigableSet<Long> sequences(PublicKey sender) {
    return executed.computeIfAbsent(sender, s -> new TreeSet<>());
  }

  private static Receipt receipt(
      Transaction transaction, long height, int index, Receipt.Status status, Bytes output) {
    return new Receipt(transaction.id(), height, index, status, output);
  }
}
