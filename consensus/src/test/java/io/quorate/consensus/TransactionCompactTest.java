package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionCompactTest {

  @ParameterizedTest(name = "payload of {0} bytes")
  @ValueSource(ints = {0, 1, 100, 70_000})
  @DisplayName("a compact transaction is the same one in every part")
  void sameInEveryPart(int payloadBytes) {
    SignatureScheme ed25519 = SignatureSchemes.of(SchemeId.ED25519);
    Hash chain = Sha256.tagged("test", Bytes.utf8("chain"));
    byte[] seed = new byte[32];
    seed[0] = 9;
    byte[] payload = new byte[payloadBytes];
    Arrays.fill(payload, (byte) 3);
    Transaction signed =
        Transaction.sign(chain, ed25519.privateKey(Bytes.wrap(seed)), 7, 99, Bytes.wrap(payload));
    Transaction compact = Transaction.decode(signed.encoded()).orThrow().compact();
    assertEquals(signed, compact);
    assertEquals(signed.encoded(), compact.encoded());
    assertEquals(signed.chain(), compact.chain());
    assertEquals(signed.sender(), compact.sender());
    assertEquals(7, compact.sequence());
    assertEquals(99, compact.expiryHeight());
    assertEquals(Bytes.wrap(payload), compact.payload());
    assertEquals(signed.signature(), compact.signature());
    assertTrue(compact.verify(ed25519));
  }
}
