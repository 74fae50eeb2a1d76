package io.quorate.mempool;

import static io.quorate.mempool.Senders.CHAIN;
import static io.quorate.mempool.Senders.MAX_TRANSACTION_BYTES;
import static io.quorate.mempool.Senders.OTHER_CHAIN;
import static io.quorate.mempool.Senders.PARAMETERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.mempool.TransactionChecks.Checked;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransactionChecksTest {
  private static final SignatureScheme ED25519 = SignatureSchemes.of(SchemeId.ED25519);
  private static final PrivateKey ALICE = ED25519.privateKey(Bytes.wrap(new byte[32]));

  private int verifications;
  private final TransactionChecks checks =
      new TransactionChecks(
          CHAIN,
          PARAMETERS,
          transaction -> {
            verifications++;
            return transaction.verify(ED25519);
          });

  @Test
  @DisplayName("a signed transaction is sound, as an object and as bytes")
  void sound() {
    Transaction transaction = signed(CHAIN, 100);
    assertEquals(Optional.empty(), checks.check(transaction));
    assertEquals(new Checked.Sound(transaction), checks.check(transaction.encoded()));
  }

  @Test
  @DisplayName("S65: the size is checked before the bytes are read, exactly at the limit")
  void size() {
    int largest = MAX_TRANSACTION_BYTES - Transaction.OVERHEAD;
    assertInstanceOf(Checked.Sound.class, checks.check(signed(CHAIN, largest).encoded()));
    Transaction over = signed(CHAIN, largest + 1);
    assertCode(RefusalCode.TOO_LARGE, checks.check(over.encoded()));
    assertCode(RefusalCode.TOO_LARGE, checks.check(Bytes.wrap(new byte[2 << 20])));
    assertEquals(
        RefusalCode.TOO_LARGE, checks.check(over).map(Admission.Refused::code).orElseThrow());
  }

  @Test
  @DisplayName("S65: another chain's transaction costs no verification")
  void wrongChain() {
    assertCode(RefusalCode.WRONG_CHAIN, checks.check(signed(OTHER_CHAIN, 10).encoded()));
    assertEquals(0, verifications);
  }

  @Test
  @DisplayName("S65: unsigned, and signed by somebody else")
  void badSignature() {
    assertCode(RefusalCode.BAD_SIGNATURE, checks.check(Senders.tx(1, 1).encoded()));
    byte[] stolen = signed(CHAIN, 10).encoded().toArray();
    ALICE.publicKey().bytes().copyTo(stolen, 0);
    assertCode(RefusalCode.WRONG_CHAIN, checks.check(Bytes.wrap(stolen)));
    byte[] otherSender = signed(CHAIN, 10).encoded().toArray();
    otherSender[40] ^= 1;
    assertCode(RefusalCode.BAD_SIGNATURE, checks.check(Bytes.wrap(otherSender)));
  }

  @Test
  @DisplayName(
      "S65: sequence 0, truncated, extended, empty and random bytes are malformed, never an exception")
  void malformed() {
    Bytes good = signed(CHAIN, 10).encoded();
    byte[] sequenceZero = good.toArray();
    sequenceZero[71] = 0;
    assertCode(RefusalCode.MALFORMED, checks.check(Bytes.wrap(sequenceZero)));
    for (int length = 0; length < good.size(); length++) {
      assertCode(RefusalCode.MALFORMED, checks.check(good.slice(0, length)));
    }
    assertCode(RefusalCode.MALFORMED, checks.check(Bytes.concat(good, Bytes.wrap(new byte[1]))));
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertInstanceOf(Checked.Unsound.class, checks.check(Bytes.wrap(noise)));
    }
  }

  @Test
  @DisplayName("S65: no flipped bit of a signed transaction is sound")
  void flippedBits() {
    Bytes good = signed(CHAIN, 3).encoded();
    for (int position = 0; position < good.size(); position++) {
      byte[] flipped = good.toArray();
      flipped[position] ^= (byte) (1 << (position % 8));
      assertInstanceOf(Checked.Unsound.class, checks.check(Bytes.wrap(flipped)));
    }
    assertTrue(verifications > 0);
  }

  private static Transaction signed(Hash chain, int payloadBytes) {
    return Transaction.sign(chain, ALICE, 1, 50, Bytes.wrap(new byte[payloadBytes]));
  }

  private static void assertCode(RefusalCode code, Checked checked) {
    Admission.Refused refusal = assertInstanceOf(Checked.Unsound.class, checked).refusal();
    assertEquals(code, refusal.code(), refusal.detail());
  }
}
