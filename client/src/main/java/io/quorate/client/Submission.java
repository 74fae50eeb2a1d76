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

  /** Nodes that have it and did not refuse it, so far as is known. */
  final Set<Node> holders = new LinkedHashSet<>();

  /** Who called it invalid. */
  final Map<Node, ApiError> refusals = new LinkedHashMap<>();

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

  Submission(Transaction transaction, Account account, int home, long deadline) {
    this.transaction = transaction;
    this.account = account;
    this.home = home;
    this.deadline = deadline;
  }
}
