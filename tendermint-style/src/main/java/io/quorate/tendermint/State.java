package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.engine.ReportedOffences;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.ViewClaims;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.SafetyRecord.LastProposal;
import io.quorate.tendermint.TendermintMessage.Proposal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the steps of the protocol share: one replica's height, round, votes, values and own words.
 * The steps change it; it decides nothing. Not thread-safe.
 */
final class State {
  /** Own votes of this many rounds are remembered with their signatures. */
  private static final int SIGNED_ROUNDS = 3;

  final Epoch epoch;
  final int self;
  final EngineOutput out;
  final Duties duties;
  final Rotation rotation;
  final ReportedOffences offences;
  final VoteKeeper votes;
  final ViewClaims claims;
  final Values values = new Values();

  /** The highest height at which each validator spoke. */
  final ViewClaims heights;

  /** Messages kept for a round or height that starts now. */
  final Deque<SignedMessage> replay = new ArrayDeque<>();

  /** The highest committed block. */
  Block tip;

  RoundState round = RoundState.INITIAL;

  /** The proposer of the current round. */
  int proposer;

  /** The current round's proposal, the first of its proposer. */
  Optional<Proposal> proposal = Optional.empty();

  /** The latest polka for a block at this height. */
  Optional<QuorumCertificate> polka = Optional.empty();

  /** The polka of the valid value. */
  Optional<QuorumCertificate> validPolka = Optional.empty();

  /** The round of the last polka that was told when a later round was entered. */
  long carriedOn = TendermintMessage.NO_ROUND;

  /** The certificate by which the tip, or the height before a restart, was decided. */
  Optional<QuorumCertificate> decided = Optional.empty();

  // Own words at this height.
  Optional<LastProposal> lastProposal = Optional.empty();
  Optional<VoteContent> prevote = Optional.empty();
  Optional<VoteContent> precommit = Optional.empty();
  private final SortedMap<Long, SortedMap<Phase, SignedVote>> signed = new TreeMap<>();

  /** The record of a height above the tip's next, until that height is reached. */
  Optional<SafetyRecord> remembered = Optional.empty();

  long executedHeight;

  /** The highest final height that the host told; the epoch before ended with a final one. */
  long finalHeight;

  boolean workPending;

  /** Whether a peer in this very round waits for a decision. */
  boolean woken;

  State(
      Epoch epoch, int self, EngineOutput out, Duties duties, Rotation rotation, Block committed) {
    this.epoch = epoch;
    this.self = self;
    this.out = out;
    this.duties = duties;
    this.rotation = rotation;
    this.offences = new ReportedOffences(self, out, Rule.EVIDENCE);
    this.votes = new VoteKeeper(epoch, duties, offences);
    this.claims = new ViewClaims(epoch.validators());
    this.heights = new ViewClaims(epoch.validators());
    this.tip = committed;
    this.finalHeight = epoch.firstHeight() - 1;
  }

  /** The height to decide. */
  long height() {
    return tip.height() + 1;
  }

  /** Whether the epoch's last height is decided. */
  boolean over() {
    return height() > epoch.lastHeight();
  }

  /**
   * Whether an honest replica is sure to have spoken at this height, or above it, and nothing of
   * that is here: it came while this replica was far below.
   */
  boolean missedWords() {
    return votes.size() == 0 && heights.weakQuorumView(height()).isPresent();
  }

  /** Whether an honest replica is sure to be above this height, which is decided then. */
  boolean behind() {
    return heights.weakQuorumView(height() + 1).isPresent();
  }

  /** Whether this replica may say anything at this height. */
  boolean speaks() {
    return self >= 0 && remembered.map(record -> height() >= record.height()).orElse(true);
  }

  /** DESIGN section 4, Δ: whether execution is near enough to vote for a block of this height. */
  boolean lags() {
    return height() - epoch.parameters().executionLag() > executedHeight;
  }

  long lastProposedRound() {
    return lastProposal.map(LastProposal::round).orElse(TendermintMessage.NO_ROUND);
  }

  /** The prevotes of a quorum for one subject in the current round. */
  Optional<QuorumCertificate> currentPolka() {
    return votes
        .polka(round.round())
        .or(() -> polka.filter(p -> p.content().view() == round.round()));
  }

  VoteContent content(Phase phase, Hash subject) {
    return new VoteContent(epoch.chain(), epoch.number(), phase, round.round(), height(), subject);
  }

  /** An own vote came back signed. */
  void remember(SignedVote vote) {
    signed
        .computeIfAbsent(vote.content().view(), r -> new TreeMap<>())
        .put(vote.content().phase(), vote);
    while (signed.size() > SIGNED_ROUNDS) {
      signed.remove(signed.firstKey());
    }
  }

  /** Forgets everything about a height that is over. */
  void clearHeight() {
    round = RoundState.INITIAL;
    proposal = Optional.empty();
    polka = Optional.empty();
    validPolka = Optional.empty();
    carriedOn = TendermintMessage.NO_ROUND;
    lastProposal = Optional.empty();
    prevote = Optional.empty();
    precommit = Optional.empty();
    signed.clear();
    votes.advance();
    claims.clear();
    values.clear();
    woken = false;
  }

  /** Makes the safety state durable, with the blocks named that are known and not durable yet. */
  Effect.Persist durable(List<Hash> blocks) {
    List<Block> fresh = new ArrayList<>();
    blocks.forEach(hash -> values.makeDurable(hash).ifPresent(fresh::add));
    return new Effect.Persist(record().encoded(), fresh);
  }

  SafetyRecord record() {
    return new SafetyRecord(
        height(),
        round.round(),
        round.step(),
        round.locked(),
        round.valid(),
        validPolka,
        lastProposal,
        prevote,
        precommit,
        signedVotes(),
        decided);
  }

  private List<SignedVote> signedVotes() {
    return signed.values().stream().flatMap(byPhase -> byPhase.values().stream()).toList();
  }

  /** Everything that decides what happens next, for comparing runs. */
  void digest(Encoder out) {
    out.hash(tip.hash())
        .bytes(record().encoded())
        .u64(executedHeight)
        .u64(finalHeight)
        .bool(workPending);
    round.digest(out);
    out.bool(woken).u64(carriedOn + 1).bool(proposal.isPresent());
    proposal.flatMap(Proposal::toSign).ifPresent(content -> content.encode(out));
    TendermintCodec.certificate(out, polka);
    votes.digest(out);
    claims.digest(out);
    heights.digest(out);
    values.digest(out);
    offences.digest(out);
  }
}
