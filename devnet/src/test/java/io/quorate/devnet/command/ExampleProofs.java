package io.quorate.devnet.command;

import io.quorate.api.genesis.GenesisJson;
import io.quorate.api.proof.ProofJson;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.application.kv.KeyValueOperation;
import io.quorate.application.state.StateTree.ProvedValue;
import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Validator;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of docs/proofs: a genesis, and what a chain that starts from it proves at a height of
 * its second epoch. Always the same bytes.
 */
final class ExampleProofs {
  static final Path FOLDER = Path.of("..", "docs", "proofs");
  private static final int HEIGHT = 12;

  private final SignatureScheme scheme = SignatureSchemes.of(SchemeId.ED25519);
  private final Genesis genesis;
  private final Executor executor;

  private ExampleProofs(String chain) {
    genesis =
        new Genesis(
            chain,
            1_700_000_000_000L,
            EngineKind.PBFT,
            SchemeId.ED25519,
            ChainParameters.DEFAULT.withEpochLength(ChainParameters.SHORTEST_EPOCH),
            List.of(validator(1), validator(2), validator(3), validator(4)),
            new KeyValueApplication().name(),
            Bytes.EMPTY);
    executor = new Executor(genesis, new KeyValueApplication(), new MemoryStore(), 2);
  }

  /** The content of each file, the genesis first. */
  static Map<String, String> files() {
    return files("examples");
  }

  /** Those of a chain of that name, with the same validators. */
  static Map<String, String> files(String chain) {
    return new ExampleProofs(chain).proofs();
  }

  private Map<String, String> proofs() {
    ExecutedBlock executed = chain();
    FinalityCertificate certificate = certificate(executed);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("genesis.json", GenesisJson.write(genesis));
    files.put("executed.json", ProofJson.write(Ledger.prove(executed.receipts(), 0, certificate)));
    files.put("refused.json", ProofJson.write(Ledger.prove(executed.receipts(), 2, certificate)));
    files.put("entry.json", entry("greeting", certificate));
    files.put("absence.json", entry("farewell", certificate));
    return files;
  }

  /** Empty blocks, and one that sets two keys and fails to set a third. */
  private ExecutedBlock chain() {
    Block block = genesis.block();
    for (int height = 1; height < HEIGHT; height++) {
      block = next(block, List.of());
      executor.execute(block);
    }
    return executor.execute(
        next(
            block,
            List.of(
                signed(1, new KeyValueOperation.Put(Bytes.utf8("greeting"), Bytes.utf8("hello"))),
                signed(2, new KeyValueOperation.Put(Bytes.utf8("count"), Bytes.utf8("1"))),
                signed(
                    3,
                    new KeyValueOperation.CompareAndSet(
                        Bytes.utf8("count"),
                        Optional.of(Bytes.utf8("2")),
                        Optional.of(Bytes.utf8("3")))))));
  }

  private Block next(Block parent, List<Transaction> transactions) {
    return Block.of(
        parent,
        genesis.chainId(),
        epoch(parent.height() + 1).number(),
        parent.height() + 1,
        0,
        genesis.timeMillis(),
        new Payload(transactions, List.of()));
  }

  private Transaction signed(long sequence, KeyValueOperation operation) {
    return Transaction.sign(genesis.chainId(), key("sender"), sequence, 1_000, operation.encoded());
  }

  private FinalityCertificate certificate(ExecutedBlock executed) {
    Block block = executed.block();
    Epoch epoch = epoch(block.height());
    Attestation attestation =
        new Attestation(
            genesis.chainId(),
            epoch.number(),
            block.height(),
            block.hash(),
            executed.stateRoot(),
            executed.receiptsRoot(),
            epoch.successorAt(block.height()));
    TreeMap<Integer, Signature> signatures = new TreeMap<>();
    for (int signer : List.of(0, 2, 3)) {
      signatures.put(signer, key("node-" + (signer + 1)).sign(attestation.signingBytes()));
    }
    return new FinalityCertificate(
        attestation, AggregateSignature.assemble(scheme, 4, signatures).orElseThrow());
  }

  private String entry(String name, FinalityCertificate certificate) {
    Bytes key = StateKeys.application(Bytes.utf8(name));
    ProvedValue value = executor.state().read(HEIGHT, key).orElseThrow();
    return ProofJson.write(new ProvedState(key, value.value(), value.proof(), certificate));
  }

  private Epoch epoch(long height) {
    return genesis.epochs(scheme).at(height).orElseThrow();
  }

  private Validator validator(int number) {
    PrivateKey key = key("node-" + number);
    return new Validator(
        "node-" + number,
        key.publicKey(),
        key.provePossession(),
        key("network " + number).publicKey().bytes(),
        1);
  }

  private PrivateKey key(String name) {
    return scheme.privateKey(Sha256.tagged("examples/proofs", Bytes.utf8(name)).bytes());
  }

  /** Writes the files anew, from the root of the repository's module devnet. */
  static void main() throws IOException {
    Files.createDirectories(FOLDER);
    for (Map.Entry<String, String> file : files().entrySet()) {
      Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
    }
  }
}
