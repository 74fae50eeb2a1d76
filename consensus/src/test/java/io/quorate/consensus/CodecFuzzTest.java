package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.SchemeId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("wire forms are canonical")
class CodecFuzzTest {
  private static final int MUTATIONS = 3_000;

  /** One kind of value: its encoding, and decode-then-encode-again. */
  record Kind(String name, Bytes encoded, Function<Bytes, Decoded<Bytes>> again) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static <T> Decoded<Bytes> reencode(Decoded<T> decoded, Function<T, Bytes> encode) {
    return switch (decoded) {
      case Decoded.Ok<T>(T value) -> new Decoded.Ok<>(encode.apply(value));
      case Decoded.Malformed<T>(String reason) -> new Decoded.Malformed<>(reason);
    };
  }

  private static Bytes encoding(java.util.function.Consumer<Encoder> writer) {
    Encoder out = new Encoder();
    writer.accept(out);
    return out.toBytes();
  }

  static Stream<Kind> kinds() {
    TestChain chain = TestChain.ofEqual(4);
    TestChain bls = new TestChain(SchemeId.BLS12_381, 1, 1, 1, 1);
    Transaction transaction = chain.transaction(1, 7, "payload");
    Payload payload =
        new Payload(
            List.of(transaction, chain.transaction(2, 1, "")), List.of(chain.equivocation(1, 3)));
    Block block = Block.of(chain.genesis().block(), chain.epoch().chain(), 0, 3, 2, 1_500, payload);
    Receipt receipt =
        new Receipt(
            transaction.id(),
            4,
            1,
            Receipt.Status.EXECUTED,
            Bytes.utf8("done"),
            List.of(new Event("paid", Bytes.utf8("12")), new Event("é", Bytes.EMPTY)));
    VoteContent content = chain.content(3, "block");
    Attestation attestation = chain.attestation(4);
    return Stream.of(
        new Kind(
            "transaction",
            transaction.encoded(),
            b -> reencode(Transaction.decode(b), Transaction::encoded)),
        new Kind("block", block.encoded(), b -> reencode(Block.decode(b), Block::encoded)),
        new Kind("receipt", receipt.encoded(), b -> reencode(Receipt.decode(b), Receipt::encoded)),
        new Kind(
            "finality certificate",
            new FinalityCertificate(attestation, chain.aggregate(attestation, 0, 1, 3)).encoded(),
            b -> reencode(FinalityCertificate.decode(b), FinalityCertificate::encoded)),
        certificate("quorum certificate", chain, content),
        certificate("quorum certificate, BLS", bls, bls.content(3, "block")),
        new Kind(
            "evidence",
            chain.equivocation(1, 3).encoded(),
            b -> reencode(Decoder.decode(b, 4_096, Equivocation::decode), Equivocation::encoded)),
        new Kind(
            "attestation",
            encoding(attestation::encode),
            b ->
                reencode(Decoder.decode(b, 4_096, Attestation::decode), a -> encoding(a::encode))));
  }

