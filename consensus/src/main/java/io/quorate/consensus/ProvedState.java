package io.quorate.consensus;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SparseMerkleProof;
import java.util.Optional;

/**
 * What an entry of the state holds at one height, or that it holds nothing.
 *
 * @param key the entry's key in the state tree, as {@link StateKeys} makes it
 * @param value empty if it is proved that there is none
 * @param path from the entry, or from where it would be, to the state root
 * @param certificate of the height
 */
public record ProvedState(
    Bytes key, Optional<Bytes> value, SparseMerkleProof path, FinalityCertificate certificate)
    implements Proved {

  /** The height the value is of. */
  public long height() {
    return certificate.attestation().height();
  }

  @Override
  public Verdict verifyPath() {
    Hash root = certificate.attestation().stateRoot();
    boolean holds =
        value.isPresent()
            ? path.verifyPresent(root, key, value.get())
            : path.verifyAbsent(root, key);
    return holds
        ? Verdict.accept()
        : Verdict.refuse(Reason.BAD_CERTIFICATE, "state proof does not hold");
  }
}
