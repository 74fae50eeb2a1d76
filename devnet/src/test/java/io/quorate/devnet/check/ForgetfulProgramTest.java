package io.quorate.devnet.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.kv.KeyValueApplication;
import io.quorate.application.kv.KeyValueOperation;
import io.quorate.client.Account;
import io.quorate.client.BlockingClient;
import io.quorate.client.ProvedBlock;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.devnet.Devnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The client of this repository, in a program that keeps to docs/client.md and crashes again and
 * again, over real nodes of which one is down at a time.
 */
@DisplayName("A program with the Java client that crashes and submits again")
class ForgetfulProgramTest {
  private static final int LIVES = 4;
  private static final int INTENTIONS = 20;

  private final Random random = new Random(31);

  // On its disk.
  private final List<Transaction> written = new ArrayList<>();
  private final Map<Hash, Receipt> receipts = new LinkedHashMap<>();

  private int resubmissions;

  @Test
  @DisplayName(
      "S31: has everything that it wrote down executed exactly once, while nodes go and come back")
  void exactlyOnce() throws Exception {
    try (Devnet net = Devnet.local(4, EngineKind.PBFT, new KeyValueApplication())) {
      PrivateKey key = net.key("program");
      for (int life = 0; life < LIVES; life++) {
        int down = life % 4;
        try (QuorateClient client = net.connect()) {
          net.stop(down);
          live(client, key);
        }
        net.start(down);
      }
      assertTrue(resubmissions >= LIVES, "it heard of everything before it crashed");
      try (QuorateClient client = net.connect()) {
        Account account = client.blocking().account(key);
        for (Transaction transaction : written) {
          heard(client.blocking().submit(account, transaction));
        }
        assertEquals(LIVES * INTENTIONS, receipts.size());
        assertEquals(Map.copyOf(receipts), executions(client.blocking()));
      }
      assertEquals(List.of(), net.failures());
    }
  }

  /** Submits what it has no receipt of, then new things, and is gone after some of the answers. */
  private void live(QuorateClient client, PrivateKey key) throws Exception {
    Account account = client.blocking().account(key);
    List<CompletableFuture<ProvedReceipt>> answers = new ArrayList<>();
    for (Transaction transaction : written) {
      if (!receipts.containsKey(transaction.id())) {
        resubmissions++;
        answers.add(account.submit(transaction));
      }
    }
    for (int i = 0; i < INTENTIONS; i++) {
      Bytes name = Bytes.utf8("name " + written.size());
      Transaction transaction =
          account.sign(new KeyValueOperation.Put(name, Bytes.utf8("value")).encoded());
      written.add(transaction);
      if (random.nextInt(4) > 0) { // Else it crashes before it is sent.
        answers.add(account.submit(transaction));
      }
    }
    int wanted = random.nextInt(answers.size());
    for (CompletableFuture<ProvedReceipt> answer : answers.subList(0, wanted)) {
      heard(answer.get(60, TimeUnit.SECONDS));
    }
  }

  private void heard(ProvedReceipt proved) {
    Receipt receipt = proved.receipt();
    Receipt before = receipts.putIfAbsent(receipt.transaction(), receipt);
    assertEquals(before == null ? receipt : before, receipt, "the first receipt for ever");
  }

  /** All that was executed in the log; a second execution is told of. */
  private static Map<Hash, Receipt> executions(BlockingClient client) throws Exception {
    Map<Hash, Receipt> found = new LinkedHashMap<>();
    long last = client.latestBlock().block().height();
    for (long height = 1; height <= last; height++) {
      ProvedBlock block = client.block(height);
      for (Receipt receipt : block.receipts()) {
        if (receipt.status() == Receipt.Status.EXECUTED) {
          assertEquals(null, found.put(receipt.transaction(), receipt), "executed twice");
        }
      }
    }
    return found;
  }
}
