package io.quorate.consensus.engine;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the votes of one slot (one phase of one view, say): the first vote of each validator
 * counts, a second, different one is evidence. Reports the quorum of a content once. Holds at most
 * one vote per validator. Not thread-safe.
 */
public final class VoteTally {
  private final Epoch epoch;
  private final SortedMap<Integer, SignedVote> votes = new TreeMap<>();
  private final Map<Bytes, QuorumCertificate> certificates = new LinkedHashMap<>();

  /** An empty tally of {@code epoch}'s validators. */
  public VoteTally(Epoch epoch) {
    this.epoch = epoch;
  }

  /** What a vote changed. */
  public sealed interface Outcome {}

  /** The vote counts; no quorum yet, or its quorum was reported before. */
  public record Counted() implements Outcome {}

  /** The validator's vote was here already. */
  public record Repeated() implements Outcome {}

  /**
   * The validator voted differently before.
   *
   * @param evidence both votes, where they contradict each other
   */
  public record Conflicting(Optional<Equivocation> evidence) implements Outcome {}

  /**
   * The vote completed a quorum.
   *
   * @param certificate of the quorum
   */
  public record QuorumReached(QuorumCertificate certificate) implements Outcome {}

  /** Counts a verified vote. */
  public Outcome add(SignedVote vote) {
    SignedVote earlier = votes.get(vote.signer());
    if (earlier != null) {
      if (earlier.content().equals(vote.content())) {
        return new Repeated();
      }
      boolean contradiction = earlier.content().contradicts(vote.content());
      return new Conflicting(
          contradiction ? Optional.of(Equivocation.of(earlier, vote)) : Optional.empty());
    }
    votes.put(vote.signer(), vote);
    return certify(vote.content()).<Outcome>map(QuorumReached::new).orElseGet(Counted::new);
  }

  /** The voting power behind {@code content}. */
  public long powerOf(VoteContent content) {
    return epoch.validators().powerOf(signatures(content).keySet());
  }

  /** The voting power of everybody who voted, whatever the content. */
  public long power() {
    return epoch.validators().powerOf(votes.keySet());
  }

  /** The votes, by signer. */
  public List<SignedVote> votes() {
    return List.copyOf(votes.values());
  }

  /**
   * One certificate of all votes for {@code content}, of which there must be one; whether they are
   * a quorum is for the caller to know.
   */
  public QuorumCertificate aggregate(VoteContent content) {
    Optional<AggregateSignature> aggregate =
        AggregateSignature.assemble(epoch.scheme(), epoch.validators().size(), signatures(content));
    if (aggregate.isEmpty()) {
      throw new IllegalStateException("verified votes do not aggregate: " + content);
    }
    return new QuorumCertificate(content, aggregate.get());
  }

  private Optional<QuorumCertificate> certify(VoteContent content) {
    Bytes key = content.signingBytes();
    if (certificates.containsKey(key) || !epoch.validators().isQuorum(powerOf(content))) {
      return Optional.empty();
    }
    QuorumCertificate certificate = aggregate(content);
    certificates.put(key, certificate);
    return Optional.of(certificate);
  }

  private SortedMap<Integer, Signature> signatures(VoteContent content) {
    SortedMap<Integer, Signature> result = new TreeMap<>();
    votes.forEach((signer, vote) -> {
      if (vote.content().equals(content)) {
        result.put(signer, vote.signature());
      }
    });
    return result;
  }
}
