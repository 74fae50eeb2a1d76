package io.quorate.node.api;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Event;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Validator;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.MerkleTree;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.crypto.SparseMerkle;
import io.quorate.crypto.SparseMerkleProof;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A chain of four validators in memory, with real keys, certificates and proofs, and a state of one
 * entry: under the sender's window or under one application key. All its nodes see it at once.
 */
final class TestChain {
  static final SignatureScheme ED25519 = SignatureSchemes.of(SchemeId.ED25519);
  static final Bytes KEY = Bytes.utf8("key");

  /** A height with everything that proves it. */
  record Height(
      Block block,
      FinalityCertificate certificate,
      List<Receipt> receipts,
      Bytes stateKey,
      Bytes stateValue) {}

  final Genesis genesis;
  final Epoch epoch;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final Map<Hash, ProvedReceipt> executed = new LinkedHashMap<>();
  private final Map<PublicKey, SequenceWindow> windows = new TreeMap<>();
  private final List<Height> heights = new ArrayList<>();

  TestChain(String name) {
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PrivateKey key = key(name.hashCode() + i);
      keys.add(key);
      validators.add(
          new Validator(
              "n" + i,
              key.publicKey(),
              key.provePossession(),
              key(1_000 + i).publicKey().bytes(),
              1));
    }
    genesis =
        new Genesis(
            name,
            1_700_000_000_000L,
            EngineKind.HOTSTUFF,
            SchemeId.ED25519,
            ChainParameters.DEFAULT,
            validators,
            "test",
            Bytes.EMPTY);
    epoch = genesis.epoch(ED25519);
  }

  static PrivateKey key(int seed) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (seed >>> (8 * i));
    }
    bytes[31] = 1;
    return ED25519.privateKey(Bytes.wrap(bytes));
  }

  /** One block of these transactions; the state holds {@code value} under {@link #KEY}. */
  synchronized Height execute(List<Transaction> transactions, Bytes value) {
    return append(transactions, StateKeys.application(KEY), value);
  }

  /** One block of these transactions; the state holds the window of the last sender. */
  synchronized Height execute(List<Transaction> transactions) {
    List<Receipt> receipts = receipts(transactions);
    if (transactions.isEmpty()) {
      return append(receipts, transactions, StateKeys.application(KEY), Bytes.utf8("none"));
    }
    PublicKey sender = transactions.getLast().sender();
    return append(
        receipts, transactions, StateKeys.sequenceWindow(sender), window(sender).encoded());
  }

  private Height append(List<Transaction> transactions, Bytes stateKey, Bytes stateValue) {
    return append(receipts(transactions), transactions, stateKey, stateValue);
  }

  private List<Receipt> receipts(List<Transaction> transactions) {
    long height = heights.size() + 1L;
    List<Receipt> receipts = new ArrayList<>();
    for (Transaction transaction : transactions) {
      boolean fresh =
          window(transaction.sender()).check(transaction.sequence())
              == SequenceWindow.Standing.FRESH;
      if (fresh) {
        windows.put(
            transaction.sender(), window(transaction.sender()).mark(transaction.sequence()));
      }
      receipts.add(
          new Receipt(
              transaction.id(),
              height,
              receipts.size(),
              fresh ? Receipt.Status.EXECUTED : Receipt.Status.REPLAYED,
              transaction.payload(),
              List.of(
                  new Event(
                      transaction.sequence() % 2 == 0 ? "even" : "odd", transaction.payload()))));
    }
    return receipts;
  }

  private Height append(
      List<Receipt> receipts, List<Transaction> transactions, Bytes stateKey, Bytes stateValue) {
    Block parent = heights.isEmpty() ? genesis.block() : heights.getLast().block();
    Block block =
        Block.of(
            parent,
            epoch.chain(),
            0,
            heights.size() + 1L,
            0,
            genesis.timeMillis(),
            new Payload(transactions, List.of()));
    List<Bytes> leaves = receipts.stream().map(Receipt::encoded).toList();
    Attestation attestation =
        new Attestation(
            epoch.chain(),
            0,
            block.height(),
            block.hash(),
            SparseMerkle.leaf(SparseMerkle.position(stateKey), stateValue),
            MerkleTree.root(leaves),
            Hash.ZERO);
    Height height = new Height(block, certify(attestation, 3), receipts, stateKey, stateValue);
    heights.add(height);
    for (ProvedReceipt proved : proved(height)) {
      if (proved.receipt().status() == Receipt.Status.EXECUTED) {
        executed.put(proved.receipt().transaction(), proved);
      }
    }
    return height;
  }

  /** A certificate by so many validators; a quorum is three. */
  FinalityCertificate certify(Attestation attestation, int signers) {
    TreeMap<Integer, Signature> signatures = new TreeMap<>();
    for (int i = 0; i < signers; i++) {
      signatures.put(i, keys.get(i).sign(attestation.signingBytes()));
    }
    return new FinalityCertificate(
        attestation, AggregateSignature.assemble(ED25519, 4, signatures).orElseThrow());
  }

  static List<ProvedReceipt> proved(Height height) {
    List<MerkleProof> proofs =
        MerkleTree.proveAll(height.receipts().stream().map(Receipt::encoded).toList());
    List<ProvedReceipt> proved = new ArrayList<>();
    for (int i = 0; i < proofs.size(); i++) {
      proved.add(new ProvedReceipt(height.receipts().get(i), proofs.get(i), height.certificate()));
    }
    return proved;
  }

  synchronized Optional<ProvedReceipt> receipt(Hash id) {
    return Optional.ofNullable(executed.get(id));
  }

  synchronized SequenceWindow window(PublicKey sender) {
    return windows.getOrDefault(sender, SequenceWindow.EMPTY);
  }

  synchronized int executions() {
    return executed.size();
  }

  synchronized long height() {
    return heights.size();
  }

  synchronized Optional<Height> at(long height) {
    return height >= 1 && height <= heights.size()
        ? Optional.of(heights.get((int) height - 1))
        : Optional.empty();
  }

  synchronized Optional<Height> latest() {
    return at(heights.size());
  }

  /** The proof of what the one-entry state of {@code height} holds under {@code key}. */
  static SparseMerkleProof proof(Height height, Bytes key) {
    return height.stateKey().equals(key)
        ? new SparseMerkleProof(List.of(), new SparseMerkleProof.Found())
        : new SparseMerkleProof(
            List.of(),
            new SparseMerkleProof.Other(
                SparseMerkle.position(height.stateKey()),
                io.quorate.crypto.Sha256.hash(height.stateValue())));
  }
}
