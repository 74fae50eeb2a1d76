package io.quorate.devnet.scenario;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.devnet.network.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A check at the end of a scenario")
class ChecksTest {
  private static NodeReport report(long height, String stateRoot) {
    return new NodeReport(
        height, 1, "node-1", 0, 3, 3, stateRoot, true, false, OptionalLong.empty());
  }

  private static Transaction transaction(long sequence) {
    return Transaction.sign(
        Hash.ZERO,
        SignatureSchemes.of(SchemeId.ED25519).privateKey(Bytes.wrap(new byte[32])),
        sequence,
        100,
        Bytes.utf8("x"));
  }

  private static Receipt receipt(Transaction transaction, long height, Receipt.Status status) {
    return new Receipt(transaction.id(), height, 0, status, Bytes.EMPTY);
  }

  @Test
  @DisplayName("fails when a node is missing, behind, or at the same height in another state")
  void oneState() {
    NodeReport one = report(7, "aa");
    assertAll(
        () -> assertTrue(Checks.oneState(List.of(one, one), 2).holds()),
        () -> assertFalse(Checks.oneState(List.of(one), 2).holds()),
        () -> assertFalse(Checks.oneState(List.of(one, report(6, "aa")), 2).holds()),
        () -> assertFalse(Checks.oneState(List.of(one, report(7, "bb")), 2).holds()),
        () ->
            assertEquals(
                "height 7 at the highest, 2 of 2 nodes answer, with 2 state roots",
                Checks.oneState(List.of(one, report(7, "bb")), 2).detail()));
  }

  @Test
  @DisplayName("fails when a receipt is gone, or is another one than was acknowledged")
  void nothingLost() {
    Receipt first = receipt(transaction(1), 5, Receipt.Status.EXECUTED);
    Receipt moved = receipt(transaction(1), 6, Receipt.Status.EXECUTED);
    assertAll(
        () -> assertTrue(Checks.nothingLost(Map.of(first, Optional.of(first))).holds()),
        () -> assertFalse(Checks.nothingLost(Map.of(first, Optional.empty())).holds()),
        () -> assertFalse(Checks.nothingLost(Map.of(first, Optional.of(moved))).holds()));
  }

  @Test
  @DisplayName("fails when one sequence is executed twice, not when a replay is skipped")
  void onceOnly() {
    Checks.Executions executions = new Checks.Executions();
    Transaction again = transaction(1);
    add(executions, again, Receipt.Status.EXECUTED);
    add(executions, again, Receipt.Status.REPLAYED);
    add(executions, transaction(2), Receipt.Status.FAILED);
    assertTrue(executions.check().holds());
    add(executions, again, Receipt.Status.EXECUTED);
    assertFalse(executions.check().holds());
    assertEquals("1 of 2 in 4 blocks", executions.check().detail());
  }

  private static void add(
      Checks.Executions executions, Transaction transaction, Receipt.Status status) {
    executions.add(List.of(transaction), List.of(receipt(transaction, 1, status)));
  }

  @Test
  @DisplayName("that failed fails the report, which names it")
  void report() {
    List<ScenarioReport.Check> checks = new ArrayList<>();
    checks.add(new ScenarioReport.Check("one", true, "fine"));
    assertTrue(new ScenarioReport(List.of(), 1, 1, 0, checks).passed());
    checks.add(new ScenarioReport.Check("other", false, "broken"));
    ScenarioReport failed = new ScenarioReport(List.of(), 1, 1, 0, checks);
    assertFalse(failed.passed());
    assertTrue(failed.text().contains("FAIL  other: broken"), failed.text());
    assertTrue(failed.text().endsWith("not all held"), failed.text());
  }
}
