package io.quorate.client;

import io.quorate.api.ApiError;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One transaction under way. Confined to the client's loop, but for the final fields. */
final class Submission {
  final Transaction transaction;
  final Account account;
  final int home;
  final long deadline;
  final CompletableFuture<ProvedReceipt> result = new CompletableFuture<>();

  /** Nodes that it was sent to since all of them were tried last. */
  final Set<Node> tried = new LinkedHashSet<>();

  /**
   * Whether some node may have it, or may have executed it, in spite of all refusals: an earlier
   * process may have sent it, a node admitted it once and may have passed it on, or broke off or
   * was silent when it was sent there. Never taken back.
   */
  boolean mayBeHeld;

  /** Who refused it, with the latest reason of each. */
  final Map<Node, ApiError> refusals = new LinkedHashMap<>();

  /** Who showed a receipt of it from before the trusted epoch. */
  final Set<Node> executedBefore = new LinkedHashSet<>();

  /** The node whose answer is awaited; none between two attempts. */
  @Nullable Node awaited;

  /** Whether that node has said that it admitted the transaction. */
  boolean promised;

  /** Why the latest node did not take it. */
  @Nullable ApiError lastError;

  /** When to try another node, by {@link System#nanoTime()}. */
  long due;

  /** How often all nodes were tried. */
  int rounds;

  /** Whether its fate is being looked up. */
  boolean resolving;

  Submission(Transaction transaction, Account account, int home, long deadline, boolean mayBeHeld) {
    this.transaction = transaction;
    this.account = account;
    this.home = home;
    this.deadline = deadline;
    this.mayBeHeld = mayBeHeld;
  }
}
