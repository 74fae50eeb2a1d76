package io.quorate.simulator;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Watches from outside: every node reports what it did, and the first broken promise ends the run
 * with a {@link Violation}. Dishonest nodes are not listened to. Not thread-safe.
 */
final class Checks {
  private static final int MAX_TIMERS = 16;
  private static final int MAX_WAITING = 4_096;
  private static final long COMPARED_AT_RESTART = 64;

  /** The note that the outgoing stage leaves when an engine asked for a contradiction. */
  private static final String GUARD_NOTE = "SIGNING-GUARD";

  private final Plan plan;
  private final Epochs epochs;
  private final Predicate<Integer> honest;
  private final LogChecker log;
  private final SignatureChecker signatures;
  private final SequencedMap<Hash, Receipt> acknowledged = new LinkedHashMap<>();
  private final Map<Application, Applied> applied = new LinkedHashMap<>();
  private final Map<String, Count> rules = new LinkedHashMap<>();
  private final SortedSet<Integer> convicted = new TreeSet<>();
  private long highestView;
  private long highestEpoch;
  private int maxPending;

  /** A number that grows. */
  private static final class Count {
    private long value;
  }

  private record Application(int node, PublicKey sender, long sequence) {}

  private record Applied(long process, long height, Hash transaction) {}

  Checks(
      Plan plan,
      Epochs epochs,
      Block genesis,
      Predicate<Integer> honest,
      Predicate<Transaction> submitted) {
    this.plan = plan;
    this.epochs = epochs;
    this.honest = honest;
    this.log = new LogChecker(genesis, plan.nodes(), submitted);
    this.signatures = new SignatureChecker(plan.nodes());
  }

  LogChecker log() {
    return log;
  }

  /** What clients were told, by transaction. */
  SequencedMap<Hash, Receipt> acknowledged() {
    return acknowledged;
  }

  /** How often each rule of the engine fired, over all honest nodes. */
  SortedMap<String, Long> rules() {
    SortedMap<String, Long> sorted = new TreeMap<>();
    rules.forEach((rule, count) -> sorted.put(rule, count.value));
    return sorted;
  }

  /** The vote of a node that is furthest on, of any of its processes. */
  Optional<VoteContent> furthestVote(int node) {
    return signatures.furthestVote(node);
  }

  /** Validators against whom the log holds evidence. */
  SortedSet<Integer> convicted() {
    return convicted;
  }

  long highestView() {
    return highestView;
  }

  /** The highest epoch that an honest node took up. */
  long highestEpoch() {
    return highestEpoch;
  }

  void enteredEpoch(int node, long epoch) {
    if (honest.test(node)) {
      highestEpoch = Math.max(highestEpoch, epoch);
    }
  }

  private Epoch epochOf(FinalityCertificate certificate) {
    return epochs.at(certificate.attestation().height()).orElseGet(epochs::first);
  }

  int maxPending() {
    return maxPending;
  }

  void restarted(int node, KeyValueStore disk, Ledger ledger) {
    if (honest.test(node)) {
      log.restarted(node, ledger, ledger.committedHeight() - COMPARED_AT_RESTART);
      signatures.restarted(node, disk, ledger);
    }
  }

  /** A node lost its disk: what it said still counts, what its disk must know does not. */
  void wiped(int node) {
    signatures.wiped(node);
    applied.keySet().removeIf(what -> what.node() == node);
  }

  void committed(int node, Block block) {
    if (honest.test(node)) {
      log.committed(node, block);
      block
          .payload()
          .evidence()
          .forEach(e -> {
            caught(node, e);
            convicted.add(e.validator());
          });
    }
  }

  void executed(int node, ExecutedBlock result) {
    if (honest.test(node)) {
      log.executed(node, result);
    }
  }

  void finalised(int node, FinalityCertificate certificate) {
    if (honest.test(node)) {
      if (certificate.verify(epochOf(certificate))
          instanceof Verdict.Refused(Verdict.Reason reason, String detail)) {
        throw new Violation(
            "certified state",
            "n" + node + " has a certificate that does not hold: " + reason + ", " + detail);
      }
      log.finalised(node, certificate);
    }
  }

