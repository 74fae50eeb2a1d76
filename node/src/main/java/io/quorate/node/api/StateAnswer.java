package io.quorate.node.api;

import io.quorate.consensus.FinalityCertificate;
import io.quorate.crypto.Bytes;
import java.util.Optional;

/**
 * What a key holds at a height.
 *
 * @param value empty if the key has no value
 * @param height the height the answer is of
 * @param proof absent for local reads
 */
public record StateAnswer(Optional<Bytes> value, long height, Optional<Proof> proof) {

  /**
   * Why the answer is true.
   *
   * @param path the encoded SparseMerkleProof of presence or absence under the certificate's state
   *     root
   * @param certificate of the answer's height
   */
  public record Proof(Bytes path, FinalityCertificate certificate) {}
}
