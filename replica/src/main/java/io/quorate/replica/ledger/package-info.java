/**
 * The block log, receipts and certificates in the store, and the execution of blocks over the
 * authenticated state. Knows the storage port, never a file.
 */
@NullMarked
package io.quorate.replica.ledger;

import org.jspecify.annotations.NullMarked;