  /** Something leaves under a node's key. */
  void signed(int node, SigningContent content) {
    if (honest.test(node)) {
      signatures.signed(node, content);
    }
  }

  /** Something arrived under a node's key, in a message that verified. */
  void arrived(int node, SigningContent content) {
    if (honest.test(node)) {
      signatures.arrived(node, content);
    }
  }

  /** The application of a node was handed a transaction to execute. */
  void applied(int node, long process, long height, Transaction transaction) {
    if (!honest.test(node)) {
      return;
    }
    Application what = new Application(node, transaction.sender(), transaction.sequence());
    Applied now = new Applied(process, height, transaction.id());
    Applied before = applied.put(what, now);
    // After a crash a block whose results were lost is executed again; that is the same execution.
    boolean again =
        before != null
            && (before.process() == process
                || before.height() != height
                || !before.transaction().equals(transaction.id()));
    if (again) {
      throw new Violation(
          "exactly once",
          "n"
              + node
              + " applied "
              + transaction
              + " at height "
              + height
              + " after height "
              + before.height());
    }
  }

  /** A client got a receipt with its proof. */
  void acknowledged(int node, ProvedReceipt proof) {
    Receipt receipt = proof.receipt();
    if (proof.verify(epochOf(proof.certificate()))
        instanceof Verdict.Refused(Verdict.Reason reason, String detail)) {
      if (honest.test(node)) {
        throw new Violation(
            "proof", "n" + node + " gave a proof that does not hold: " + reason + ", " + detail);
      }
      return;
    }
    boolean expected =
        log.receipt(receipt.height(), receipt.index()).filter(receipt::equals).isPresent();
    if (!expected) {
      throw new Violation(
          "acknowledged", "n" + node + " proved " + receipt + " that is not in the log");
    }
    Receipt before = acknowledged.putIfAbsent(receipt.transaction(), receipt);
    if (before != null && !before.equals(receipt)) {
      throw new Violation("acknowledged", "n" + node + " proved " + receipt + " after " + before);
    }
  }

  void caught(int node, Equivocation evidence) {
    if (honest.test(node) && honest.test(evidence.validator())) {
      throw new Violation(
          "evidence",
          "n"
              + node
              + " holds evidence against the honest n"
              + evidence.validator()
              + ": "
              + evidence);
    }
  }

  /** A message did not pass the receiver's verification; honest nodes send no such messages. */
  void refused(int from, int to, String why) {
    if (honest.test(from) && honest.test(to)) {
      throw new Violation(
          "honest messages", "n" + to + " refused a message of n" + from + ": " + why);
    }
  }

  /** A process ended with an exception. */
  void threw(int node, String when, RuntimeException exception) {
    if (honest.test(node)) {
      throw new Violation("exception", "n" + node + " threw " + when + ": " + exception, exception);
    }
  }

  void halted(int node, String reason) {
    if (honest.test(node)) {
      throw new Violation("halt", "n" + node + " stopped: " + reason);
    }
  }

  void note(int node, String rule, String text) {
    if (!honest.test(node)) {
      return;
    }
    rules.computeIfAbsent(rule, r -> new Count()).value++;
    if (rule.equals(GUARD_NOTE)) {
      throw new Violation(
          "signing guard", "n" + node + "'s engine asked for a contradiction: " + text);
    }
  }

  void enteredView(int node, long view) {
    if (honest.test(node)) {
      highestView = Math.max(highestView, view);
    }
  }

  void bounds(int node, ReplicaStatus status, int timers, int waiting) {
    maxPending = Math.max(maxPending, status.pendingTransactions());
    boolean within =
        status.pendingTransactions() <= plan.mempool().maxTransactions()
            && status.pendingBytes() <= plan.mempool().maxBytes()
            && timers <= MAX_TIMERS
            && waiting <= MAX_WAITING;
    if (!within && honest.test(node)) {
      throw new Violation(
          "bounds",
          "n"
              + node
              + " holds "
              + status
              + ", "
              + timers
              + " timers and "
              + waiting
              + " messages to sign");
    }
  }
}
