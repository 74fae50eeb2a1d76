package io.quorate.mempool;

import io.quorate.crypto.Hash;

/** What became of a submitted transaction. */
public sealed interface Admission {

  /**
   * It is pending from now on.
   *
   * @param transaction its id
   */
  record Admitted(Hash transaction) implements Admission {}

  /**
   * It was pending before.
   *
   * @param transaction its id
   */
  record AlreadyPending(Hash transaction) implements Admission {}

  /**
   * It is not kept, and nothing changed.
   *
   * @param code the class of the fault
   * @param detail one sentence for the sender, with the numbers that decided
   */
  record Refused(RefusalCode code, String detail) implements Admission {}
}
