package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignerSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateTest {

  private static Reason reason(Verdict verdict) {
    return assertInstanceOf(Verdict.Refused.class, verdict).reason();
  }

  private static Bytes encoded(QuorumCertificate certificate) {
    Encoder out = new Encoder();
    certificate.encode(out);
    return out.toBytes();
  }

  private static Decoded<QuorumCertificate> decode(Bytes input) {
    return Decoder.decode(input, 1 << 20, QuorumCertificate::decode);
  }

  /** A certificate's encoding with the bitmap part as given, written by hand. */
  private static Bytes odd(VoteContent content, int validators, Bytes bitmap, Bytes aggregate) {
    Encoder out = new Encoder();
    content.encode(out);
    return out.u32(validators).bytes(bitmap).bytes(aggregate).toBytes();
  }

  private static Bytes bytes(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      array[i] = (byte) values[i];
    }
    return Bytes.wrap(array);
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("a quorum's certificate holds, decoded again as well; one signer fewer is no quorum")
  void valid(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    VoteContent content = chain.content(3, "block");
    QuorumCertificate certificate =
        new QuorumCertificate(content, chain.aggregate(content, 0, 2, 3));
    assertTrue(certificate.verify(chain.epoch()).accepted());
    QuorumCertificate again = decode(encoded(certificate)).orThrow();
    assertEquals(certificate, again);
    assertTrue(again.verify(chain.epoch()).accepted());
    QuorumCertificate fewer = new QuorumCertificate(content, chain.aggregate(content, 0, 2));
    assertEquals(Reason.NO_QUORUM, reason(fewer.verify(chain.epoch())));
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("S1: a signature that is in twice does not make up for a signer")
  void duplicateVoter(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    VoteContent content = chain.content(3, "block");
    Bytes twice =
        chain
            .scheme()
            .aggregate(
                List.of(chain.sign(0, content), chain.sign(1, content), chain.sign(1, content)))
            .orElseThrow();
    for (List<Integer> claimed : List.of(List.of(0, 1), List.of(0, 1, 2), List.of(0, 1, 3))) {
      QuorumCertificate forged =
          new QuorumCertificate(content, new AggregateSignature(SignerSet.of(4, claimed), twice));
      assertFalse(forged.verify(chain.epoch()).accepted(), "claimed signers " + claimed);
    }
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("S3: one bad signature refuses the whole, even beside a quorum of good ones")
  void oneBadSignature(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    VoteContent content = chain.content(3, "block");
    SortedMap<Integer, Signature> signatures = new TreeMap<>();
    for (int i = 0; i < 4; i++) {
      signatures.put(i, chain.sign(i, i == 2 ? chain.content(3, "another") : content));
    }
    QuorumCertificate mixed = new QuorumCertificate(content, chain.assemble(signatures));
    assertEquals(Reason.BAD_CERTIFICATE, reason(mixed.verify(chain.epoch())));
    signatures.put(2, chain.sign(2, content));
    QuorumCertificate good = new QuorumCertificate(content, chain.assemble(signatures));
    assertTrue(good.verify(chain.epoch()).accepted());
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("S4: signers that stand under other indexes than their own are refused")
  void indexSwap(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    VoteContent content = chain.content(3, "block");
    AggregateSignature real = chain.aggregate(content, 0, 1, 2);
    AggregateSignature shifted =
        new AggregateSignature(SignerSet.of(4, List.of(1, 2, 3)), real.signature());
    assertEquals(
        Reason.BAD_CERTIFICATE,
        reason(new QuorumCertificate(content, shifted).verify(chain.epoch())));
    SignedVote borrowed = new SignedVote(1, content, chain.sign(0, content));
    assertEquals(Reason.BAD_SIGNATURE, reason(borrowed.verify(chain.epoch())));
  }

  @Test
  @DisplayName("S4: two Ed25519 signatures in each other's place are refused")
  void ed25519OrderSwap() {
    TestChain chain = TestChain.ofEqual(4);
    VoteContent content = chain.content(3, "block");
    SortedMap<Integer, Signature> swapped = new TreeMap<>();
    swapped.put(0, chain.sign(1, content));
    swapped.put(1, chain.sign(0, content));
    swapped.put(2, chain.sign(2, content));
    assertFalse(
        new QuorumCertificate(content, chain.assemble(swapped)).verify(chain.epoch()).accepted());
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("S6: no signature, too many, too few or a wrong length are refused, none throws")
  void wrongAggregates(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    VoteContent content = chain.content(3, "block");
    AggregateSignature real = chain.aggregate(content, 0, 1, 2);
    Bytes four = chain.aggregate(content, 0, 1, 2, 3).signature();
    Bytes two = chain.aggregate(content, 0, 1).signature();
    Bytes zeros = Bytes.wrap(new byte[real.signature().size()]);
    byte[] infinity = new byte[96];
    infinity[0] = (byte) 0xc0;
    List<Bytes> wrong =
        List.of(
            Bytes.EMPTY,
            four,
            two,
            zeros,
            Bytes.wrap(infinity),
            Bytes.concat(real.signature(), bytes(0)),
            real.signature().slice(0, real.signature().size() - 1));
    for (Bytes aggregate : wrong) {
      QuorumCertificate certificate =
          new QuorumCertificate(content, new AggregateSignature(real.signers(), aggregate));
      assertEquals(Reason.BAD_CERTIFICATE, reason(certificate.verify(chain.epoch())));
    }
    QuorumCertificate nobody =
        new QuorumCertificate(
            content, new AggregateSignature(SignerSet.empty(4), real.signature()));
    assertEquals(Reason.NO_QUORUM, reason(nobody.verify(chain.epoch())));
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("S6: a bitmap over another number of validators is refused before any signature")
  void otherValidatorCount(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    VoteContent content = chain.content(3, "block");
    Bytes aggregate = chain.aggregate(content, 0, 1, 2).signature();
    for (int n : new int[] {3, 5, 256}) {
      QuorumCertificate certificate =
          new QuorumCertificate(
              content, new AggregateSignature(SignerSet.of(n, List.of(0, 1, 2)), aggregate));
      assertEquals(Reason.BAD_CERTIFICATE, reason(certificate.verify(chain.epoch())));
    }
  }

  @Test
  @DisplayName("S1, S6: bitmaps that are over-long, too short or have bits past n are malformed")
  void oddBitmaps() {
    TestChain chain = TestChain.ofEqual(4);
    VoteContent content = chain.content(3, "block");
    Bytes aggregate = chain.aggregate(content, 0, 1, 2).signature();
    assertInstanceOf(Decoded.Ok.class, decode(odd(content, 4, bytes(0b0111), aggregate)));
    for (Bytes bitmap :
        List.of(
            bytes(0b0111, 0),
            bytes(),
            bytes(0b1_0111),
            bytes(0b1000_0111),
            Bytes.wrap(new byte[33]))) {
      assertInstanceOf(
          Decoded.Malformed.class, decode(odd(content, 4, bitmap, aggregate)), bitmap::toHex);
    }
    for (int n : new int[] {0, 257, Integer.MAX_VALUE}) {
      assertInstanceOf(Decoded.Malformed.class, decode(odd(content, n, bytes(0b0111), aggregate)));
    }
  }

  @Test
  @DisplayName("S6: lengths of gigabytes are refused by their number, without bytes behind them")
  void hugeCounts() {
    TestChain chain = TestChain.ofEqual(4);
    Encoder content = new Encoder();
    chain.content(3, "block").encode(content);
    Bytes hugeBitmap =
        new Encoder().fixed(content.toBytes()).u32(4).u32(Integer.MAX_VALUE).toBytes();
    Bytes hugeAggregate =
        new Encoder()
            .fixed(content.toBytes())
            .u32(4)
            .bytes(bytes(7))
            .u32(Limits.AGGREGATE_BYTES + 1)
            .toBytes();
    assertInstanceOf(Decoded.Malformed.class, decode(hugeBitmap));
    assertInstanceOf(Decoded.Malformed.class, decode(hugeAggregate));
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("finality certificates: quorum, one bad signature, heights outside the epoch")
  void finality(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    Attestation attestation = chain.attestation(7);
    FinalityCertificate certificate =
        new FinalityCertificate(attestation, chain.aggregate(attestation, 1, 2, 3));
    assertTrue(certificate.verify(chain.epoch()).accepted());
    assertEquals(certificate, FinalityCertificate.decode(certificate.encoded()).orThrow());
    FinalityCertificate few =
        new FinalityCertificate(attestation, chain.aggregate(attestation, 1, 2));
    assertEquals(Reason.NO_QUORUM, reason(few.verify(chain.epoch())));
    SortedMap<Integer, Signature> mixed = new TreeMap<>();
    for (int i = 0; i < 4; i++) {
      mixed.put(i, chain.sign(i, chain.attestation(i == 0 ? 8 : 7)));
    }
    FinalityCertificate bad = new FinalityCertificate(attestation, chain.assemble(mixed));
    assertEquals(Reason.BAD_CERTIFICATE, reason(bad.verify(chain.epoch())));
    Attestation genesis = chain.attestation(0);
    FinalityCertificate outside =
        new FinalityCertificate(genesis, chain.aggregate(genesis, 0, 1, 2));
    assertEquals(Reason.WRONG_EPOCH, reason(outside.verify(chain.epoch())));
  }
}
