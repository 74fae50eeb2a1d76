package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Validator;
import io.quorate.consensus.VoteContent;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage.Attested;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Four validators with known keys, and everything they can sign. */
public final class Network {
  public static final int SIZE = 4;

  private static final SignatureScheme SCHEME = SignatureSchemes.of(SchemeId.ED25519);

  private final List<PrivateKey> keys = new ArrayList<>();
  private final Genesis genesis;
  private final Epoch epoch;

  public Network() {
    this(ChainParameters.DEFAULT_EPOCH_LENGTH);
  }

  public Network(long epochLength) {
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      PrivateKey key = SCHEME.privateKey(hash("validator" + i).bytes());
      keys.add(key);
      validators.add(
          new Validator(
              "node" + i, key.publicKey(), key.provePossession(), hash("tls" + i).bytes(), 1));
    }
    genesis =
        new Genesis(
            "test",
            1_000,
            EngineKind.HOTSTUFF,
            SchemeId.ED25519,
            ChainParameters.DEFAULT.withEpochLength(epochLength),
            validators,
            "journal",
            Bytes.EMPTY);
    epoch = genesis.epoch(SCHEME);
  }

  public static Hash hash(String word) {
    return Sha256.tagged("test", Bytes.utf8(word));
  }

  public Genesis genesis() {
    return genesis;
  }

  public Epochs epochs() {
    return new Epochs(epoch);
  }

  private Epoch epochOf(long height) {
    return epochs().at(Math.max(1, height)).orElseThrow();
  }

  public Epoch epoch() {
    return epoch;
  }

  public Signature sign(int signer, SigningContent content) {
    return keys.get(signer).sign(content.signingBytes());
  }

  /** A client's transaction that expires at height 1000. */
  public Transaction transaction(int client, long sequence, String payload) {
    return transaction(client, sequence, 1_000, payload);
  }

  public Transaction transaction(int client, long sequence, long expiry, String payload) {
    return Transaction.sign(
        epoch.chain(),
        SCHEME.privateKey(hash("client" + client).bytes()),
        sequence,
        expiry,
        Bytes.utf8(payload));
  }

  /** A block over {@code parent} in the view of its height, proposed by validator 1. */
  public Block block(Block parent, Transaction... transactions) {
    return block(parent, new Payload(List.of(transactions), List.of()), parent.height() + 1);
  }

  public Block block(Block parent, Payload payload, long view) {
    long number = epochOf(parent.height() + 1).number();
    long time = parent.header().timeMillis() + 10;
    return Block.of(parent, epoch.chain(), number, view, 1, time, payload);
  }

  /** Blocks one over the other, the first over {@code parent}. */
  public List<Block> blocks(Block parent, int count) {
    List<Block> blocks = new ArrayList<>();
    Block last = parent;
    for (int i = 0; i < count; i++) {
      last = block(last);
      blocks.add(last);
    }
    return blocks;
  }

  public VoteContent vote(Phase phase, long view, String subject) {
    return vote(0, phase, view, subject);
  }

  public VoteContent vote(long number, Phase phase, long view, String subject) {
    return new VoteContent(epoch.chain(), number, phase, view, view, hash(subject));
  }

  public Equivocation equivocation(int signer, long view) {
    return equivocation(0, signer, view);
  }

  public Equivocation equivocation(long number, int signer, long view) {
    return Equivocation.of(
        signed(signer, vote(number, Phase.HOTSTUFF_VOTE, view, "one")),
        signed(signer, vote(number, Phase.HOTSTUFF_VOTE, view, "other")));
  }

  public SignedVote signed(int signer, VoteContent content) {
    return new SignedVote(signer, content, sign(signer, content));
  }

  public static Ledger.Outcome outcome(long height, String word) {
    return new Ledger.Outcome(
        hash("block" + height), hash(word + "state" + height), hash("receipts" + height));
  }

  public Attestation attestation(long height, Ledger.Outcome outcome) {
    Epoch of = epochOf(height);
    return new Attestation(
        epoch.chain(),
        of.number(),
        height,
        outcome.block(),
        outcome.stateRoot(),
        outcome.receiptsRoot(),
        of.successorAt(height));
  }

  public Attested attested(int signer, Attestation attestation) {
    return new Attested(signer, attestation, sign(signer, attestation));
  }

  public FinalityCertificate certificate(Attestation attestation, int... signers) {
    SortedMap<Integer, Signature> signatures = new TreeMap<>();
    for (int signer : signers) {
      signatures.put(signer, sign(signer, attestation));
    }
    return new FinalityCertificate(
        attestation, AggregateSignature.assemble(SCHEME, SIZE, signatures).orElseThrow());
  }
}
