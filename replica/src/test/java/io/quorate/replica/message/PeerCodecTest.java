package io.quorate.replica.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.Limits;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Signature;
import io.quorate.replica.Network;
import io.quorate.replica.TestMessage;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerCodecTest {
  private static final PeerCodec CODEC = new PeerCodec(TestMessage.CODEC);

  static Stream<PeerMessage> messages() {
    Network network = new Network();
    List<Block> blocks = network.blocks(network.genesis().block(), 2);
    Attestation attestation =
        network.attestation(
            1,
            new Ledger.Outcome(
                blocks.getFirst().hash(), Network.hash("state"), Network.hash("receipts")));
    return Stream.of(
        new PeerMessage.EngineMessageOf(
            0,
            new SignedMessage(
                2, TestMessage.unsigned("hello"), new Signature(Network.hash("s").bytes()))),
        network.attested(1, attestation),
        new PeerMessage.Heights(3, 5, false),
        new PeerMessage.Evidence(network.equivocation(1, 2)),
        new PeerMessage.Transactions(
            List.of(network.transaction(1, 1, "a"), network.transaction(2, 7, ""))),
        new PeerMessage.BlockRequest(blocks.getLast().hash(), 4),
        new PeerMessage.Blocks(blocks.reversed()),
        new PeerMessage.LogRequest(3, 128),
        new PeerMessage.Log(
            List.of(
                new CertifiedBlock(blocks.getFirst(), network.certificate(attestation, 0, 1, 2))),
            7),
        new PeerMessage.HeightQuery(77),
        new PeerMessage.HeightReply(77, 9));
  }

  @ParameterizedTest
  @MethodSource("messages")
  @DisplayName("every kind comes back as it went, and in a queue of its own kind")
  void roundTrip(PeerMessage message) {
    assertEquals(new Decoded.Ok<>(message), CODEC.decode(CODEC.encode(message)));
    boolean bulk =
        message instanceof PeerMessage.Log
            || message instanceof PeerMessage.Blocks
            || message instanceof PeerMessage.Transactions;
    assertTrue(!bulk || message.traffic() != PeerMessage.Traffic.CONSENSUS);
  }

  @ParameterizedTest
  @MethodSource("messages")
  @DisplayName("cut at any length, or a byte longer, it is malformed")
  void truncation(PeerMessage message) {
    Bytes encoded = CODEC.encode(message);
    for (int length = 0; length < encoded.size(); length++) {
      assertInstanceOf(Decoded.Malformed.class, CODEC.decode(encoded.slice(0, length)));
    }
    assertInstanceOf(
        Decoded.Malformed.class, CODEC.decode(Bytes.concat(encoded, Bytes.wrap(new byte[1]))));
  }

  @ParameterizedTest
  @MethodSource("messages")
  @DisplayName("mutated it is malformed, or a message with exactly those bytes as its encoding")
  void mutations(PeerMessage message) {
    Random random = new Random(26_11_21);
    byte[] encoded = CODEC.encode(message).toArray();
    for (int i = 0; i < 2_000; i++) {
      byte[] mutated = encoded.clone();
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(3)) {
        case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutated[at] = (byte) random.nextInt(256);
        default -> Arrays.fill(mutated, at, Math.min(at + 4, mutated.length), (byte) 0x7f);
      }
      if (CODEC.decode(Bytes.wrap(mutated)) instanceof Decoded.Ok<PeerMessage>(var value)) {
        assertEquals(Bytes.wrap(mutated), CODEC.encode(value), "mutation " + i);
      }
    }
  }

  @Test
  @DisplayName("S6: unknown kinds, counts above the limits and over-long messages are refused")
  void limits() {
    for (int kind = 0; kind < 256; kind++) {
      Bytes alone = new Encoder().u8(kind).toBytes();
      assertInstanceOf(Decoded.Malformed.class, CODEC.decode(alone), "kind " + kind);
    }
    for (int kind : new int[] {5, 7, 9}) {
      for (int count : new int[] {1, 4_097, Integer.MAX_VALUE}) {
        Bytes huge = new Encoder().u8(kind).u32(count).toBytes();
        assertInstanceOf(Decoded.Malformed.class, CODEC.decode(huge));
      }
    }
    Bytes tooLong = Bytes.wrap(new byte[Limits.MESSAGE_BYTES + 1]);
    assertInstanceOf(Decoded.Malformed.class, CODEC.decode(tooLong));
  }

  @Test
  @DisplayName("a log as it is stored is the same on the wire as one that was read")
  void storedLog() {
    Network network = new Network();
    List<Block> blocks = network.blocks(network.genesis().block(), 2);
    List<CertifiedBlock> log = new ArrayList<>();
    List<StoredLog.StoredBlock> stored = new ArrayList<>();
    for (Block block : blocks) {
      Attestation attestation =
          network.attestation(block.height(), Network.outcome(block.height(), "any"));
      CertifiedBlock certified =
          new CertifiedBlock(block, network.certificate(attestation, 0, 1, 2));
      log.add(certified);
      stored.add(new StoredLog.StoredBlock(block.encoded(), certified.certificate().encoded()));
    }
    assertEquals(CODEC.encode(new PeerMessage.Log(log, 9)), CODEC.encode(new StoredLog(stored, 9)));
  }
}
