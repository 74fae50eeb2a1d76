package io.quorate.bench;

import io.quorate.application.kv.KeyValueApplication;
import io.quorate.application.kv.KeyValueOperation;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SchemeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Blocks' worth of the transactions that {@code quorate load} sends, without valid signatures,
 * which execution does not look at. The same ones in every run.
 */
final class ExecutionLoad {
  private static final int SENDERS = 32;
  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final int VALUE_BYTES = 77;
  private static final long EXPIRY = 1L << 40;

  private final Genesis genesis =
      new Genesis(
          "execution",
          1,
          EngineKind.HOTSTUFF,
          SchemeId.ED25519,
          ChainParameters.DEFAULT,
          List.of(),
          KeyValueApplication.NAME,
          Bytes.EMPTY);

  private final Hash chain = genesis.chainId();
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Bytes> senders = new ArrayList<>();
  private final int transactions;
  private final int keys;
  private long made;

  ExecutionLoad(int transactions, int keys) {
    this.transactions = transactions;
    this.keys = keys;
    for (int i = 0; i < SENDERS; i++) {
      senders.add(draw(KEY_BYTES));
    }
  }

  Genesis genesis() {
    return genesis;
  }

  Hash chain() {
    return chain;
  }

  /** The transactions of the next block. */
  List<Transaction> next() {
    List<Transaction> block = new ArrayList<>(transactions);
    for (int i = 0; i < transactions; i++) {
      block.add(transaction(made++));
    }
    return block;
  }

  private Transaction transaction(long number) {
    String key = String.format(Locale.ROOT, "load/%09d", random.nextInt(keys));
    Bytes payload = new KeyValueOperation.Put(Bytes.utf8(key), draw(VALUE_BYTES)).encoded();
    Bytes encoded =
        new Encoder(Transaction.OVERHEAD + payload.size())
            .hash(chain)
            .fixed(senders.get((int) (number % SENDERS)))
            .u64(number / SENDERS + 1)
            .u64(EXPIRY)
            .bytes(payload)
            .fixed(draw(SIGNATURE_BYTES))
            .toBytes();
    return Transaction.decode(encoded).orThrow();
  }

  private Bytes draw(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
