package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.consensus.Block;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SignerSet;
import io.quorate.tendermint.SafetyRecord.LastProposal;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CodecTest {
  private final Scribe scribe = new Scribe(Tendermint.fixture(4));
  private final MessageCodec codec = new TendermintFactory().codec();
  private final Block a = scribe.block(scribe.root(), 0, scribe.fixture.payload(1));

  private SignedVote vote(int validator, Phase phase, long round, Hash subject) {
    return scribe.vote(validator, scribe.content(phase, 1, round, subject));
  }

  private List<SignedMessage> messages() {
    SignerSet some = SignerSet.of(4, List.of(0, 3));
    SignerSet nobody = SignerSet.empty(4);
    Hash chain = scribe.fixture.epoch.chain();
    List<SignedVote> votes =
        List.of(
            vote(1, Phase.TENDERMINT_PREVOTE, 3, a.hash()),
            vote(2, Phase.TENDERMINT_PRECOMMIT, 2, Hash.ZERO));
    return List.of(
        scribe.proposal(a),
        scribe.again(a, 5, 2),
        scribe.prevote(2, 0, a.hash()),
        scribe.precommit(2, 7, Hash.ZERO),
        scribe.fixture.signed(1, new Status(chain, 0, 3, 9, some, nobody, true, -1, false)),
        scribe.fixture.signed(1, new Status(chain, 0, 3, 9, nobody, some, false, 8, true)),
        scribe.fixture.signed(3, new Votes(votes, Optional.of(scribe.polka(a, 2)))),
        scribe.fixture.signed(3, new Votes(votes, Optional.empty())),
        scribe.fixture.signed(0, new Decision(scribe.decision(a, 4))));
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
        noise[4] = (byte) random.nextInt(7);
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
    Encoder votes = new Encoder().u32(0).u8(4).u32(TendermintCodec.MOST_VOTES + 1);
    assertInstanceOf(Decoded.Malformed.class, codec.decode(votes.toBytes()));
    Encoder more = new Encoder().u32(0).u8(4).u32(TendermintCodec.MOST_VOTES);
    assertInstanceOf(Decoded.Malformed.class, codec.decode(more.toBytes()));
    Encoder bitmap = new Encoder().u32(0).u8(3).hash(Hash.ZERO).u64(0).u64(1).u64(0);
    bitmap.u32(Limits.VALIDATORS + 1);
    assertInstanceOf(Decoded.Malformed.class, codec.decode(bitmap.toBytes()));
    Encoder bits = new Encoder().u32(0).u8(3).hash(Hash.ZERO).u64(0).u64(1).u64(0);
    bits.u32(4).bytes(Bytes.wrap(new byte[] {(byte) 0xff}));
    assertInstanceOf(Decoded.Malformed.class, codec.decode(bits.toBytes()));
  }

  @Test
  @DisplayName("the safety state comes back as it was; another format is refused")
  void safetyState() {
    SafetyRecord record =
        new SafetyRecord(
            1,
            7,
            Step.PRECOMMIT,
            Optional.of(new RoundValue(3, a.hash())),
            Optional.of(new RoundValue(5, a.hash())),
            Optional.of(scribe.polka(a, 5)),
            Optional.of(new LastProposal(6, a.hash(), Optional.of(scribe.polka(a, 5)))),
            Optional.of(scribe.content(Phase.TENDERMINT_PREVOTE, 1, 7, a.hash())),
            Optional.of(scribe.content(Phase.TENDERMINT_PRECOMMIT, 1, 6, Hash.ZERO)),
            List.of(vote(2, Phase.TENDERMINT_PREVOTE, 7, a.hash())),
            Optional.of(scribe.decision(a, 4)));
    assertEquals(record, SafetyRecord.decode(record.encoded()).orThrow());
    byte[] other = record.encoded().toArray();
    other[0]++;
    assertInstanceOf(Decoded.Malformed.class, SafetyRecord.decode(Bytes.wrap(other)));
    byte[] step = record.encoded().toArray();
    step[17] = 4;
    assertInstanceOf(Decoded.Malformed.class, SafetyRecord.decode(Bytes.wrap(step)));
    for (int length = 0; length < other.length; length++) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(record.encoded().toArray(), length));
      assertInstanceOf(Decoded.Malformed.class, SafetyRecord.decode(cut));
    }
  }

  @Test
  @DisplayName("a proposer signs round, height, block and valid round: each alters what is signed")
  void signedDomain() {
    Block b = scribe.block(scribe.root(), 0, Payload.EMPTY);
    Proposal first = new Proposal(a, 0, Optional.empty());
    Proposal second = new Proposal(a, 3, Optional.of(scribe.polka(a, 1)));
    Proposal third = new Proposal(a, 3, Optional.of(scribe.polka(a, 2)));
    Proposal other = new Proposal(b, 0, Optional.empty());
    List<Hash> subjects =
        List.of(first, second, third, other).stream()
            .map(p -> p.toSign().orElseThrow().subject())
            .distinct()
            .toList();
    assertEquals(4, subjects.size());
    assertEquals(3, second.toSign().orElseThrow().view());
  }
}
