package io.quorate.pbft;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.ViewClaims;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Signature;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One view change per validator, that of the highest view it asked for. Not thread-safe. */
final class ViewChangeLog {
  private final State state;
  private final Offences offences;
  private final ViewClaims claims;
  private final LoneClaims lone;
  private final SortedMap<Integer, Entry> entries = new TreeMap<>();

  private record Entry(ViewChange change, Signature signature) {
    VoteContent content() {
      return change.toSign().orElseThrow();
    }
  }

  ViewChangeLog(State state, Offences offences) {
    this.state = state;
    this.offences = offences;
    this.claims = new ViewClaims(state.epoch.validators());
    this.lone = new LoneClaims(state);
  }

  /** Remembers a verified view change. */
  void add(SignedMessage message, ViewChange change) {
    claims.add(message.sender(), change.view());
    lone.add(message.sender(), change.view());
    Entry entry = new Entry(change, message.signature());
    Optional<Entry> earlier = Optional.ofNullable(entries.get(message.sender()));
    long before = earlier.map(e -> e.change().view()).orElse(0L);
    if (change.view() > before) {
      entries.put(message.sender(), entry);
    }
    earlier
        .filter(first -> first.content().contradicts(entry.content()))
        .ifPresent(first ->
            offences.report(
                Equivocation.of(
                    new SignedVote(message.sender(), first.content(), first.signature()),
                    new SignedVote(message.sender(), entry.content(), entry.signature()))));
  }

  /** The highest view above the current one that a weak quorum asks for, or for one beyond it. */
  Optional<Long> weakQuorumView() {
    return claims.weakQuorumView(state.view + 1);
  }

  /** Whether a quorum asks for exactly that view. */
  boolean hasQuorum(long view) {
    return state.epoch.validators().isQuorum(state.epoch.validators().powerOf(signers(view)));
  }

  /**
   * Whether a quorum asks for that view or for one a little beyond it: enough have left the lower
   * views to wait no longer than a timer for this one. Those beyond may have lost their earlier
   * messages; one far beyond will never be in this view, and may be a lie.
   */
  boolean hasQuorumAt(long view) {
    List<Integer> there =
        entries.entrySet().stream()
            .filter(entry -> Views.near(state.epoch, view, entry.getValue().change().view()))
            .map(Map.Entry::getKey)
            .toList();
    return state.epoch.validators().isQuorum(state.epoch.validators().powerOf(there));
  }

  /** Those that ask alone. */
  LoneClaims lone() {
    return lone;
  }

  private List<Integer> signers(long view) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().change().view() == view)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The new view that these view changes make (section 4.4): V, and each certificate once. */
  NewView assemble(long view) {
    List<SignedClaim> signed = new ArrayList<>();
    Map<Object, FinalityCertificate> stable = new LinkedHashMap<>();
    Map<VoteContent, QuorumCertificate> certificates = new LinkedHashMap<>();
    for (int signer : signers(view)) {
      Entry entry = entries.get(signer);
      if (entry == null) {
        continue;
      }
      ViewChange change = entry.change();
      signed.add(new SignedClaim(signer, change.claim(), entry.signature()));
      change.stable().ifPresent(c -> stable.putIfAbsent(c.attestation(), c));
      change.decided().ifPresent(c -> certificates.putIfAbsent(c.content(), c));
      change.prepared().forEach(c -> certificates.putIfAbsent(c.content(), c));
    }
    return new NewView(
        state.epoch.chain(),
        state.epoch.number(),
        view,
        signed,
        List.copyOf(stable.values()),
        List.copyOf(certificates.values()));
  }

  void digest(Encoder out) {
    out.u32(entries.size());
    entries.forEach((validator, entry) -> {
      out.u32(validator);
      entry.content().encode(out);
    });
    claims.digest(out);
    lone.digest(out);
  }
}