  private static Kind certificate(String name, TestChain chain, VoteContent content) {
    QuorumCertificate certificate =
        new QuorumCertificate(content, chain.aggregate(content, 0, 2, 3));
    return new Kind(
        name,
        encoding(certificate::encode),
        b ->
            reencode(
                Decoder.decode(b, 1 << 16, QuorumCertificate::decode), c -> encoding(c::encode)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("what was encoded decodes to the same encoding")
  void roundTrip(Kind kind) {
    assertEquals(new Decoded.Ok<>(kind.encoded()), kind.again().apply(kind.encoded()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("cut at any length it is malformed, as it is with a byte more")
  void truncation(Kind kind) {
    Bytes encoded = kind.encoded();
    for (int length = 0; length < encoded.size(); length++) {
      assertInstanceOf(
          Decoded.Malformed.class,
          kind.again().apply(encoded.slice(0, length)),
          "cut at " + length);
    }
    Bytes longer = Bytes.concat(encoded, Bytes.wrap(new byte[1]));
    assertInstanceOf(Decoded.Malformed.class, kind.again().apply(longer));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("mutated it is malformed, or a value with exactly those bytes as its encoding")
  void mutations(Kind kind) {
    Random random = new Random(20_261_121);
    int malformed = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Bytes mutated = mutate(kind.encoded(), random);
      switch (kind.again().apply(mutated)) {
        case Decoded.Ok<Bytes>(Bytes again) -> assertEquals(mutated, again, "mutation " + i);
        case Decoded.Malformed<Bytes>(String reason) -> {
          assertTrue(!reason.isBlank());
          malformed++;
        }
      }
    }
    assertTrue(malformed > 0, "some mutation hits a length or a code");
  }

  private static Bytes mutate(Bytes encoded, Random random) {
    byte[] bytes = encoded.toArray();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0x7f);
      case 3 -> {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        return Bytes.wrap(shorter);
      }
      default -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return Bytes.wrap(longer);
      }
    }
    return Bytes.wrap(bytes);
  }

  @Test
  @DisplayName("a block whose payload is not the one its header commits to is malformed")
  void payloadSwap() {
    TestChain chain = TestChain.ofEqual(4);
    Block block =
        Block.of(
            chain.genesis().block(),
            chain.epoch().chain(),
            0,
            3,
            2,
            1_500,
            new Payload(List.of(chain.transaction(1, 7, "payload")), List.of()));
    Encoder out = new Encoder();
    block.header().encode(out);
    new Payload(List.of(chain.transaction(1, 8, "payload")), List.of()).encode(out);
    assertInstanceOf(Decoded.Malformed.class, Block.decode(out.toBytes()));
  }

  @Test
  @DisplayName("S6: counts and sizes above their limits are refused before anything is allocated")
  void limits() {
    TestChain chain = TestChain.ofEqual(4);
    Encoder header = new Encoder();
    chain.genesis().block().header().encode(header);
    for (int count : new int[] {Limits.BLOCK_TRANSACTIONS + 1, Integer.MAX_VALUE, 5}) {
      Bytes block = new Encoder().fixed(header.toBytes()).u32(count).toBytes();
      assertInstanceOf(Decoded.Malformed.class, Block.decode(block), "count " + count);
    }
    Bytes tooLong = Bytes.wrap(new byte[Limits.BLOCK_BYTES + 1]);
    assertInstanceOf(Decoded.Malformed.class, Block.decode(tooLong));
    Bytes tooLongToo = Bytes.wrap(new byte[Limits.TRANSACTION_BYTES + 1]);
    assertInstanceOf(Decoded.Malformed.class, Transaction.decode(tooLongToo));
    Transaction transaction = chain.transaction(1, 7, "payload");
    Bytes hugePayload =
        new Encoder()
            .fixed(transaction.encoded().slice(0, 80))
            .u32(Limits.TRANSACTION_BYTES)
            .toBytes();
    assertInstanceOf(Decoded.Malformed.class, Transaction.decode(hugePayload));
  }

  @Test
  @DisplayName("a transaction's id does not depend on its signature; sequence 0 is malformed")
  void transactionId() {
    Transaction transaction = TestChain.ofEqual(4).transaction(1, 7, "payload");
    byte[] bytes = transaction.encoded().toArray();
    bytes[bytes.length - 1] ^= 1;
    Transaction mauled = Transaction.decode(Bytes.wrap(bytes)).orThrow();
    assertEquals(transaction.id(), mauled.id());
    assertTrue(!transaction.equals(mauled));
    byte[] zero = transaction.encoded().toArray();
    Arrays.fill(zero, 64, 72, (byte) 0);
    assertInstanceOf(Decoded.Malformed.class, Transaction.decode(Bytes.wrap(zero)));
  }
}
