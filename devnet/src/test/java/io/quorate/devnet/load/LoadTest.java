package io.quorate.devnet.load;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.consensus.Attestation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleTree;
import io.quorate.crypto.SignerSet;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Load")
class LoadTest {
  private static final long SECOND = 1_000_000_000;

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {LoadPlan.MIN_PAYLOAD, 100, 1_000})
  @DisplayName("payloads have the size asked for and are operations of the application")
  void payloads(int size) {
    Payloads payloads = new Payloads(size, 10, 1);
    Set<Bytes> keys = new LinkedHashSet<>();
    for (int i = 0; i < 200; i++) {
      Bytes payload = payloads.next();
      assertEquals(size, payload.size());
      if (KeyValueOperation.decode(payload)
          instanceof Decoded.Ok<KeyValueOperation>(KeyValueOperation operation)) {
        keys.add(operation.key());
      }
    }
    assertEquals(10, keys.size(), "all keys are written, and no others");
  }

  @Test
  @DisplayName("a plan names the option that is out of range")
  void faults() {
    LoadPlan sound = plan(new LoadPlan.Pace.Closed(1), 100, 1);
    assertAll(
        () -> assertEquals(Optional.empty(), sound.fault()),
        () -> assertFault("--clients", plan(new LoadPlan.Pace.Closed(0), 100, 1)),
        () -> assertFault("--rate", plan(new LoadPlan.Pace.Open(0), 100, 1)),
        () -> assertFault("--size", plan(new LoadPlan.Pace.Open(1), 10, 1)),
        () -> assertFault("--senders", plan(new LoadPlan.Pace.Open(1), 100, 0)));
  }

  @Test
  @DisplayName("a latency counts from when the transaction was due, not from when it was sent")
  void fromDue() {
    long now = System.nanoTime();
    Tally tally = new Tally(now - 10 * SECOND, now + SECOND);
    tally.sent(now - 5 * SECOND);
    tally.answered(now - 5 * SECOND, receipt(Receipt.Status.EXECUTED), null);
    LoadReport report = tally.report();
    assertTrue(report.latency().p50() >= 5_000, report.toString());
    assertEquals(1, report.executed());
    assertEquals(1, report.series().get(10).executed(), "counted in the second of its answer");
  }

  @Test
  @DisplayName("what was due in the warm-up is not counted")
  void warmUp() {
    long start = System.nanoTime();
    Tally tally = new Tally(start, start + SECOND);
    tally.sent(start - 1);
    tally.answered(start - 1, receipt(Receipt.Status.EXECUTED), null);
    assertEquals(0, tally.report().sent());
    assertEquals(0, tally.report().executed());
  }

  @Test
  @DisplayName("every answer is counted as what it was, and missing ones as unknown")
  void kinds() {
    long start = System.nanoTime();
    Tally tally = new Tally(start - SECOND, start + 60 * SECOND);
    for (int i = 0; i < 4; i++) {
      tally.sent(start);
    }
    tally.answered(start, receipt(Receipt.Status.EXECUTED), null);
    tally.answered(start, receipt(Receipt.Status.FAILED), null);
    tally.answered(start, null, new IllegalStateException());
    tally.held(start);
    tally.abandoned();
    LoadReport report = tally.report();
    assertAll(
        () -> assertEquals(4, report.sent()),
        () -> assertEquals(1, report.executed()),
        () -> assertEquals(1, report.applicationRefused()),
        () -> assertEquals(2, report.unknown()),
        () -> assertEquals(1, report.held()));
  }

  private static LoadPlan plan(LoadPlan.Pace pace, int size, int senders) {
    return new LoadPlan(pace, size, senders, 10, Duration.ZERO, Duration.ofSeconds(1));
  }

  private static void assertFault(String option, LoadPlan plan) {
    assertTrue(plan.fault().orElse("").startsWith(option), () -> plan.fault().toString());
  }

  private static ProvedReceipt receipt(Receipt.Status status) {
    Receipt receipt = new Receipt(Hash.ZERO, 1, 0, status, Bytes.EMPTY);
    Attestation attestation =
        new Attestation(Hash.ZERO, 0, 1, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO);
    return new ProvedReceipt(
        receipt,
        MerkleTree.prove(List.of(receipt.encoded()), 0),
        new FinalityCertificate(
            attestation, new AggregateSignature(SignerSet.empty(4), Bytes.EMPTY)));
  }
}
