package io.quorate.pbft;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.Prepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  int primary(long view) {
    return Primaries.inTurn(fixture.epoch).primary(view);
  }

  List<Integer> firstQuorum() {
    int n = fixture.keys.size();
    return IntStream.rangeClosed(0, n * 2 / 3).boxed().toList();
  }

  /** A block of the view's primary. */
  Block block(Block parent, long view, Payload payload) {
    return Block.of(
        parent,
        fixture.epoch.chain(),
        fixture.epoch.number(),
        view,
        primary(view),
        parent.header().timeMillis() + 1,
        payload);
  }

  /** A block with a transaction of that number. */
  Block block(Block parent, long view, long transaction) {
    return block(parent, view, fixture.payload(transaction));
  }

  VoteContent content(Phase phase, long view, Block block) {
    return new VoteContent(
        fixture.epoch.chain(), fixture.epoch.number(), phase, view, block.height(), block.hash());
  }

  SignedMessage signed(int sender, EngineMessage body) {
    return fixture.signed(sender, body);
  }

  SignedMessage prePrepare(Block block) {
    return signed(block.header().proposer(), new PrePrepare(block));
  }

  SignedMessage prepare(int validator, long view, Block block) {
    return signed(validator, new Prepare(content(Phase.PBFT_PREPARE, view, block)));
  }

  SignedMessage commit(int validator, long view, Block block) {
    return signed(validator, new Commit(content(Phase.PBFT_COMMIT, view, block)));
  }

  QuorumCertificate qc(VoteContent content, List<Integer> signers) {
    return new QuorumCertificate(content, fixture.aggregate(content, signers));
  }

  QuorumCertificate prepared(long view, Block block) {
    return qc(content(Phase.PBFT_PREPARE, view, block), firstQuorum());
  }

  QuorumCertificate committed(long view, Block block) {
    return qc(content(Phase.PBFT_COMMIT, view, block), firstQuorum());
  }

  FinalityCertificate stable(Block block) {
    Attestation attestation =
        new Attestation(
            fixture.epoch.chain(),
            fixture.epoch.number(),
            block.height(),
            block.hash(),
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO);
    return new FinalityCertificate(attestation, fixture.aggregate(attestation, firstQuorum()));
  }

  /** A view change that reports these certificates, over nothing final. */
  ViewChange viewChange(long view, QuorumCertificate... prepared) {
    return viewChange(view, Optional.empty(), Optional.empty(), prepared);
  }

  ViewChange viewChange(
      long view,
      Optional<FinalityCertificate> stable,
      Optional<QuorumCertificate> decided,
      QuorumCertificate... prepared) {
    return new ViewChange(
        fixture.epoch.chain(), fixture.epoch.number(), view, stable, decided, List.of(prepared));
  }

  /** The new view that these view changes make, by validator. */
  NewView newView(long view, Map<Integer, ViewChange> changes) {
    List<SignedClaim> claims = new ArrayList<>();
    Map<Hash, FinalityCertificate> stable = new LinkedHashMap<>();
    Map<VoteContent, QuorumCertificate> certificates = new LinkedHashMap<>();
    changes.forEach((validator, change) -> {
      claims.add(new SignedClaim(validator, change.claim(), signed(validator, change).signature()));
      change.stable().ifPresent(c -> stable.put(c.attestation().block(), c));
      change.decided().ifPresent(c -> certificates.put(c.content(), c));
      change.prepared().forEach(c -> certificates.put(c.content(), c));
    });
    return new NewView(
        fixture.epoch.chain(),
        fixture.epoch.number(),
        view,
        claims,
        List.copyOf(stable.values()),
        List.copyOf(certificates.values()));
  }
}
