package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SignerSet;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Writes whatever the holders of all keys could write: blocks, votes, certificates, lies. */
final class Scribe {
  final Fixture fixture;

  Scribe(Fixture fixture) {
    this.fixture = fixture;
  }

  Block root() {
    return fixture.root();
  }

  List<Integer> quorum() {
    return IntStream.range(0, fixture.size() * 2 / 3 + 1).boxed().toList();
  }

  int proposer(long height, long round) {
    Rotation rotation = new Rotation(fixture.epoch);
    rotation.advanceTo(height);
    return rotation.proposer(height, round);
  }

  /** A block of the round's proposer. */
  Block block(Block parent, long round, Payload payload) {
    return block(parent, round, proposer(parent.height() + 1, round), payload);
  }

  Block block(Block parent, long round, int proposer, Payload payload) {
    return Block.of(
        parent,
        fixture.epoch.chain(),
        fixture.epoch.number(),
        round,
        proposer,
        parent.header().timeMillis() + 1,
        payload);
  }

  VoteContent content(Phase phase, long height, long round, Hash subject) {
    return new VoteContent(
        fixture.epoch.chain(), fixture.epoch.number(), phase, round, height, subject);
  }

  QuorumCertificate certificate(VoteContent content, List<Integer> signers) {
    return new QuorumCertificate(content, fixture.aggregate(content, signers));
  }

  QuorumCertificate polka(Block block, long round) {
    return certificate(
        content(Phase.TENDERMINT_PREVOTE, block.height(), round, block.hash()), quorum());
  }

  QuorumCertificate decision(Block block, long round) {
    return certificate(
        content(Phase.TENDERMINT_PRECOMMIT, block.height(), round, block.hash()), quorum());
  }

  SignedVote vote(int validator, VoteContent content) {
    return new SignedVote(validator, content, fixture.sign(validator, content));
  }

  SignedMessage proposal(Block block) {
    return fixture.signed(
        block.header().proposer(), new Proposal(block, block.view(), Optional.empty()));
  }

  /** The block again, in a later round, by that round's proposer. */
  SignedMessage again(Block block, long round, long validRound) {
    return fixture.signed(
        proposer(block.height(), round),
        new Proposal(block, round, Optional.of(polka(block, validRound))));
  }

  SignedMessage prevote(int validator, long round, Hash subject) {
    return vote(validator, Phase.TENDERMINT_PREVOTE, 1, round, subject);
  }

  SignedMessage precommit(int validator, long round, Hash subject) {
    return vote(validator, Phase.TENDERMINT_PRECOMMIT, 1, round, subject);
  }

  SignedMessage vote(int validator, Phase phase, long height, long round, Hash subject) {
    return fixture.signed(validator, new Vote(content(phase, height, round, subject)));
  }

  SignedMessage status(int validator, long height, long round, long validRound, boolean waits) {
    SignerSet nobody = SignerSet.empty(fixture.size());
    return fixture.signed(
        validator,
        new Status(
            fixture.epoch.chain(), 0, height, round, nobody, nobody, false, validRound, waits));
  }
}
