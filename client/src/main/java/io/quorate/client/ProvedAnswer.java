package io.quorate.client;

import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedState;
import java.util.List;

/**
 * An answer that the client computed from proved entries.
 *
 * @param answer what the rule made of them
 * @param certificate of the state that they are of
 * @param entries everything that the rule read and whatever else the node proved, under the keys of
 *     the state tree
 */
public record ProvedAnswer<A>(
    A answer, FinalityCertificate certificate, List<ProvedState> entries) {
  /** Copies the list. */
  public ProvedAnswer {
    entries = List.copyOf(entries);
  }

  /** The height of the state. */
  public long height() {
    return certificate.attestation().height();
  }
}
