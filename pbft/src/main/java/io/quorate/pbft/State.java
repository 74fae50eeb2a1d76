package io.quorate.pbft;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.wire.Encoder;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.Optional;

/**
 * What the steps of the protocol share: one replica's view, votes, prepared runs and committed
 * block. The steps change it; it decides nothing. Not thread-safe.
 */
final class State {
  final Epoch epoch;
  final int self;
  final EngineOutput out;
  final Primaries primaries;
  final BlockStore blocks = new BlockStore();
  final OwnVotes prepares;
  final OwnVotes commits;
  final PreparedRuns runs;

  /** The view this replica is in, or asks for; it says nothing in lower ones any more. */
  long view;

  /** The last block of the view's O; empty while the view is not open here. */
  Optional<BlockRef> top;

  Optional<QuorumCertificate> decided;
  Optional<FinalityCertificate> stable;

  /** This replica's view change for {@link #view}, until that is open here. */
  Optional<ViewChange> viewChange;

  /** This replica's new view for {@link #view}. */
  Optional<NewView> opened;

  /** The highest committed block. */
  Block root;

  long executed;

  /** Views given up since the last commit. */
  long failures;

  State(
      Epoch epoch,
      int self,
      EngineOutput out,
      Primaries primaries,
      Block committed,
      Optional<SafetyRecord> remembered) {
    this.epoch = epoch;
    this.self = self;
    this.out = out;
    this.primaries = primaries;
    this.root = committed;
    SafetyRecord record = remembered.orElseGet(() -> fresh(committed));
    this.view = record.view();
    this.top = record.top();
    this.prepares = new OwnVotes(record.prepares());
    this.commits = new OwnVotes(record.commits());
    this.runs = new PreparedRuns(record.runs());
    this.decided = record.decided();
    this.stable = record.stable();
    this.viewChange = record.viewChange();
    this.opened = record.opened();
  }

  /** The first view needs no new view: it starts from the epoch's root. */
  private static SafetyRecord fresh(Block committed) {
    return new SafetyRecord(
        Views.FIRST,
        Optional.of(BlockRef.of(committed)),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  boolean isValidator() {
    return self >= 0;
  }

  /**
   * Whether this replica takes part in its view (section 4.4: it does not while it asks for it).
   */
  boolean active() {
    return top.isPresent();
  }

  int primary() {
    return primaries.primary(view);
  }

  boolean leads() {
    return isValidator() && primary() == self;
  }

  /** The paper's h: the height of the stable checkpoint. */
  long lowWatermark() {
    return stable
        .map(FinalityCertificate::attestation)
        .map(Attestation::height)
        .orElse(epoch.firstHeight() - 1);
  }

  /** The paper's H. */
  long highWatermark() {
    return lowWatermark() + 2L * epoch.parameters().executionLag();
  }

  /** Whether votes of that height are kept: a window above the committed block. */
  boolean inWindow(long height) {
    return height > root.height()
        && height <= root.height() + 2L * epoch.parameters().executionLag();
  }

  /**
   * Whether this replica may prepare that height: at most H, and enough executed here (DESIGN
   * section 4, Δ).
   */
  boolean mayPrepare(long height) {
    return height <= highWatermark() && height - epoch.parameters().executionLag() <= executed;
  }

  /**
   * Whether a quorum is not known to have executed enough to prepare that height (finality says
   * so): then other replicas may have to wait, however fast this one executes.
   */
  boolean quorumLags(long height) {
    return height - epoch.parameters().executionLag() > lowWatermark();
  }

  /** Nothing at or below this height has to be reported in a view change. */
  long finalHeight() {
    return Math.max(
        lowWatermark(), decided.map(certificate -> certificate.content().height()).orElse(0L));
  }

  VoteContent vote(Phase phase, BlockRef block) {
    return new VoteContent(
        epoch.chain(), epoch.number(), phase, view, block.height(), block.hash());
  }

  /** Makes the safety record durable, with these blocks where they are not yet. */
  void persist(List<Block> wanted) {
    out.emit(new Effect.Persist(record().encoded(), blocks.takeVolatile(wanted)));
  }

  /** The chain is committed up to {@code block}: what is below it is not needed here any more. */
  void moveRoot(Block block) {
    root = block;
    blocks.forgetUpTo(block.height());
    prepares.forgetBelow(block.height());
    commits.forgetBelow(block.height());
  }

  /** Tells the host which view this replica is in. */
  void announce() {
    out.emit(new Effect.EnteredView(view, primary()));
  }

  /** Validators to fetch from: the signers of a certificate. */
  List<Integer> signers(QuorumCertificate certificate) {
    return certificate.signature().signers().indexes().stream().filter(i -> i != self).toList();
  }

  SafetyRecord record() {
    return new SafetyRecord(
        view, top, prepares.all(), commits.all(), runs.all(), decided, stable, viewChange, opened);
  }

  /** Everything that decides what happens next, for comparing runs. */
  void digest(Encoder out) {
    out.bytes(record().encoded()).hash(root.hash()).u64(executed).u64(failures);
    blocks.digest(out);
  }
}
