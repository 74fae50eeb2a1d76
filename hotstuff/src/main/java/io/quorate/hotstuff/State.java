package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.hotstuff.SafetyRecord.LastProposal;
import io.quorate.hotstuff.SafetyRecord.ReputationPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the steps of the protocol share: one replica's certificates, lock, view and block tree. The
 * steps change it; it decides nothing. Not thread-safe.
 */
final class State {
  final Epoch epoch;
  final int self;
  final EngineOutput out;
  final LeaderElection election;
  final BlockTree tree;

  /** The current view. */
  long view = 1;

  QuorumCertificate highQc;
  Optional<TimeoutCertificate> highTc = Optional.empty();
  BlockRef lock;
  Optional<VoteContent> lastVote = Optional.empty();
  long timeoutView;
  Optional<LastProposal> lastProposal = Optional.empty();

  /** The last own vote, once it came back signed. */
  Optional<SignedVote> ownVote = Optional.empty();

  long executedHeight;
  boolean workPending;

  /** The last view that was overdue: a part of its time was over, and it was not left. */
  long overdueView;

  /** Views given up since the last commit. */
  long failures;

  /** The committed root, or what is about to be it while its commit is made durable. */
  private BlockRef committed;

  private final List<ReputationPoint> reputations = new ArrayList<>();

  /** A replica that starts at {@code committed}, with what it remembers where there is anything. */
  State(
      Epoch epoch,
      int self,
      EngineOutput out,
      LeaderElection election,
      Block committed,
      Optional<SafetyRecord> remembered) {
    this.epoch = epoch;
    this.self = self;
    this.out = out;
    this.election = election;
    remembered.ifPresent(record -> reputations.addAll(record.reputations()));
    this.tree = new BlockTree(epoch, election, committed, reputationOf(committed, remembered));
    this.committed = tree.root().ref();
    recordReputation(tree.root());
    BlockRef root = tree.root().ref();
    boolean fresh = committed.height() < epoch.firstHeight();
    this.highQc = Certificates.root(epoch, fresh ? committed.hash() : Hash.ZERO);
    this.lock = root;
    remembered.ifPresent(this::restore);
    raiseLock(root);
  }

  private void restore(SafetyRecord record) {
    highQc = record.highQc();
    highTc = record.highTc();
    lock = record.lock();
    lastVote = record.lastVote();
    timeoutView = record.timeoutView();
    lastProposal = record.lastProposal();
    view =
        Math.max(
            Math.max(certifiedView() + 1, timeoutView),
            Math.max(lastVotedView(), lastProposedView()));
  }

  /** The highest view that a certificate of either kind closes. */
  long certifiedView() {
    return Math.max(highQc.content().view(), highTc.map(TimeoutCertificate::view).orElse(0L));
  }

  long lastVotedView() {
    return lastVote.map(VoteContent::view).orElse(0L);
  }

  long lastProposedView() {
    return lastProposal.map(LastProposal::view).orElse(0L);
  }

  boolean isValidator() {
    return self >= 0;
  }

  /** Whether the epoch's last height is committed: nothing is proposed any more. */
  boolean over() {
    return tree.root().height() >= epoch.lastHeight();
  }

  boolean timedOut() {
    return timeoutView >= view;
  }

  /** Whether so much of the current view's time is over that votes go to everybody. */
  boolean overdue() {
    return overdueView == view;
  }

  /** The block of the highest certificate, where it is known. */
  Optional<TreeBlock> highBlock() {
    return tree.get(highQc.content().subject());
  }

  /** The timeout certificate worth telling others: one above the highest quorum certificate. */
  Optional<TimeoutCertificate> usefulTc() {
    return highTc.filter(tc -> tc.view() > highQc.content().view());
  }

  /** The leader of {@code of} on the chain that ends in {@code parent}. */
  int leader(long of, TreeBlock parent) {
    return election.leader(of, parent.view(), parent.reputation());
  }

  /** The leader of the current view as this replica sees it. */
  int leader() {
    return highBlock().map(parent -> leader(view, parent)).orElse(election.plain(view));
  }

  /**
   * Whether blocks with something in them wait above the root for {@code top}'s chain of
   * certificates.
   */
  boolean waiting(TreeBlock top) {
    return top.workAbove(tree.root()) > 0;
  }

  VoteContent voteFor(TreeBlock block) {
    return new VoteContent(
        epoch.chain(),
        epoch.number(),
        Phase.HOTSTUFF_VOTE,
        block.view(),
        block.height(),
        block.block().hash());
  }

  void raiseLock(BlockRef block) {
    if (block.view() > lock.view() || lock.height() < tree.root().height()) {
      lock = block;
    }
  }

  /** Makes the safety state durable, with the blocks up to {@code top} that are not. */
  void persist(List<TreeBlock> chain) {
    List<Block> blocks = new ArrayList<>();
    for (TreeBlock block : chain) {
      if (!block.durable()) {
        block.makeDurable();
        blocks.add(block.block());
      }
    }
    out.emit(new Effect.Persist(record().encoded(), blocks));
  }

  /** Remembers the reputation of a committed block; old points are let go. */
  void recordReputation(TreeBlock block) {
    committed = block.ref();
    int last = reputations.size() - 1;
    if (last < 0 || !reputations.get(last).reputation().equals(block.reputation())) {
      reputations.add(new ReputationPoint(block.height(), block.reputation()));
    }
    long oldest = block.height() - 2L * epoch.parameters().executionLag();
    while (reputations.size() > SafetyRecord.MOST_POINTS
        || (reputations.size() > 1 && reputations.get(1).height() <= oldest)) {
      reputations.removeFirst();
    }
  }

  SafetyRecord record() {
    return new SafetyRecord(
        lastVote, timeoutView, lock, highQc, highTc, lastProposal, committed, reputations);
  }

  /**
   * The reputation that a committed block leaves behind. The block can be one ahead of what is
   * remembered, when the process stopped between the block's commit and the record of it.
   */
  private Reputation reputationOf(Block block, Optional<SafetyRecord> remembered) {
    Reputation found = Reputation.CLEAN;
    for (ReputationPoint point : reputations) {
      if (point.height() <= block.height()) {
        found = point.reputation();
      }
    }
    Reputation before = found;
    return remembered
        .map(SafetyRecord::root)
        .filter(root -> root.hash().equals(block.parent()))
        .map(root -> election.after(before, root.view(), block.view(), block.header().proposer()))
        .orElse(found);
  }

  /** Everything that decides what happens next, for comparing runs. */
  void digest(Encoder out) {
    out.bytes(record().encoded()).u64(view).u64(executedHeight).bool(workPending).u64(failures);
    out.u64(overdueView);
    out.bool(ownVote.isPresent());
    ownVote.ifPresent(vote -> vote.encode(out));
    tree.digest(out);
  }
}
