package io.quorate.node.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.application.kv.KeyValueOperation;
import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Validator;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.mempool.Admission;
import io.quorate.mempool.RefusalCode;
import io.quorate.node.api.SubmissionListener;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A client that sends old transactions again")
final class ReplayFloodTest {
  private static final Admission.Refused USED =
      new Admission.Refused(RefusalCode.SEQUENCE_USED, "used");

  private final PrivateKey key =
      SignatureSchemes.of(SchemeId.ED25519).privateKey(Bytes.wrap(new byte[32]));
  private final MemoryStore store = new MemoryStore();
  private final Waiting waiting = new Waiting();
  private final BlockingQueue<ErrorCode> refusals = new LinkedBlockingQueue<>();
  private final SubmissionListener client = new Client();

  private final class Client implements SubmissionListener {
    @Override
    public void admitted(List<Hash> transactions) {}

    @Override
    public void refused(Hash transaction, ApiError why) {
      refusals.add(why.code());
    }

    @Override
    public void dropped(Hash transaction, ApiError why) {}

    @Override
    public void finalized(FinalityCertificate certificate, List<ProvedReceipt> receipts) {}
  }

  private Transaction executed() {
    Validator alone =
        new Validator("alone", key.publicKey(), key.provePossession(), key.publicKey().bytes(), 1);
    Genesis genesis =
        new Genesis(
            "test",
            1L,
            EngineKind.HOTSTUFF,
            SchemeId.ED25519,
            ChainParameters.DEFAULT,
            List.of(alone),
            KeyValueApplication.NAME,
            Bytes.EMPTY);
    Bytes payload = new KeyValueOperation.Delete(Bytes.utf8("k")).encoded();
    Transaction transaction = Transaction.sign(genesis.chainId(), key, 1, 100, payload);
    Block block =
        Block.of(
            genesis.block(),
            genesis.chainId(),
            0,
            1,
            0,
            1L,
            new Payload(List.of(transaction), List.of()));
    new Executor(genesis, new KeyValueApplication(), store, 4).execute(block);
    ledger = new Ledger(store, genesis.block());
    return transaction;
  }

  private Ledger ledger = new Ledger(store, Block.genesis(Hash.ZERO, 1));

  @Test
  @DisplayName("is refused when too many wait for their proofs, and holds up no other answer")
  void busy() throws Exception {
    Transaction old = executed();
    BlockingQueue<Runnable> lookUps = new LinkedBlockingQueue<>(1);
    Answers answers =
        new Answers(
            ledger,
            waiting,
            certificate -> {},
            task -> {
              if (!lookUps.offer(task)) {
                throw new RejectedExecutionException("full");
              }
            });
    Thread thread = Thread.ofVirtual().start(answers);
    waiting.add(old.id(), client);
    answers.admitted(old.id(), USED);
    answers.admitted(old.id(), USED);
    assertEquals(ErrorCode.FULL, refusals.poll(20, TimeUnit.SECONDS), "the second finds no place");
    answers.admitted(old.id(), USED);
    waiting.add(Hash.ZERO, client);
    answers.admitted(Hash.ZERO, USED);
    assertEquals(
        ErrorCode.SEQUENCE_USED,
        refusals.poll(20, TimeUnit.SECONDS),
        "another is answered at once");
    assertEquals(1, lookUps.size());
    assertTrue(refusals.isEmpty(), "nobody waits for the third");
    thread.interrupt();
  }
}
