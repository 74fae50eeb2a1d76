package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.consensus.Attestation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Genesis;
import io.quorate.crypto.SignerSet;
import java.util.List;

/** What a verified finality certificate says, for people and for programs. */
final class Proofs {
  private Proofs() {}

  /** "height 12, proved by a quorum certificate of 3 of 4 validators (node-1, node-2, node-4)". */
  static String sentence(FinalityCertificate certificate, Genesis genesis) {
    SignerSet signers = certificate.signature().signers();
    return "height "
        + certificate.attestation().height()
        + ", proved by a quorum certificate of "
        + signers.count()
        + " of "
        + signers.validators()
        + " validators ("
        + String.join(", ", names(signers, genesis))
        + ")";
  }

  /** Adds the member {@code proof}. */
  static void add(ObjectNode json, FinalityCertificate certificate, Genesis genesis) {
    Attestation attestation = certificate.attestation();
    SignerSet signers = certificate.signature().signers();
    ObjectNode proof = json.putObject("proof");
    proof.put("height", attestation.height());
    proof.put("block", attestation.block().toHex());
    proof.put("stateRoot", attestation.stateRoot().toHex());
    proof.put("receiptsRoot", attestation.receiptsRoot().toHex());
    proof.put("validators", signers.validators());
    ArrayNode array = proof.putArray("signers");
    names(signers, genesis).forEach(array::add);
  }

  static List<String> names(SignerSet signers, Genesis genesis) {
    return signers.indexes().stream().map(i -> genesis.validators().get(i).name()).toList();
  }
}
