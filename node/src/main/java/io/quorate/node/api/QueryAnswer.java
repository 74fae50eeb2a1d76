package io.quorate.node.api;

import io.quorate.consensus.FinalityCertificate;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What the application answers to a query.
 *
 * @param answer in the application's own encoding
 * @param height the height the answer is of
 * @param proof absent for local queries
 */
public record QueryAnswer(Bytes answer, long height, Optional<Proof> proof) {

  /**
   * From what somebody who has the application computes the answer anew.
   *
   * @param entries everything that the application read, each key once, in the order of the reads
   * @param certificate of the answer's height
   */
  public record Proof(List<Entry> entries, FinalityCertificate certificate) {
    /** Copies the list. */
    public Proof {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A key of the application.
   *
   * @param key as the application knows it
   * @param value empty if the key has none
   * @param path the encoded SparseMerkleProof under the certificate's state root
   */
  public record Entry(Bytes key, Optional<Bytes> value, Bytes path) {}
}
