package io.quorate.consensus;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;

/**
 * What a validator signs. Each kind starts its bytes with a tag of its own and carries chain and
 * epoch, so that a signature made for one thing is never valid for another (scenario S5).
 */
public sealed interface SigningContent permits VoteContent, Attestation {

  /** The chain. */
  Hash chain();

  /** The epoch whose validators sign. */
  long epoch();

  /** The height it speaks of. */
  long height();

  /** The exact bytes under the signature. */
  Bytes signingBytes();
}
