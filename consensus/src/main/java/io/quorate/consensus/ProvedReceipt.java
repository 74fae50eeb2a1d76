package io.quorate.consensus;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.crypto.MerkleProof;

/**
 * A receipt that proves itself.
 *
 * @param receipt the receipt
 * @param path from the receipt to the receipts root
 * @param certificate of the receipt's height
 */
public record ProvedReceipt(Receipt receipt, MerkleProof path, FinalityCertificate certificate)
    implements Proved {

  @Override
  public Verdict verifyPath() {
    if (receipt.height() != certificate.attestation().height() || path.index() != receipt.index()) {
      return Verdict.refuse(
          Reason.WRONG_HEIGHT, "receipt, path and certificate speak of different places");
    }
    return path.verify(receipt.encoded(), certificate.attestation().receiptsRoot())
        ? Verdict.accept()
        : Verdict.refuse(
            Reason.BAD_CERTIFICATE, "receipt is not under the certified receipts root");
  }
}
