package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.replica.ReplicaEffect.Finalized;
import io.quorate.replica.ReplicaEffect.Halt;
import io.quorate.replica.ReplicaEffect.Write;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage.Attested;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * From executed heights to finality certificates: attests what was executed here, counts what
 * others attest, and compares. Bounded by {@link #WINDOW} heights above the highest final one. Not
 * thread-safe.
 */
final class Finality {
  /** Heights above the highest final one for which anything is remembered. */
  static final long WINDOW = 512;

  private static final int REPEATED_PER_TICK = 32;
  private static final int REPEATED_TO_PEER = 128;

  private final Epochs epochs;
  private final Ledger ledger;
  private final SigningGuard guard;
  private final Consumer<Attestation> attest;
  private final Consumer<FinalityCertificate> reached;
  private final SortedMap<Long, Attestation> own = new TreeMap<>();
  private final SortedMap<Long, AttestationTally> tallies = new TreeMap<>();
  private final SortedMap<Long, FinalityCertificate> certificates = new TreeMap<>();
  private long finalized;
  private long executedAtLastTick;
  private OptionalLong overdue = OptionalLong.empty();
  private SortedMap<Integer, Long> differing = Collections.emptySortedMap();

  /**
   * @param attest signs and broadcasts an attestation
   * @param reached told the certificate of the highest final height whenever that rises
   */
  Finality(
      Epochs epochs,
      Ledger ledger,
      SigningGuard guard,
      long finalized,
      Consumer<Attestation> attest,
      Consumer<FinalityCertificate> reached) {
    this.epochs = epochs;
    this.ledger = ledger;
    this.guard = guard;
    this.finalized = finalized;
    this.attest = attest;
    this.reached = reached;
  }

  /**
   * The highest height up to which every certificate is known and equals what was executed here.
   */
  long finalizedHeight() {
    return finalized;
  }

  /** A height was executed here, now or before a restart. */
  void executed(long height, Ledger.Outcome outcome, ReplicaEffects out) {
    if (height <= finalized) {
      return;
    }
    Epoch epoch = epochOf(height);
    Attestation attestation =
        new Attestation(
            epoch.chain(),
            epoch.number(),
            height,
            outcome.block(),
            outcome.stateRoot(),
            outcome.receiptsRoot(),
            epoch.successorAt(height));
    own.put(height, attestation);
    FinalityCertificate certificate = certificates.get(height);
    if (certificate == null) {
      attest.accept(attestation);
    } else {
      settle(attestation, certificate, out);
    }
  }

  /** A verified attestation of any validator, this one included. */
  void attested(Attested attested, ReplicaEffects out) {
    long height = attested.attestation().height();
    if (height <= finalized || height > finalized + WINDOW || certificates.containsKey(height)) {
      return;
    }
    tallies
        .computeIfAbsent(height, h -> new AttestationTally(epochOf(h)))
        .add(attested)
        .ifPresent(certificate -> certified(certificate, out));
  }

  /** A verified certificate, assembled here or fetched. */
  void certified(FinalityCertificate certificate, ReplicaEffects out) {
    long height = certificate.attestation().height();
    if (height <= finalized || height > finalized + WINDOW || certificates.containsKey(height)) {
      return;
    }
    certificates.put(height, certificate);
    tallies.remove(height);
    Attestation attestation = own.get(height);
    if (attestation != null) {
      settle(attestation, certificate, out);
    }
  }

  /**
   * The oldest attestations of this replica that wait for their certificate, for a peer that has
   * just connected: what was sent while it was away is lost, and after a power failure of all that
   * is every one of them.
   */
  List<Attestation> uncertified() {
    return own.values().stream()
        .filter(attestation -> !certificates.containsKey(attestation.height()))
        .limit(REPEATED_TO_PEER)
        .toList();
  }

  /** Repeats attestations that have waited for a whole tick: messages get lost. */
  void tick() {
    int repeated = 0;
    overdue = OptionalLong.empty();
    for (Attestation attestation : own.values()) {
      boolean waited =
          attestation.height() <= executedAtLastTick
              && !certificates.containsKey(attestation.height());
      if (waited && repeated < REPEATED_PER_TICK) {
        attest.accept(attestation);
        overdue = overdue.isPresent() ? overdue : OptionalLong.of(attestation.height());
        repeated++;
      }
    }
    executedAtLastTick = own.isEmpty() ? executedAtLastTick : own.lastKey();
    differing = overdue.isPresent() ? othersAt(overdue.getAsLong()) : Collections.emptySortedMap();
  }

  private SortedMap<Integer, Long> othersAt(long height) {
    SortedMap<Integer, Long> others = new TreeMap<>();
    Attestation here = own.get(height);
    AttestationTally tally = tallies.get(height);
    if (here != null && tally != null) {
      tally.differing(here).forEach(signer -> others.put(signer, height));
    }
    return Collections.unmodifiableSortedMap(others);
  }

  /**
   * The lowest height that waits here for its certificate, where it waited for the whole time
   * between the last two ticks.
   */
  OptionalLong overdue() {
    return overdue;
  }

  /**
   * The validators whose result at the overdue height is another one than this replica's, with that
   * height. When results differ so that no quorum has equal ones, nobody can tell who is wrong: the
   * height stays without a certificate, and nobody stops.
   */
  SortedMap<Integer, Long> differing() {
    return differing;
  }

  private Epoch epochOf(long height) {
    return epochs
        .at(height)
        .orElseThrow(() -> new IllegalStateException("no epoch has height " + height));
  }

  private void settle(
      Attestation attestation, FinalityCertificate certificate, ReplicaEffects out) {
    if (!attestation.equals(certificate.attestation())) {
      out.emit(new Halt(divergence(attestation, certificate.attestation())));
      return;
    }
    WriteBatch batch = new WriteBatch();
    ledger.storeCertificate(certificate, batch);
    Optional<FinalityCertificate> highest = Optional.empty();
    while (own.containsKey(finalized + 1) && certificates.containsKey(finalized + 1)) {
      finalized++;
      own.remove(finalized);
      highest = Optional.ofNullable(certificates.remove(finalized));
      tallies.remove(finalized);
    }
    if (highest.isPresent()) {
      ledger.storeFinalizedHeight(finalized, batch);
      guard.forgetBelow(finalized, batch);
    }
    out.emit(new Write(batch));
    highest.ifPresent(reached);
    out.emit(new Finalized(certificate));
  }

  private static String divergence(Attestation own, Attestation certified) {
    return "height "
        + own.height()
        + " came out differently here than a quorum certified: block "
        + own.block().toHex()
        + " here and "
        + certified.block().toHex()
        + " there, state root "
        + own.stateRoot().toHex()
        + " here and "
        + certified.stateRoot().toHex()
        + " there, receipts root "
        + own.receiptsRoot().toHex()
        + " here and "
        + certified.receiptsRoot().toHex()
        + " there. This replica stops rather than serve a state that a quorum disowns; the application or its data"
        + " is not deterministic, or this disk is damaged.";
  }
}
