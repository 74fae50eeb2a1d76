package io.quorate.node.runtime;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.mempool.TransactionChecks;
import io.quorate.node.api.Shares;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Backends of the API over an empty chain. */
final class Backends {
  private Backends() {}

  /** One that only takes submissions. */
  static LedgerBackend withoutLedger(VerificationPool pool, Shares room) {
    PrivateKey key = SignatureSchemes.of(SchemeId.ED25519).privateKey(Bytes.copyOf(new byte[32]));
    Genesis genesis =
        new Genesis(
            "empty",
            1_700_000_000_000L,
            EngineKind.HOTSTUFF,
            SchemeId.ED25519,
            ChainParameters.DEFAULT,
            List.of(
                new Validator(
                    "node0", key.publicKey(), key.provePossession(), key.publicKey().bytes(), 1)),
            new KeyValueApplication().name(),
            Bytes.EMPTY);
    MemoryStore store = new MemoryStore();
    Executor executor = new Executor(genesis, new KeyValueApplication(), store, 2);
    return new LedgerBackend(
        genesis,
        new Ledger(store, genesis.block()),
        executor,
        new ApplicationQueries(
            executor, Runnable::run, new SimpleMeterRegistry(), System::nanoTime),
        new TransactionChecks(
            genesis.chainId(),
            genesis.parameters(),
            new VerifiedTransactions(SignatureSchemes.of(SchemeId.ED25519))),
        () -> pool.ordinaryLane(1_024, 16 << 20),
        room,
        new InputQueue(1),
        new Waiting(),
        new FinalHeights(0, Optional.empty()),
        new QuorumHeights(0, _ -> false, OptionalLong::empty, () -> 0, _ -> {}),
        () -> {
          throw new IllegalStateException("nobody asks for the status");
        },
        () -> {
          throw new IllegalStateException("nobody asks for the health");
        },
        Runnable::run);
  }
}
