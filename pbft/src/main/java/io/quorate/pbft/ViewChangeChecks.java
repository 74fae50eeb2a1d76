package io.quorate.pbft;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.crypto.Signature;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What makes a view change and a new view valid (section 4.4). Thread-safe. */
final class ViewChangeChecks {
  private final Epoch epoch;
  private final Certificates certificates;
  private final Primaries primaries;

  ViewChangeChecks(Epoch epoch, Certificates certificates, Primaries primaries) {
    this.epoch = epoch;
    this.certificates = certificates;
    this.primaries = primaries;
  }

  /** Everything but the sender's own signature. */
  Verdict check(ViewChange change) {
    Verdict claim = claim(change.view(), change.claim());
    if (!claim.accepted()) {
      return claim;
    }
    for (FinalityCertificate stable : change.stable().stream().toList()) {
      Verdict verdict = certificates.stable(stable);
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    for (QuorumCertificate decided : change.decided().stream().toList()) {
      Verdict verdict = certificates.committed(decided);
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    for (QuorumCertificate prepared : change.prepared()) {
      Verdict verdict = certificates.prepared(prepared);
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    return Verdict.accept();
  }

  /** Everything but the primary's own signature: V is a quorum's, and every claim is proved. */
  Verdict check(NewView view) {
    Verdict domain = domain(view.chain().equals(epoch.chain()), view.epoch(), view.view());
    if (!domain.accepted()) {
      return domain;
    }
    Verdict quorum = quorum(view.claims());
    if (!quorum.accepted()) {
      return quorum;
    }
    for (SignedClaim each : view.claims()) {
      Verdict verdict = claim(view.view(), each.claim());
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    Verdict table = table(view);
    if (!table.accepted()) {
      return table;
    }
    for (SignedClaim each : view.claims()) {
      VoteContent content = each.claim().toSign(view.chain(), view.epoch(), view.view());
      Verdict verdict = new SignedVote(each.signer(), content, each.signature()).verify(epoch);
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    return Verdict.accept();
  }

  Verdict domain(boolean sameChain, long epochNumber, long view) {
    if (!sameChain) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "view change of another chain");
    }
    if (epochNumber != epoch.number()) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "view change of epoch " + epochNumber);
    }
    return view > Views.FIRST
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_VIEW, "nobody changes to view " + view);
  }

  /** Signers rise, so that nobody is counted twice (scenario S1). */
  private Verdict quorum(List<SignedClaim> claims) {
    int last = -1;
    for (SignedClaim each : claims) {
      if (!epoch.validators().contains(each.signer())) {
        return Verdict.refuse(Reason.UNKNOWN_SENDER, "no validator " + each.signer());
      }
      if (each.signer() <= last) {
        return Verdict.refuse(Reason.MALFORMED, "view changes out of order or twice");
      }
      last = each.signer();
    }
    List<Integer> signers = claims.stream().map(SignedClaim::signer).toList();
    return epoch.validators().isQuorum(epoch.validators().powerOf(signers))
        ? Verdict.accept()
        : Verdict.refuse(Reason.NO_QUORUM, claims.size() + " view changes are no quorum");
  }

  /** The shape of C and P: runs above the base, within the window, views falling. */
  private Verdict claim(long view, Claim claim) {
    long origin = epoch.firstHeight() - 1;
    long high = claim.stableHeight(origin) + 2L * epoch.parameters().executionLag();
    long height = claim.base(origin);
    long above = view;
    for (VoteContent run : claim.prepared()) {
      if (run.view() >= above) {
        return Verdict.refuse(Reason.WRONG_VIEW, "prepared in view " + run.view());
      }
      if (run.height() <= height || run.height() > high) {
        return Verdict.refuse(Reason.WRONG_HEIGHT, "prepared at height " + run.height());
      }
      above = run.view();
      height = run.height();
    }
    return Verdict.accept();
  }

  /** Exactly the certificates that the claims speak of, each of them valid. */
  private Verdict table(NewView view) {
    Set<Attestation> attestations = new LinkedHashSet<>();
    Set<VoteContent> decided = new LinkedHashSet<>();
    Set<VoteContent> prepared = new LinkedHashSet<>();
    for (SignedClaim each : view.claims()) {
      each.claim().stable().ifPresent(attestations::add);
      each.claim().decided().ifPresent(decided::add);
      prepared.addAll(each.claim().prepared());
    }
    if (view.stable().size() != attestations.size()
        || view.certificates().size() != decided.size() + prepared.size()) {
      return Verdict.refuse(Reason.BAD_CERTIFICATE, "not one certificate for each claim");
    }
    for (FinalityCertificate certificate : view.stable()) {
      Verdict verdict =
          attestations.remove(certificate.attestation())
              ? certificates.stable(certificate)
              : Verdict.refuse(Reason.BAD_CERTIFICATE, "nobody claims this stable height");
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    for (QuorumCertificate certificate : view.certificates()) {
      Verdict verdict = entry(certificate, decided, prepared);
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    return Verdict.accept();
  }

  private Verdict entry(
      QuorumCertificate certificate, Set<VoteContent> decided, Set<VoteContent> prepared) {
    VoteContent content = certificate.content();
    if (decided.remove(content)) {
      return certificates.committed(certificate);
    }
    return prepared.remove(content)
        ? certificates.prepared(certificate)
        : Verdict.refuse(Reason.BAD_CERTIFICATE, "nobody claims " + content);
  }

  /** The primary's signature under a new view that somebody else passes on. */
  Verdict original(NewView view, Signature signature) {
    Optional<VoteContent> content = view.toSign();
    int primary = primaries.primary(view.view());
    return content
        .map(c -> new SignedVote(primary, c, signature).verify(epoch))
        .orElse(Verdict.refuse(Reason.MALFORMED, "nothing signed"));
  }
}
