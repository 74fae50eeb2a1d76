package io.quorate.client;

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

  /** How a history that never was is put under a certificate. */
  enum Certified {
    /** By a quorum. */
    SOUNDLY,
    /** By two of four validators. */
    BY_TOO_FEW,
    /** By a quorum of keys that belong to no validator. */
    BY_STRANGERS,
    /** Under the number of the epoch that comes next. */
    UNDER_THE_NEXT_EPOCH,
    /** Under the number of an epoch that no chain ever reaches. */
    UNDER_A_FAR_EPOCH
  }

  final Genesis genesis;
  final Epoch epoch;
  private final SignatureScheme scheme;
  private Certified certified = Certified.SOUNDLY;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final Map<Hash, ProvedReceipt> executed = new LinkedHashMap<>();
  private final Map<PublicKey, SequenceWindow> windows = new TreeMap<>();
  private final List<Height> heights = new ArrayList<>();

  TestChain(String name) {
    this(name, SchemeId.ED25519, ChainParameters.DEFAULT_EPOCH_LENGTH);
  }

  /** A chain with epochs of that many heights. */
  TestChain(String name, long epochLength) {
    this(name, SchemeId.ED25519, epochLength);
  }

  /** A chain whose validators sign in this scheme. */
  TestChain(String name, SchemeId schemeId) {
    this(name, schemeId, ChainParameters.DEFAULT_EPOCH_LENGTH);
  }

  private TestChain(String name, SchemeId schemeId, long epochLength) {
    scheme = SignatureSchemes.of(schemeId);
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PrivateKey key = scheme.privateKey(seed(name.hashCode() + i));
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
            schemeId,
            ChainParameters.DEFAULT.withEpochLength(epochLength),
            validators,
            "test",
            Bytes.EMPTY);
    epoch = genesis.epoch(scheme);
  }

  /** The same genesis, and a history of its own that is certified in that way. */
  static TestChain certified(String name, long epochLength, Certified how) {
    TestChain chain = new TestChain(name, epochLength);
    chain.certified = how;
    if (how == Certified.BY_STRANGERS) {
      for (int i = 0; i < chain.keys.size(); i++) {
        chain.keys.set(i, key(9_000 + i));
      }
    }
    return chain;
  }

  static PrivateKey key(int seed) {
    return ED25519.privateKey(seed(seed));
  }

  private static Bytes seed(int number) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (number >>> (8 * i));
    }
    bytes[31] = 1;
    return Bytes.wrap(bytes);
  }

  /** One block of these transactions; the state holds {@code value} under {@link #KEY}. */
  synchronized Height execute(List<Transaction> transactions, Bytes value) {
    return append(transactions, StateKeys.application(KEY), value);
  }

  /** One block of these transactions; the state holds {@code value} under that key alone. */
  synchronized Height execute(List<Transaction> transactions, Bytes key, Bytes value) {
    return append(transactions, StateKeys.application(key), value);
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
    Epoch of = genesis.epochs(scheme).at(heights.size() + 1L).orElseThrow();
    Block parent = heights.isEmpty() ? genesis.block() : heights.getLast().block();
    Block block =
        Block.of(
            parent,
            epoch.chain(),
            of.number(),
            heights.size() + 1L,
            0,
            genesis.timeMillis(),
            new Payload(transactions, List.of()));
    List<Bytes> leaves = receipts.stream().map(Receipt::encoded).toList();
    Attestation attestation =
        new Attestation(
            epoch.chain(),
            attested(of.number()),
            block.height(),
            block.hash(),
            SparseMerkle.leaf(SparseMerkle.position(stateKey), stateValue),
            MerkleTree.root(leaves),
            of.successorAt(block.height()));
    Height height =
        new Height(
            block,
            certify(attestation, certified == Certified.BY_TOO_FEW ? 2 : 3),
            receipts,
            stateKey,
            stateValue);
    heights.add(height);
    for (ProvedReceipt proved : proved(height)) {
      if (proved.receipt().status() == Receipt.Status.EXECUTED) {
        executed.put(proved.receipt().transaction(), proved);
      }
    }
    return height;
  }

  private long attested(long number) {
    return switch (certified) {
      case SOUNDLY, BY_TOO_FEW, BY_STRANGERS -> number;
      case UNDER_THE_NEXT_EPOCH -> number + 1;
      case UNDER_A_FAR_EPOCH -> 1L << 40;
    };
  }

  /** A certificate by so many validators; a quorum is three. */
  FinalityCertificate certify(Attestation attestation, int signers) {
    TreeMap<Integer, Signature> signatures = new TreeMap<>();
    for (int i = 0; i < signers; i++) {
      signatures.put(i, keys.get(i).sign(attestation.signingBytes()));
    }
    return new FinalityCertificate(
        attestation, AggregateSignature.assemble(scheme, 4, signatures).orElseThrow());
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

  /** What the one-entry state of {@code height} holds under a key of the application. */
  static Optional<Bytes> held(Height height, Bytes key) {
    return height.stateKey().equals(StateKeys.application(key))
        ? Optional.of(height.stateValue())
        : Optional.empty();
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
