package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Validator;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import java.util.ArrayList;
import java.util.List;

/** A chain of n validators with known keys. */
final class Fixture {
  static final ChainParameters PARAMETERS =
      new ChainParameters(64 << 10, 1 << 20, 5_000, 100_000, 8, 1_000, 8_000, 10_000);

  final SignatureScheme scheme;
  final List<PrivateKey> keys = new ArrayList<>();
  final Genesis genesis;
  final Epoch epoch;

  Fixture(int n) {
    this(n, new FakeScheme(), PARAMETERS);
  }

  Fixture(int n, SignatureScheme scheme, ChainParameters parameters) {
    this.scheme = scheme;
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      PrivateKey key = scheme.privateKey(Sha256.hash(Bytes.utf8("validator " + i)).bytes());
      keys.add(key);
      Bytes network = Sha256.hash(Bytes.utf8("network " + i)).bytes();
      validators.add(new Validator("v" + i, key.publicKey(), key.provePossession(), network, 1));
    }
    this.genesis =
        new Genesis(
            "test",
            1_000,
            EngineKind.HOTSTUFF,
            SchemeId.ED25519,
            parameters,
            validators,
            "none",
            Bytes.EMPTY);
    this.epoch = genesis.epoch(scheme);
  }

  Block root() {
    return genesis.block();
  }

  /** A transaction that any replica accepts; the clients' keys are not the point here. */
  Transaction transaction(long number) {
    PrivateKey client =
        SignatureSchemes.bouncyCastleEd25519()
            .privateKey(Sha256.hash(Bytes.utf8("client")).bytes());
    return Transaction.sign(epoch.chain(), client, number, 1_000, Bytes.utf8("tx " + number));
  }

  Payload payload(long number) {
    return new Payload(List.of(transaction(number)), List.of());
  }
}
