package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.replica.ReplicaEffect.Finalized;
import io.quorate.replica.ReplicaEffect.Halt;
import io.quorate.replica.ReplicaEffect.Write;
import io.quorate.replica.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FinalityTest {
  private final Network network = new Network();
  private final MemoryStore store = new MemoryStore();
  private final Ledger ledger = new Ledger(store, network.genesis().block());
  private final List<Attestation> sent = new ArrayList<>();
  private final List<FinalityCertificate> reached = new ArrayList<>();
  private final List<ReplicaEffect> effects = new ArrayList<>();
  private final Finality finality =
      new Finality(network.epochs(), ledger, new SigningGuard(store), 0, sent::add, reached::add);

  private void execute(long height) {
    finality.executed(height, Network.outcome(height, ""), this::emit);
  }

  private void attest(int signer, long height, String word) {
    finality.attested(
        network.attested(signer, network.attestation(height, Network.outcome(height, word))),
        this::emit);
  }

  private void emit(ReplicaEffect effect) {
    if (effect instanceof Write(var batch)) {
      store.write(batch);
    }
    effects.add(effect);
  }

  private <T extends ReplicaEffect> List<T> of(Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  @DisplayName("a quorum of equal attestations finalizes, and the stored certificate holds")
  void quorum() {
    execute(1);
    assertEquals(1, sent.size());
    attest(0, 1, "");
    attest(1, 1, "");
    attest(1, 1, "");
    assertEquals(0, finality.finalizedHeight(), "one validator twice is no quorum");
    attest(2, 1, "");
    assertEquals(1, finality.finalizedHeight());
    assertEquals(1, ledger.finalizedHeight());
    FinalityCertificate stored = ledger.certificate(1).orElseThrow();
    assertTrue(stored.verify(network.epoch()).accepted());
    assertEquals(List.of(new Finalized(stored)), of(Finalized.class));
    attest(3, 1, "");
    assertEquals(1, of(Finalized.class).size(), "the fourth changes nothing");
  }

  @Test
  @DisplayName("unequal attestations do not add up, and a liar's second one does not count")
  void unequal() {
    execute(1);
    attest(3, 1, "lie");
    attest(0, 1, "");
    attest(1, 1, "");
    attest(3, 1, "");
    assertEquals(0, finality.finalizedHeight());
    attest(2, 1, "");
    assertEquals(1, finality.finalizedHeight());
    assertEquals(
        List.of(0, 1, 2), ledger.certificate(1).orElseThrow().signature().signers().indexes());
  }

  @Test
  @DisplayName(
      "S58, S68: a result that differs from the certified one halts, naming height and both roots")
  void divergence() {
    execute(1);
    attest(1, 1, "other");
    attest(2, 1, "other");
    attest(3, 1, "other");
    String reason = of(Halt.class).getFirst().reason();
    assertTrue(reason.contains("height 1 "));
    assertTrue(reason.contains(Network.outcome(1, "").stateRoot().toHex()));
    assertTrue(reason.contains(Network.outcome(1, "other").stateRoot().toHex()));
    assertEquals(0, finality.finalizedHeight());
    assertTrue(of(Finalized.class).isEmpty());
  }

  @Test
  @DisplayName("S58: the divergence shows also when the certificate is there before the execution")
  void certificateFirst() {
    finality.certified(
        network.certificate(network.attestation(1, Network.outcome(1, "other")), 1, 2, 3),
        this::emit);
    assertTrue(effects.isEmpty());
    execute(1);
    assertEquals(1, of(Halt.class).size());
    assertTrue(sent.isEmpty(), "it attests nothing that a quorum disowns");
  }

  @Test
  @DisplayName("heights certified out of order are final once the gap closes")
  void outOfOrder() {
    for (long height = 1; height <= 3; height++) {
      execute(height);
    }
    for (long height : new long[] {3, 2}) {
      for (int signer = 0; signer < 3; signer++) {
        attest(signer, height, "");
      }
      assertEquals(0, finality.finalizedHeight());
    }
    for (int signer = 0; signer < 3; signer++) {
      attest(signer, 1, "");
    }
    assertEquals(3, finality.finalizedHeight());
    assertEquals(3, ledger.finalizedHeight());
    assertEquals(3, reached.getLast().attestation().height());
    assertEquals(3, of(Finalized.class).size());
  }

  @Test
  @DisplayName("a certificate of a height not executed yet waits for its execution")
  void ahead() {
    execute(1);
    for (long height : new long[] {1, 2}) {
      for (int signer = 1; signer < 4; signer++) {
        attest(signer, height, "");
      }
    }
    assertEquals(1, finality.finalizedHeight());
    execute(2);
    assertEquals(2, finality.finalizedHeight());
    assertEquals(1, sent.size(), "a certified height needs no attestation any more");
  }

  @Test
  @DisplayName("S46: attestations and certificates beyond the window leave nothing behind")
  void window() {
    long far = Finality.WINDOW + 1;
    for (int signer = 0; signer < 3; signer++) {
      attest(signer, far, "");
    }
    finality.certified(
        network.certificate(network.attestation(far, Network.outcome(far, "")), 0, 1, 2),
        this::emit);
    execute(far);
    assertEquals(1, sent.size(), "nothing certified it: it is attested as usual");
    assertTrue(effects.isEmpty());
    for (int signer = 0; signer < 3; signer++) {
      attest(signer, Finality.WINDOW, "");
    }
    execute(Finality.WINDOW);
    assertEquals(1, of(Finalized.class).size(), "the window's last height is kept");
  }

  @Test
  @DisplayName("S58: who differs is known where no quorum agrees and a height waits for a tick")
  void differing() {
    execute(1);
    attest(0, 1, "");
    attest(2, 1, "other");
    attest(3, 1, "third");
    assertEquals(Map.of(), finality.differing(), "it may still come");
    finality.tick();
    finality.tick();
    assertEquals(Map.of(2, 1L, 3, 1L), finality.differing());
    finality.certified(
        network.certificate(network.attestation(1, Network.outcome(1, "")), 0, 1, 3), this::emit);
    finality.tick();
    assertEquals(Map.of(), finality.differing(), "what is final differs from nobody's");
  }

  @Test
  @DisplayName("an attestation is repeated once it has waited for a whole tick, and not when final")
  void repeats() {
    execute(1);
    finality.tick();
    assertEquals(1, sent.size(), "just sent");
    assertEquals(OptionalLong.empty(), finality.overdue());
    execute(2);
    finality.tick();
    assertEquals(List.of(1L, 2L, 1L), sent.stream().map(Attestation::height).toList());
    assertEquals(OptionalLong.of(1), finality.overdue());
    for (int signer = 0; signer < 3; signer++) {
      attest(signer, 1, "");
    }
    sent.clear();
    finality.tick();
    assertEquals(List.of(2L), sent.stream().map(Attestation::height).toList());
    assertEquals(OptionalLong.of(2), finality.overdue());
  }

  @Test
  @DisplayName("a tick repeats a bounded number of attestations, the lowest heights first")
  void repeatsBounded() {
    for (long height = 1; height <= 100; height++) {
      execute(height);
    }
    finality.tick();
    sent.clear();
    finality.tick();
    assertEquals(32, sent.size());
    assertEquals(1, sent.getFirst().height());
  }
}
