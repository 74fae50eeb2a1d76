package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Signature;
import io.quorate.replica.message.PeerMessage.Attested;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the attestations of one height, one per validator, the first that it sent. Not
 * thread-safe.
 */
final class AttestationTally {
  private final Epoch epoch;
  private final SortedMap<Integer, Attested> received = new TreeMap<>();

  AttestationTally(Epoch epoch) {
    this.epoch = epoch;
  }

  /** Counts a verified attestation; the certificate when it completes a quorum of equal ones. */
  Optional<FinalityCertificate> add(Attested attested) {
    if (received.putIfAbsent(attested.signer(), attested) != null) {
      return Optional.empty();
    }
    SortedMap<Integer, Signature> equal = new TreeMap<>();
    received.forEach((signer, other) -> {
      if (other.attestation().equals(attested.attestation())) {
        equal.put(signer, other.signature());
      }
    });
    if (!epoch.validators().isQuorum(epoch.validators().powerOf(equal.keySet()))) {
      return Optional.empty();
    }
    return Optional.of(certificate(attested.attestation(), equal));
  }

  /** Those whose result is another one than that, in the order of their indexes. */
  List<Integer> differing(Attestation own) {
    return received.values().stream()
        .filter(attested -> !attested.attestation().equals(own))
        .map(Attested::signer)
        .toList();
  }

  private FinalityCertificate certificate(
      Attestation attestation, SortedMap<Integer, Signature> signatures) {
    AggregateSignature aggregate =
        AggregateSignature.assemble(epoch.scheme(), epoch.validators().size(), signatures)
            .orElseThrow(() -> new IllegalStateException("verified attestations do not aggregate"));
    return new FinalityCertificate(attestation, aggregate);
  }
}
