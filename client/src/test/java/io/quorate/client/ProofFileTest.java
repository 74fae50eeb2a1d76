package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.api.proof.ProofException;
import io.quorate.api.proof.ProofJson;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.Proved;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A proof file")
class ProofFileTest {
  private static final int TRANSACTIONS = 5;

  /** A receipt of each place, a present entry and an absent one. */
  private static List<Proved> examples(TestChain chain) {
    PrivateKey sender = TestChain.key(77);
    List<Transaction> transactions = new ArrayList<>();
    for (int i = 0; i < TRANSACTIONS; i++) {
      transactions.add(
          Transaction.sign(chain.epoch.chain(), sender, i + 1L, 1_000, Bytes.utf8("payload " + i)));
    }
    TestChain.Height height = chain.execute(transactions, Bytes.utf8("value"));
    List<Proved> examples = new ArrayList<>(TestChain.proved(height));
    Bytes other = StateKeys.application(Bytes.utf8("another key"));
    examples.add(
        new ProvedState(
            height.stateKey(),
            Optional.of(height.stateValue()),
            TestChain.proof(height, height.stateKey()),
            height.certificate()));
    examples.add(
        new ProvedState(
            other, Optional.empty(), TestChain.proof(height, other), height.certificate()));
    return examples;
  }

  private static boolean holds(byte[] file, Epoch epoch) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      return ProofJson.parse(text).verify(epoch).accepted();
    } catch (CharacterCodingException | ProofException e) {
      return false;
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName("holds as it was written, and not with any one bit of it changed")
  void everyBit(SchemeId scheme) {
    TestChain chain = new TestChain("proofs", scheme);
    for (Proved proved : examples(chain)) {
      byte[] written = ProofJson.write(proved).getBytes(StandardCharsets.UTF_8);
      assertTrue(holds(written, chain.epoch));
      for (int bit = 0; bit < written.length * 8; bit++) {
        byte[] changed = written.clone();
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
        assertFalse(holds(changed, chain.epoch), "bit " + bit % 8 + " of byte " + bit / 8);
      }
    }
  }

  @Test
  @DisplayName("is read as what was written, for each place in a block")
  void roundTrip() throws Exception {
    TestChain chain = new TestChain("proofs");
    for (Proved proved : examples(chain)) {
      String text = ProofJson.write(proved);
      Proved read = ProofJson.parse(text);
      assertTrue(read.verify(chain.epoch).accepted());
      assertEquals(text, ProofJson.write(read));
    }
  }

  @Test
  @DisplayName(
      "of a later epoch holds against the genesis alone, under the epoch of its height and no other")
  void laterEpochs() throws Exception {
    TestChain chain = Lie.history("proofs", TestChain.Certified.SOUNDLY, "value ", 35);
    Epochs epochs = chain.genesis.epochs(TestChain.ED25519);
    for (long height = 1; height <= 35; height++) {
      TestChain.Height at = chain.at(height).orElseThrow();
      ProvedState state =
          new ProvedState(
              at.stateKey(),
              Optional.of(at.stateValue()),
              TestChain.proof(at, at.stateKey()),
              at.certificate());
      Proved read = ProofJson.parse(ProofJson.write(state));
      for (long number = 0; number < 5; number++) {
        boolean right = number == (height - 1) / 10;
        Epoch epoch = epochs.of(number).orElseThrow();
        assertEquals(right, read.verify(epoch).accepted(), height + " in epoch " + number);
      }
    }
  }

  @Test
  @DisplayName("whose quorum signed another epoch than the one of its height does not hold")
  void wrongEpoch() throws Exception {
    TestChain chain = Lie.history("proofs", TestChain.Certified.UNDER_THE_NEXT_EPOCH, "value ", 12);
    Epochs epochs = chain.genesis.epochs(TestChain.ED25519);
    for (long height : new long[] {3, 10, 12}) {
      TestChain.Height at = chain.at(height).orElseThrow();
      ProvedState state =
          new ProvedState(
              at.stateKey(),
              Optional.of(at.stateValue()),
              TestChain.proof(at, at.stateKey()),
              at.certificate());
      assertFalse(state.verify(epochs.at(height).orElseThrow()).accepted());
    }
  }

  @Test
  @DisplayName("of another chain with the same validators' names does not hold")
  void otherChain() throws Exception {
    TestChain chain = new TestChain("proofs");
    TestChain other = new TestChain("other proofs");
    for (Proved proved : examples(other)) {
      assertFalse(ProofJson.parse(ProofJson.write(proved)).verify(chain.epoch).accepted());
    }
  }

  @Test
  @DisplayName(
      "with another size of the tree than the smallest is refused, as no root tells them apart")
  void anotherSize() {
    TestChain chain = new TestChain("proofs");
    ProvedReceipt proved = (ProvedReceipt) examples(chain).getFirst();
    MerkleProof path = proved.path();
    MerkleProof larger = new MerkleProof(0, path.size() + 1, path.path());
    assertTrue(
        new ProvedReceipt(proved.receipt(), larger, proved.certificate()).verifyPath().accepted());
    String text = ProofJson.write(proved);
    String changed = text.replace(path.smallest().encode().toHex(), larger.encode().toHex());
    ProofException refused = assertThrows(ProofException.class, () -> ProofJson.parse(changed));
    assertTrue(refused.getMessage().contains("changed after it was written"), refused.getMessage());
  }

  @Test
  @DisplayName("that is none gets a sentence that names the file")
  void none(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("proof.json");
    assertTrue(refusal(file).contains("there is no proof file " + file));
    Files.writeString(file, "{}");
    assertTrue(refusal(file).contains("not a proof file of format 1"));
    Files.writeString(file, "{");
    assertTrue(refusal(file).contains("not valid JSON"));
    Files.write(file, new byte[] {(byte) 0xff});
    assertTrue(refusal(file).contains("not a text"));
  }

  private static String refusal(Path file) {
    String message =
        String.valueOf(assertThrows(ProofException.class, () -> ProofJson.read(file)).getMessage());
    assertTrue(message.contains(file.toString()), message);
    return message;
  }
}
