package io.quorate.client;

import io.quorate.consensus.FinalityCertificate;
import io.quorate.crypto.Bytes;
import java.util.Optional;

/**
 * What a key holds, proved.
 *
 * @param value empty if it is proved that the key has none
 * @param certificate the verified finality certificate of the height it holds at
 */
public record ProvedValue(Optional<Bytes> value, FinalityCertificate certificate) {
  /** The height the value is of. */
  public long height() {
    return certificate.attestation().height();
  }
}
