package io.quorate.consensus;

import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** A chain with known keys: validators, votes, certificates and transactions for the tests. */
public final class TestChain {
  private final SignatureScheme scheme;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final Genesis genesis;
  private final Epoch epoch;

  /** A chain of validators with these powers. */
  public TestChain(SchemeId id, long... powers) {
    this.scheme = SignatureSchemes.of(id);
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < powers.length; i++) {
      keys.add(scheme.privateKey(seed("validator", i)));
      validators.add(
          new Validator(
              "node" + i,
              keys.get(i).publicKey(),
              keys.get(i).provePossession(),
              seed("network", i),
              powers[i]));
    }
    this.genesis =
        new Genesis(
            "test",
            1_000,
            EngineKind.HOTSTUFF,
            id,
            ChainParameters.DEFAULT,
            validators,
            "kv",
            Bytes.EMPTY);
    this.epoch = genesis.epoch(scheme);
  }

  /** A chain of n validators of power one, with Ed25519 keys. */
  public static TestChain ofEqual(int n) {
    return new TestChain(SchemeId.ED25519, LongStream.generate(() -> 1).limit(n).toArray());
  }

  /** Thirty-two bytes that follow from a word and a number. */
  public static Bytes seed(String word, int number) {
    return hash(word + number).bytes();
  }

  /** A hash that follows from a word. */
  public static Hash hash(String word) {
    return Sha256.tagged("test", Bytes.utf8(word));
  }

  public Genesis genesis() {
    return genesis;
  }

  public Epoch epoch() {
    return epoch;
  }

  public SignatureScheme scheme() {
    return scheme;
  }

  public PrivateKey key(int validator) {
    return keys.get(validator);
  }

  /** The content of a generic vote. */
  public VoteContent content(long view, String subject) {
    return new VoteContent(epoch.chain(), 0, Phase.HOTSTUFF_VOTE, view, view, hash(subject));
  }

  public SignedVote vote(int signer, VoteContent content) {
    return new SignedVote(signer, content, sign(signer, content));
  }

  public Signature sign(int signer, SigningContent content) {
    return keys.get(signer).sign(content.signingBytes());
  }

  /** What these signers' signatures of {@code content} aggregate to. */
  public AggregateSignature aggregate(SigningContent content, int... signers) {
    SortedMap<Integer, Signature> signatures = new TreeMap<>();
    for (int signer : signers) {
      signatures.put(signer, sign(signer, content));
    }
    return assemble(signatures);
  }

  public AggregateSignature assemble(SortedMap<Integer, Signature> signatures) {
    return AggregateSignature.assemble(scheme, keys.size(), signatures).orElseThrow();
  }

  public Attestation attestation(long height) {
    return new Attestation(
        epoch.chain(),
        0,
        height,
        hash("block" + height),
        hash("state" + height),
        hash("receipts" + height),
        Hash.ZERO);
  }

  /** A client's signed transaction. */
  public Transaction transaction(int client, long sequence, String payload) {
    PrivateKey key = SignatureSchemes.of(SchemeId.ED25519).privateKey(seed("client", client));
    return Transaction.sign(epoch.chain(), key, sequence, 1_000, Bytes.utf8(payload));
  }

  /** Two contradicting votes of one validator. */
  public Equivocation equivocation(int signer, long view) {
    return Equivocation.of(
        vote(signer, content(view, "one")), vote(signer, content(view, "other")));
  }
}
