package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Limits;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.NewViewCopy;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The wire form: what is written is read back, everything else is refused without harm. */
final class CodecTest {
  private final PbftCodec codec = new PbftCodec();
  private final Scribe scribe = new Scribe(Pbft.fixture(4));

  /** One of each kind, with and without its optional parts. */
  private List<SignedMessage> messages() {
    Block b1 = scribe.block(scribe.root(), 1, 1);
    Block b2 = scribe.block(b1, 1, 2);
    ViewChange bare = scribe.viewChange(5);
    ViewChange full =
        scribe.viewChange(
            5,
            Optional.of(scribe.stable(b1)),
            Optional.of(scribe.committed(1, b1)),
            scribe.prepared(1, b2));
    NewView view = scribe.newView(5, new TreeMap<>(Map.of(0, bare, 1, full, 2, full)));
    return List.of(
        scribe.prePrepare(b1),
        scribe.prepare(2, 1, b1),
        scribe.commit(3, 1, b1),
        scribe.signed(0, bare),
        scribe.signed(0, full),
        scribe.signed(1, view),
        scribe.signed(3, new NewViewCopy(view, scribe.signed(1, view).signature())),
        scribe.signed(2, new Decision(scribe.committed(1, b1))));
  }

  @Test
  @DisplayName("every kind survives its wire form")
  void roundTrip() {
    for (SignedMessage message : messages()) {
      Bytes encoded = codec.encode(message);
      SignedMessage decoded = codec.decode(encoded).orThrow();
      assertEquals(message, decoded);
      assertEquals(encoded, codec.encode(decoded));
      assertTrue(scribe.fixture.verifier().verify(decoded).accepted(), message::toString);
    }
  }

  @Test
  @DisplayName("the safety record survives its wire form")
  void record() {
    SafetyRecord primary = recordInViewTwo(2, 0, 3);
    assertTrue(primary.opened().isPresent(), "its own new view");
    assertTrue(primary.viewChange().isEmpty(), "once its view is open, nobody needs it");
    SafetyRecord backup = recordInViewTwo(3, 0, 1);
    assertTrue(backup.opened().isEmpty());
    assertTrue(backup.viewChange().isPresent(), "it still waits for the new view");
  }

  /** What a replica writes down that prepared a block and was asked for view 2 by two others. */
  private SafetyRecord recordInViewTwo(int self, int... others) {
    Solo replica = new Solo(scribe, self).waiting();
    Block b1 = scribe.block(scribe.root(), 1, 1);
    replica.prePrepare(b1);
    replica.prepares(1, b1, 0);
    for (int other : others) {
      replica.receive(scribe.signed(other, scribe.viewChange(2)));
    }
    Bytes written = replica.safety.orElseThrow();
    SafetyRecord read = SafetyRecord.decode(written).orThrow();
    assertEquals(written, read.encoded());
    assertEquals(2, read.view());
    assertEquals(1, read.runs().size());
    return read;
  }

  @Test
  @DisplayName(
      "S6 every cut and every changed byte is refused or is another message, never a throw")
  void mutations() {
    SplittableRandom random = new SplittableRandom(7);
    for (SignedMessage message : messages()) {
      Bytes encoded = codec.encode(message);
      for (int cut = 0; cut < encoded.size(); cut += 1 + encoded.size() / 97) {
        assertInstanceOf(Decoded.Malformed.class, codec.decode(encoded.slice(0, cut)));
      }
      for (int i = 0; i < 2_000; i++) {
        byte[] changed = encoded.toArray();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        if (codec.decode(Bytes.wrap(changed)) instanceof Decoded.Ok<SignedMessage>(var other)) {
          assertEquals(Bytes.copyOf(changed), codec.encode(other));
          scribe.fixture.verifier().verify(other);
        }
      }
    }
  }

  @Test
  @DisplayName("S6 counts are compared with their limits before anything is allocated")
  void counts() {
    Bytes encoded = codec.encode(scribe.signed(0, scribe.viewChange(5)));
    byte[] many = encoded.toArray();
    // Behind sender, kind, chain, epoch, view and two absent certificates stands P's count.
    int count = 4 + 1 + 32 + 8 + 8 + 1 + 1;
    many[count + 3] = Claim.MOST_RUNS + 1;
    assertInstanceOf(Decoded.Malformed.class, codec.decode(Bytes.wrap(many)));
    many[count] = 0x7f;
    assertInstanceOf(Decoded.Malformed.class, codec.decode(Bytes.wrap(many)));
    Bytes long1 = Bytes.wrap(new byte[Limits.MESSAGE_BYTES + 1]);
    assertInstanceOf(Decoded.Malformed.class, codec.decode(long1));
  }

  @Test
  @DisplayName("a new view of 256 validators stays within the message limit, also at its worst")
  void sizes() {
    Scribe many = new Scribe(Pbft.fixture(256));
    assertTrue(size(many, false) < 130_000, "all report the same");
    assertTrue(size(many, true) < 7 << 20, "nobody shares a certificate");
  }

  /** Bytes of a new view in which each claim has a stable height, a decision and a run. */
  private static int size(Scribe scribe, boolean apart) {
    Map<Integer, ViewChange> changes = new TreeMap<>();
    List<ViewChange> made = new ArrayList<>();
    for (int validator : scribe.firstQuorum()) {
      if (apart || made.isEmpty()) {
        Block b1 = scribe.block(scribe.root(), 1, 1 + 3L * validator);
        Block b2 = scribe.block(b1, 1, 2 + 3L * validator);
        made.add(
            scribe.viewChange(
                5,
                Optional.of(scribe.stable(b1)),
                Optional.of(wide(scribe, scribe.committed(1, b1))),
                scribe.prepared(1, b2)));
      }
      changes.put(validator, made.getLast());
    }
    NewView view = scribe.newView(5, changes);
    return new PbftCodec().encode(scribe.signed(1, view)).size();
  }

  /** The same certificate with everybody's signature. */
  private static QuorumCertificate wide(Scribe scribe, QuorumCertificate certificate) {
    List<Integer> all = scribe.fixture.epoch.validators().indexes();
    return scribe.qc(certificate.content(), all);
  }
}
