package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Validator;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** A chain of one engine and of validators with known keys. */
public final class Fixture {
  /** Small limits and round timeouts: one second after progress, eight at most. */
  public static final ChainParameters PARAMETERS =
      new ChainParameters(64 << 10, 1 << 20, 5_000, 100_000, 8, 1_000, 8_000, 10_000);

  /** The first height of {@link #later()}. */
  public static final long LATER_FIRST = 41;

  /** The last height of {@link #later()}. */
  public static final long LATER_LAST = 80;

  private static final PrivateKey CLIENT =
      SignatureSchemes.bouncyCastleEd25519().privateKey(Sha256.hash(Bytes.utf8("client")).bytes());

  public final EngineFactory factory;
  public final SignatureScheme scheme;
  public final List<PrivateKey> keys = new ArrayList<>();
  public final Genesis genesis;
  public final Epoch epoch;
  private final Block root;
  private final Map<Long, Transaction> transactions = new TreeMap<>();

  /** Validators of power one, signatures that are hashes. */
  public Fixture(EngineFactory factory, int n) {
    this(factory, new FakeScheme(), PARAMETERS, LongStream.generate(() -> 1).limit(n).toArray());
  }

  /** Validators of these powers. */
  public Fixture(
      EngineFactory factory, SignatureScheme scheme, ChainParameters parameters, long... powers) {
    this.factory = factory;
    this.scheme = scheme;
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < powers.length; i++) {
      PrivateKey key = scheme.privateKey(Sha256.hash(Bytes.utf8("validator " + i)).bytes());
      keys.add(key);
      Bytes network = Sha256.hash(Bytes.utf8("network " + i)).bytes();
      validators.add(
          new Validator("v" + i, key.publicKey(), key.provePossession(), network, powers[i]));
    }
    this.genesis =
        new Genesis(
            "test",
            1_000,
            factory.kind(),
            SchemeId.ED25519,
            parameters,
            validators,
            "none",
            Bytes.EMPTY);
    this.epoch = genesis.epoch(scheme);
    this.root = genesis.block();
  }

  /** The same validators in another epoch, which stands on {@code root}. */
  private Fixture(Fixture before, Block root, Epoch epoch) {
    this.factory = before.factory;
    this.scheme = before.scheme;
    this.keys.addAll(before.keys);
    this.genesis = before.genesis;
    this.epoch = epoch;
    this.root = root;
  }

  /**
   * The chain's second epoch, of heights {@link #LATER_FIRST} to {@link #LATER_LAST}; the views of
   * the blocks before were far above any that it will see.
   */
  public Fixture later() {
    Block at = genesis.block();
    while (at.height() < LATER_FIRST - 1) {
      at = Block.of(at, epoch.chain(), 0, 500 + at.height(), 0, at.height(), Payload.EMPTY);
    }
    return new Fixture(
        this,
        at,
        new Epoch(
            epoch.chain(),
            1,
            LATER_FIRST,
            LATER_LAST,
            epoch.engine(),
            epoch.validators(),
            epoch.parameters(),
            epoch.scheme()));
  }

  /** Signatures that are hashes, and these powers. */
  public static Fixture weighted(EngineFactory factory, long... powers) {
    return new Fixture(factory, new FakeScheme(), PARAMETERS, powers);
  }

  /** The block on which the epoch stands. */
  public Block root() {
    return root;
  }

  public int size() {
    return keys.size();
  }

  /** A verifier to which every transaction is well signed. */
  public MessageVerifier verifier() {
    return factory.verifier(epoch, transaction -> true);
  }

  /** A transaction that any replica accepts; the clients' keys are not the point here. */
  public Transaction transaction(long number) {
    return transactions.computeIfAbsent(
        number, n -> Transaction.sign(epoch.chain(), CLIENT, n, 1_000, Bytes.utf8("tx " + n)));
  }

  public Payload payload(long number) {
    return new Payload(List.of(transaction(number)), List.of());
  }

  public Signature sign(int validator, SigningContent content) {
    return keys.get(validator).sign(content.signingBytes());
  }

  /** The message as the validator's outgoing stage would send it. */
  public SignedMessage signed(int sender, EngineMessage body) {
    Signature signature = body.toSign().map(c -> sign(sender, c)).orElse(Signature.NONE);
    return new SignedMessage(sender, body, signature);
  }

  /** What these validators' signatures of {@code content} aggregate to. */
  public AggregateSignature aggregate(SigningContent content, Collection<Integer> signers) {
    SortedMap<Integer, Signature> signatures = new TreeMap<>();
    signers.forEach(signer -> signatures.put(signer, sign(signer, content)));
    return AggregateSignature.assemble(scheme, keys.size(), signatures).orElseThrow();
  }
}
