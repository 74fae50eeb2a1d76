package io.quorate.examples.tokens;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.ReadableState;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.simulator.Cargo;
import io.quorate.simulator.Liars;
import io.quorate.simulator.Reduction;
import io.quorate.simulator.Simulate;
import io.quorate.simulator.SimulationOptions;
import io.quorate.simulator.SimulationReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Tokens in the simulated world")
class TokensSimulationTest {
  private static final int ACCOUNTS = 6;
  private static final int GOVERNORS = 3;
  private static final int SEEDS = 8;

  private static final class Economy implements Cargo {
    private final Tokens tokens = new Tokens();
    private final List<PrivateKey> keys = new ArrayList<>();
    private long minted;
    private long moved;

    Economy() {
      for (int i = 0; i < ACCOUNTS; i++) {
        Bytes seed = Sha256.tagged("economy", Bytes.utf8("key " + i)).bytes();
        keys.add(SignatureSchemes.of(SchemeId.ED25519).privateKey(seed));
      }
    }

    @Override
    public Application application() {
      return tokens;
    }

    @Override
    public Bytes genesisState() {
      List<PublicKey> governors =
          keys.subList(0, GOVERNORS).stream().map(PrivateKey::publicKey).toList();
      return new TokenGenesis(governors, 2).encoded();
    }

    @Override
    public Transaction transaction(BlockContext block, Transaction carrier, ReadableState state) {
      Bytes random = carrier.id().bytes();
      int decision = (random.at(3) & 255) % ACCOUNTS;
      PublicKey to = keys.get(decision).publicKey();
      boolean votes = (random.at(2) & 3) == 0;
      TokenOperation operation =
          votes
              ? new TokenOperation.Mint(decision, to, 5)
              : new TokenOperation.Transfer(to, 1 + (random.at(4) & 1));
      PrivateKey sender = keys.get((random.at(0) & 255) % (votes ? GOVERNORS : ACCOUNTS));
      return Transaction.sign(Hash.ZERO, sender, 1, 1, operation.encoded());
    }

    @Override
    public void executed(
        BlockContext block,
        Transaction transaction,
        ExecutionResult result,
        ReadableState before,
        ReadableState after) {
      long sum = 0;
      for (PrivateKey key : keys) {
        sum += Tokens.BALANCES.get(after, key.publicKey(), 0L);
      }
      long supply = Tokens.TOTALS.get(after, Tokens.SUPPLY, 0L);
      if (sum != supply) {
        throw new IllegalStateException("the accounts hold " + sum + " of " + supply + " tokens");
      }
      minted += result.output().toUtf8().equals("minted") ? 1 : 0;
      moved += result.output().toUtf8().equals("transferred") ? 1 : 0;
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(EngineKind.class)
  @DisplayName("are conserved on every node under crashes, partitions and a liar")
  void conserved(EngineKind engine) {
    Economy economy = new Economy();
    long faults = 0;
    long lies = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulationReport report =
          Simulate.run(
              new SimulationOptions(engine, 4, seed, false, Liars.of(1), Reduction.NONE), economy);
      assertTrue(report.passed(), () -> String.join("\n", report.lines()));
      faults += report.figures().faults();
      lies += report.figures().lies();
    }
    assertTrue(faults > 20, "faults " + faults);
    assertTrue(lies > 20, "lies " + lies);
    assertTrue(economy.minted > 4, () -> "minted " + economy.minted);
    assertTrue(economy.moved > 20, () -> "moved " + economy.moved);
  }
}
