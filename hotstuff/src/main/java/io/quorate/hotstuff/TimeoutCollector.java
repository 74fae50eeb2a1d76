package io.quorate.hotstuff;

import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.ViewClaims;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Signature;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One timeout per validator, that of its highest view. */
final class TimeoutCollector {
  private final State state;
  private final ViewClaims claims;
  private final SortedMap<Integer, Slot> slots = new TreeMap<>();

  /** A validator's timeout. */
  private record Slot(long view, QuorumCertificate highQc, Signature signature) {}

  TimeoutCollector(State state) {
    this.state = state;
    this.claims = new ViewClaims(state.epoch.validators());
  }

  /** Remembers a verified timeout; the certificate, when a quorum gave up its view. */
  Optional<TimeoutCertificate> add(SignedMessage message, Timeout timeout) {
    Slot earlier = slots.get(message.sender());
    if (earlier != null && earlier.view() > timeout.view()) {
      return Optional.empty();
    }
    claims.add(message.sender(), timeout.view());
    slots.put(message.sender(), new Slot(timeout.view(), timeout.highQc(), message.signature()));
    return timeout.view() >= state.view ? assemble(timeout.view()) : Optional.empty();
  }

  /** The highest view, not below the current one, that a weak quorum gave up or is beyond. */
  Optional<Long> weakQuorumView() {
    return claims.weakQuorumView(state.view);
  }

  /**
   * Whether another validator gave up this very view: somebody waits for something. An honest one
   * in a higher view shows how it got there, and this replica follows.
   */
  boolean othersWait() {
    return slots.entrySet().stream()
        .anyMatch(slot -> slot.getKey() != state.self && slot.getValue().view() == state.view);
  }

  void digest(Encoder out) {
    out.u32(slots.size());
    slots.forEach((validator, slot) ->
        out.u32(validator).u64(slot.view()).u64(slot.highQc().content().view()));
  }

  private Optional<TimeoutCertificate> assemble(long view) {
    SortedMap<Integer, Signature> signatures = new TreeMap<>();
    List<Long> highViews = new ArrayList<>();
    Optional<QuorumCertificate> highest = Optional.empty();
    for (var entry : slots.entrySet()) {
      Slot slot = entry.getValue();
      if (slot.view() == view) {
        signatures.put(entry.getKey(), slot.signature());
        long high = slot.highQc().content().view();
        highViews.add(high);
        if (highest.map(qc -> high > qc.content().view()).orElse(true)) {
          highest = Optional.of(slot.highQc());
        }
      }
    }
    boolean quorum =
        state.epoch.validators().isQuorum(state.epoch.validators().powerOf(signatures.keySet()));
    if (!quorum) {
      return Optional.empty();
    }
    AggregateSignature aggregate =
        AggregateSignature.assemble(
                state.epoch.scheme(), state.epoch.validators().size(), signatures)
            .orElseThrow(() -> new IllegalStateException("verified timeouts do not aggregate"));
    return Optional.of(new TimeoutCertificate(view, highViews, aggregate, highest.orElseThrow()));
  }
}
