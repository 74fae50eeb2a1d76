package io.quorate.devnet.byzantine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Validator;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.node.api.ApiConfig;
import io.quorate.node.net.NetworkKey;
import io.quorate.node.net.TransportConfig;
import io.quorate.node.runtime.Interposer;
import io.quorate.node.runtime.NodeOptions;
import io.quorate.pbft.PbftFactory;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.byzantine.LieKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A node that lies")
class LyingNodeTest {
  /** The primary of every epoch's first view. */
  private static final int LIAR = 1;

  private final SignatureScheme scheme = SignatureSchemes.of(SchemeId.ED25519);
  private final List<PrivateKey> keys = new ArrayList<>();
  private final Genesis genesis = genesis();

  @Test
  @DisplayName("follows its replica into the next epoch, where its peers accept what it signs")
  void followsEpochs() {
    Epoch next = genesis.epoch(scheme).next();
    Interposer liar =
        LyingNode.nodes(honest(), List.of(LieKind.EQUIVOCATE), 1)
            .getFirst()
            .interposer()
            .orElseThrow();
    Block parent = genesis.block();
    while (parent.height() < next.firstHeight() - 1) {
      parent = Block.of(parent, next.chain(), 0, 1, LIAR, 2_000, Payload.EMPTY);
    }
    Block block = Block.of(parent, next.chain(), 1, 1, LIAR, 2_000, Payload.EMPTY);
    ReplicaEffect proposes =
        new ReplicaEffect.SignAndSend(
            new ReplicaEffect.Everyone(),
            new ReplicaEffect.OutgoingEngineMessage(1, new PrePrepare(block)));
    liar.does(new ReplicaInput.Start(), List.of(new ReplicaEffect.EnteredEpoch(next)));
    Set<Bytes> blocks = new TreeSet<>();
    for (PeerMessage.EngineMessageOf told : told(liar, proposes)) {
      assertEquals(1, told.epoch());
      assertTrue(new PbftFactory().verifier(next, t -> true).verify(told.message()).accepted());
      blocks.add(told.message().vote().orElseThrow().content().subject().bytes());
    }
    assertEquals(2, blocks.size(), "one block for some and another one for the rest");
  }

  private static List<PeerMessage.EngineMessageOf> told(Interposer liar, ReplicaEffect effect) {
    List<PeerMessage.EngineMessageOf> told = new ArrayList<>();
    for (ReplicaEffect done : liar.does(new ReplicaInput.Start(), List.of(effect))) {
      if (done instanceof ReplicaEffect.Send(var _, PeerMessage.EngineMessageOf message)) {
        told.add(message);
      }
    }
    return told;
  }

  private Genesis genesis() {
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PrivateKey key = scheme.privateKey(seed("validator " + i));
      keys.add(key);
      validators.add(
          new Validator(
              "node-" + i,
              key.publicKey(),
              key.provePossession(),
              NetworkKey.ofSeed(seed("network " + i)).publicKey(),
              1));
    }
    return new Genesis(
        "test",
        1_000,
        EngineKind.PBFT,
        SchemeId.ED25519,
        ChainParameters.DEFAULT.withEpochLength(ChainParameters.SHORTEST_EPOCH),
        validators,
        "kv",
        Bytes.EMPTY);
  }

  private NodeOptions honest() {
    return new NodeOptions(
        "node-" + LIAR,
        genesis,
        LIAR,
        keys.get(LIAR),
        Path.of("nowhere"),
        new TransportConfig(
            LIAR,
            NetworkKey.ofSeed(seed("network " + LIAR)),
            genesis.chainId(),
            List.of(),
            "127.0.0.1",
            0,
            TransportConfig.Tuning.DEFAULT),
        ApiConfig.of("127.0.0.1", 0),
        1,
        Optional.empty());
  }

  private static Bytes seed(String word) {
    return Sha256.hash(Bytes.utf8(word)).bytes();
  }
}
