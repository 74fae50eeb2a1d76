package io.quorate.mempool;

import io.quorate.consensus.Transaction;

/**
 * A pending transaction that can never be executed any more and was removed, for the clients that
 * wait for it.
 *
 * @param transaction the transaction
 * @param reason why
 */
public record Dropped(Transaction transaction, Admission.Refused reason) {}
