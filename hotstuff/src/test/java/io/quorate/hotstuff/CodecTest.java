package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.consensus.Block;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Payload;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.SafetyRecord.LastProposal;
import io.quorate.hotstuff.SafetyRecord.ReputationPoint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CodecTest {
  private final Scribe scribe = new Scribe(HotStuff.fixture(4));
  private final MessageCodec codec = new HotStuffFactory().codec();

  private List<SignedMessage> messages() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b5 = scribe.block(b2, 5, scribe.fixture.payload(2));
    Optional<TimeoutCertificate> tc = Optional.of(scribe.tc(4, scribe.qc(b2)));
    return List.of(
        scribe.proposal(b1),
        scribe.proposal(b5),
        scribe.voteMessage(2, b2),
        scribe.timeout(1, 3, scribe.qc(b1)),
        scribe.timeout(1, 3, scribe.qc(b1), scribe.vote(1, b2)),
        scribe.signed(0, new Timeout(5, scribe.qc(b2), Optional.empty(), tc)),
        scribe.signed(3, new Sync(scribe.qc(scribe.root()), Optional.empty())),
        scribe.signed(3, new Sync(scribe.qc(b2), tc)));
  }

  @Test
  @DisplayName("every message comes back as it was")
  void roundTrip() {
    for (SignedMessage message : messages()) {
      assertEquals(message, codec.decode(codec.encode(message)).orThrow());
    }
  }

  @Test
  @DisplayName("a truncated message, or one with bytes left over, is malformed")
  void lengths() {
    for (SignedMessage message : messages()) {
      Bytes encoded = codec.encode(message);
      for (int length = 0; length < encoded.size(); length++) {
        assertInstanceOf(Decoded.Malformed.class, codec.decode(encoded.slice(0, length)));
      }
      assertInstanceOf(
          Decoded.Malformed.class, codec.decode(Bytes.concat(encoded, Bytes.wrap(new byte[1]))));
    }
  }

  @Test
  @DisplayName("whatever bits are flipped: no exception, and what decodes is canonical")
  void mutation() {
    SplittableRandom random = new SplittableRandom(42);
    for (SignedMessage message : messages()) {
      byte[] encoded = codec.encode(message).toArray();
      for (int round = 0; round < 3_000; round++) {
        byte[] bent = encoded.clone();
        for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
          bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
        }
        canonical(Bytes.wrap(bent));
      }
    }
  }

  @Test
  @DisplayName("noise is malformed, and never an exception")
  void noise() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      if (noise.length > 5) {
        noise[0] = 0;
        noise[4] = (byte) random.nextInt(6);
      }
      canonical(Bytes.wrap(noise));
    }
  }

  private void canonical(Bytes input) {
    if (codec.decode(input) instanceof Decoded.Ok<SignedMessage> ok) {
      assertEquals(input, codec.encode(ok.value()));
    }
  }

  @Test
  @DisplayName("S6 lengths that promise more than there is, or than is allowed, allocate nothing")
  void limits() {
    Bytes tooLong = Bytes.wrap(new byte[Limits.MESSAGE_BYTES + 1]);
    assertInstanceOf(Decoded.Malformed.class, codec.decode(tooLong));
    Block b1 = scribe.block(scribe.root(), 1, Payload.EMPTY);
    TimeoutCertificate tc = scribe.tc(4, scribe.qc(b1));
    Encoder out = new Encoder().u32(0).u8(4);
    scribe.qc(b1).encode(out);
    out.bool(true).u64(4).u32(Limits.VALIDATORS + 1);
    assertInstanceOf(Decoded.Malformed.class, codec.decode(out.toBytes()));
    Encoder many = new Encoder().u32(0).u8(4);
    scribe.qc(b1).encode(many);
    many.bool(true).u64(tc.view()).u32(200);
    assertInstanceOf(Decoded.Malformed.class, codec.decode(many.toBytes()));
    Encoder bitmap = new Encoder().u32(0).u8(4);
    scribe.content(b1).encode(bitmap);
    bitmap.u32(4).bytes(Bytes.wrap(new byte[] {(byte) 0xff}));
    assertInstanceOf(Decoded.Malformed.class, codec.decode(bitmap.toBytes()));
  }

  @Test
  @DisplayName("the safety state comes back as it was; another format is refused")
  void safetyState() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    BlockRef ref = new BlockRef(1, 1, b1.hash());
    TimeoutCertificate tc = scribe.tc(4, scribe.qc(b1));
    TreeMap<Integer, Reputation.Failure> failures = new TreeMap<>();
    failures.put(2, new Reputation.Failure(3, 17));
    SafetyRecord record =
        new SafetyRecord(
            Optional.of(scribe.content(b1)),
            7,
            ref,
            scribe.qc(b1),
            Optional.of(tc),
            Optional.of(new LastProposal(5, b1.hash(), scribe.qc(b1), Optional.of(tc))),
            ref,
            List.of(
                new ReputationPoint(0, Reputation.CLEAN),
                new ReputationPoint(9, new Reputation(failures))));
    assertEquals(record, SafetyRecord.decode(record.encoded()).orThrow());
    byte[] other = record.encoded().toArray();
    other[0]++;
    assertInstanceOf(Decoded.Malformed.class, SafetyRecord.decode(Bytes.wrap(other)));
    for (int length = 0; length < other.length; length++) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(other, length));
      assertInstanceOf(Decoded.Malformed.class, SafetyRecord.decode(cut));
    }
  }

  @Test
  @DisplayName("a proposal names its block's whole domain in what is signed")
  void signedDomain() {
    Block b1 = scribe.block(scribe.root(), 1, Payload.EMPTY);
    Proposal proposal = new Proposal(b1, scribe.qc(scribe.root()), Optional.empty());
    assertEquals(
        scribe.content(io.quorate.consensus.Phase.HOTSTUFF_PROPOSAL, 1, b1),
        proposal.toSign().orElseThrow());
  }
}
