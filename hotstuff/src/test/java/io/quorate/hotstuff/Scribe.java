package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Writes whatever the holders of all keys could write: blocks, votes, certificates, lies. */
final class Scribe {
  final Fixture fixture;
  final BlockTree tree;
  private final LeaderElection election;

  Scribe(Fixture fixture) {
    this.fixture = fixture;
    this.election = new LeaderElection(fixture.epoch.validators());
    this.tree = new BlockTree(fixture.epoch, election, fixture.root(), Reputation.CLEAN);
  }

  Block root() {
    return fixture.root();
  }

  int quorum() {
    int n = fixture.keys.size();
    return n * 2 / 3 + 1;
  }

  List<Integer> firstQuorum() {
    return IntStream.range(0, quorum()).boxed().toList();
  }

  int leader(Block parent, long view) {
    TreeBlock at = tree.get(parent.hash()).orElseThrow();
    return election.leader(view, at.view(), at.reputation());
  }

  /** A block of the right leader. */
  Block block(Block parent, long view, Payload payload) {
    return block(parent, view, leader(parent, view), payload);
  }

  Block block(Block parent, long view, int proposer, Payload payload) {
    Block block =
        Block.of(
            parent,
            fixture.epoch.chain(),
            fixture.epoch.number(),
            view,
            proposer,
            parent.header().timeMillis() + 1,
            payload);
    tree.add(block);
    return block;
  }

  VoteContent content(Block block) {
    return content(Phase.HOTSTUFF_VOTE, block.view(), block);
  }

  VoteContent content(Phase phase, long view, Block block) {
    return new VoteContent(
        fixture.epoch.chain(), fixture.epoch.number(), phase, view, block.height(), block.hash());
  }

  Signature sign(int validator, VoteContent content) {
    return fixture.keys.get(validator).sign(content.signingBytes());
  }

  SignedVote vote(int validator, Block block) {
    return new SignedVote(validator, content(block), sign(validator, content(block)));
  }

  QuorumCertificate qc(Block block) {
    return block.height() == 0
        ? Certificates.root(fixture.epoch, block.hash())
        : qc(content(block), firstQuorum());
  }

  QuorumCertificate qc(VoteContent content, List<Integer> signers) {
    SortedMap<Integer, Signature> signatures = new TreeMap<>();
    signers.forEach(signer -> signatures.put(signer, sign(signer, content)));
    return new QuorumCertificate(content, aggregate(signatures));
  }

  AggregateSignature aggregate(SortedMap<Integer, Signature> signatures) {
    return AggregateSignature.assemble(
            fixture.epoch.scheme(), fixture.epoch.validators().size(), signatures)
        .orElseThrow();
  }

  /** A timeout certificate of signers that all know {@code high}. */
  TimeoutCertificate tc(long view, QuorumCertificate high) {
    SortedMap<Integer, Signature> signatures = new TreeMap<>();
    for (int signer : firstQuorum()) {
      signatures.put(signer, sign(signer, timeoutContent(view, high.content().view())));
    }
    List<Long> views = firstQuorum().stream().map(i -> high.content().view()).toList();
    return new TimeoutCertificate(view, views, aggregate(signatures), high);
  }

  VoteContent timeoutContent(long view, long highView) {
    return TimeoutCertificate.content(
        fixture.epoch.chain(), fixture.epoch.number(), view, highView);
  }

  SignedMessage signed(int sender, EngineMessage body) {
    Signature signature = body.toSign().map(c -> sign(sender, c)).orElse(Signature.NONE);
    return new SignedMessage(sender, body, signature);
  }

  /** A proposal with the certificates it needs. */
  SignedMessage proposal(Block block) {
    TreeBlock at = tree.get(block.hash()).orElseThrow();
    Block parent = at.parent().orElseThrow().block();
    QuorumCertificate justify = qc(parent);
    boolean direct = justify.content().view() == block.view() - 1;
    Optional<TimeoutCertificate> skipped =
        direct ? Optional.empty() : Optional.of(tc(block.view() - 1, justify));
    return signed(block.header().proposer(), new Proposal(block, justify, skipped));
  }

  SignedMessage voteMessage(int validator, Block block) {
    return signed(validator, new Vote(content(block)));
  }

  SignedMessage timeout(int validator, long view, QuorumCertificate high) {
    return signed(validator, new Timeout(view, high, Optional.empty(), Optional.empty()));
  }

  SignedMessage timeout(int validator, long view, QuorumCertificate high, SignedVote vote) {
    return signed(validator, new Timeout(view, high, Optional.of(vote), Optional.empty()));
  }

  Hash chain() {
    return fixture.epoch.chain();
  }
}
