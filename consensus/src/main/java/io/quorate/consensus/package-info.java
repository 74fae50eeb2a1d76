/**
 * The shared vocabulary: transactions, blocks, epochs, validators, certificates, evidence,
 * receipts, each with its one canonical encoding. Pure data and checks; it knows no engine, no I/O,
 * no clock.
 */
@NullMarked
package io.quorate.consensus;

import org.jspecify.annotations.NullMarked;
