package io.quorate.consensus;

/**
 * An answer that proves itself: a quorum's certificate, and the path from it down to the answer.
 * Whoever holds the epoch's validator set needs to trust nobody else, least of all the node that
 * handed it over. Immutable.
 */
public sealed interface Proved permits ProvedReceipt, ProvedState {

  /** The quorum's word on the height that the answer is of. */
  FinalityCertificate certificate();

  /** Checks everything: the path and the certificate. */
  default Verdict verify(Epoch epoch) {
    Verdict path = verifyPath();
    return path.accepted() ? certificate().verify(epoch) : path;
  }

  /**
   * Checks everything but the certificate's signatures, for callers that verified that certificate
   * before.
   */
  Verdict verifyPath();
}
