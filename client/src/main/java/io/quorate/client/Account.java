package io.quorate.client;

import io.quorate.api.ErrorCode;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A sender: a key and the sequence numbers of its transactions. Thread-safe. Use one account object
 * for a key at a time, in one process: two would hand out the same numbers, and one of two
 * transactions of the same number is refused.
 */
public final class Account {
  private final QuorateClient client;
  private final PrivateKey key;
  private final int home;
  private final Sequences sequences;

  Account(QuorateClient client, PrivateKey key, int home, long highestExecuted) {
    this.client = client;
    this.key = key;
    this.home = home;
    this.sequences = new Sequences(highestExecuted);
  }

  /** The sender's public key. */
  public PublicKey publicKey() {
    return key.publicKey();
  }

  /**
   * Signs a transaction on the calling thread and submits it. The future completes with a verified
   * receipt whose status is EXECUTED or FAILED (the application's own refusal, final and proved
   * too), or fails with a {@link ClientException}: {@link TooManyInFlightException} at once, {@link
   * RefusedException}, {@link ExpiredException}, {@link UnknownOutcomeException} or {@link
   * ClosedException} later. Transactions of one account may be executed in another order than they
   * were submitted.
   *
   * @throws IllegalArgumentException if the payload is larger than a transaction can carry
   */
  public CompletableFuture<ProvedReceipt> submit(Bytes payload) {
    return client.submit(this, payload);
  }

  /**
   * Signs a transaction without sending it, for a caller that writes it down first, so that it can
   * send the same one again after a crash: {@link Transaction#encoded} and {@link
   * Transaction#decode}. It is executed at most once, however often it is sent. Its sequence number
   * is taken; {@link #submit(Transaction)} gives it back when the outcome allows.
   *
   * @throws TooManyInFlightException if this account has as many unanswered transactions as it may
   * @throws IllegalArgumentException if the payload is larger than a transaction can carry
   */
  public Transaction sign(Bytes payload) {
    return client.sign(this, payload);
  }

  /**
   * Sends a signed transaction of this sender, also one of an earlier process; outcomes are those
   * of {@link #submit(Bytes)}. A transaction that was executed before completes with its first
   * receipt. As it may have been sent before, what nodes refuse for any reason but its form ends as
   * {@link UnknownOutcomeException} when time is up: an earlier copy may still be executed. After a
   * crash submit what was kept before anything new, so that new transactions get other sequence
   * numbers.
   *
   * @throws IllegalArgumentException if it is of another chain or sender
   */
  public CompletableFuture<ProvedReceipt> submit(Transaction transaction) {
    return client.submit(this, transaction);
  }

  PrivateKey key() {
    return key;
  }

  int home() {
    return home;
  }

  synchronized OptionalLong take() {
    return sequences.take();
  }

  synchronized void executed(long sequence) {
    client.settled();
    sequences.executed(sequence);
  }

  synchronized void failed(long sequence, ClientException reason) {
    client.settled();
    switch (reason) {
      case RefusedException refused when refused.code() == ErrorCode.SEQUENCE_USED ->
          sequences.executed(sequence);
      case RefusedException _, TooManyInFlightException _ -> sequences.unused(sequence);
      case ExpiredException _ -> sequences.unused(sequence);
      case UnknownOutcomeException _,
          UnavailableException _,
          PrunedException _,
          ClosedException _ ->
          sequences.lost(sequence);
    }
  }

  void answeredElsewhere() {
    client.settled();
  }

  synchronized void resume(long sequence) {
    sequences.resume(sequence);
  }

  synchronized void unused(long sequence) {
    sequences.unused(sequence);
  }
}
