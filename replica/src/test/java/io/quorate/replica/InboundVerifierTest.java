package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import io.quorate.mempool.TransactionChecks;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerMessage;
import io.quorate.replica.message.PeerMessage.Attested;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.EngineMessageOf;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InboundVerifierTest {
  private final Network network = new Network();
  private final InboundVerifier verifier =
      new InboundVerifier(
          network.epochs(),
          epoch ->
              message ->
                  message.body().equals(TestMessage.unsigned("bad"))
                      ? Verdict.refuse(Reason.WRONG_VIEW, "the engine's own judgement")
                      : Verdict.accept(),
          new TransactionChecks(
              network.epoch().chain(),
              network.epoch().parameters(),
              transaction -> transaction.verify(network.epoch().scheme())));

  private Reason refused(int from, PeerMessage message) {
    return assertInstanceOf(Verdict.Refused.class, verifier.verify(from, message)).reason();
  }

  private void accepted(int from, PeerMessage message) {
    assertTrue(verifier.verify(from, message).accepted(), message::toString);
  }

  private static EngineMessageOf engine(long epoch, int sender, String text) {
    return new EngineMessageOf(
        epoch, new SignedMessage(sender, TestMessage.unsigned(text), Signature.NONE));
  }

  @Test
  @DisplayName(
      "an engine's message: the peer's own, of this epoch, and right by the engine's verifier")
  void engineMessages() {
    accepted(2, engine(0, 2, "good"));
    assertEquals(Reason.UNKNOWN_SENDER, refused(3, engine(0, 2, "good")));
    accepted(2, engine(1, 2, "a peer can be in the next epoch already"));
    assertEquals(Reason.OTHER_EPOCH, refused(2, engine(2, 2, "good")));
    assertEquals(Reason.OTHER_EPOCH, refused(2, engine(-1, 2, "good")));
    assertEquals(Reason.WRONG_VIEW, refused(2, engine(0, 2, "bad")));
  }

  @Test
  @DisplayName(
      "S62: what an epoch's engines said, and evidence from before the last one, ends with it")
  void laterEpochs() {
    verifier.enter(network.epoch().next().next());
    assertEquals(Reason.OTHER_EPOCH, refused(2, engine(1, 2, "good")));
    accepted(2, engine(2, 2, "good"));
    accepted(2, engine(3, 2, "good"));
    assertEquals(Reason.OTHER_EPOCH, refused(2, engine(4, 2, "good")));
    assertEquals(
        Reason.OTHER_EPOCH, refused(2, new PeerMessage.Evidence(network.equivocation(0, 1, 5))));
    for (long epoch = 1; epoch <= 3; epoch++) {
      accepted(2, new PeerMessage.Evidence(network.equivocation(epoch, 1, 5)));
    }
    assertEquals(
        Reason.OTHER_EPOCH, refused(2, new PeerMessage.Evidence(network.equivocation(4, 1, 5))));
  }

  @Test
  @DisplayName("S5: an attestation: the peer's own, of this chain and epoch, signed")
  void attestations() {
    Attestation real = network.attestation(3, Network.outcome(3, ""));
    Attested attested = network.attested(2, real);
    accepted(2, attested);
    assertEquals(Reason.UNKNOWN_SENDER, refused(1, attested));
    assertEquals(Reason.UNKNOWN_SENDER, refused(7, new Attested(7, real, attested.signature())));
    assertEquals(Reason.BAD_SIGNATURE, refused(1, new Attested(1, real, attested.signature())));
    assertEquals(Reason.BAD_SIGNATURE, refused(2, new Attested(2, real, Signature.NONE)));
    Attestation elsewhere = attestation(real, Network.hash("other"), 0, 3);
    assertEquals(Reason.WRONG_CHAIN, refused(2, network.attested(2, elsewhere)));
    Attestation later = attestation(real, real.chain(), 1, 3);
    assertEquals(Reason.WRONG_EPOCH, refused(2, network.attested(2, later)));
    Attestation genesis = attestation(real, real.chain(), 0, 0);
    assertEquals(Reason.WRONG_EPOCH, refused(2, network.attested(2, genesis)));
  }

  private static Attestation attestation(Attestation like, Hash chain, long epoch, long height) {
    return new Attestation(
        chain,
        epoch,
        height,
        like.block(),
        like.stateRoot(),
        like.receiptsRoot(),
        like.nextEpoch());
  }

  @Test
  @DisplayName("evidence has to prove itself, whoever brings it")
  void evidence() {
    Equivocation good = network.equivocation(2, 1);
    accepted(1, new PeerMessage.Evidence(good));
    SignedVote once = good.first();
    assertEquals(
        Reason.BAD_EVIDENCE, refused(1, new PeerMessage.Evidence(new Equivocation(once, once))));
  }

  @Test
  @DisplayName("S65: one bad transaction refuses the batch")
  void transactions() {
    Transaction good = network.transaction(1, 1, "a");
    byte[] mauled = network.transaction(2, 1, "b").encoded().toArray();
    mauled[mauled.length - 1] ^= 1;
    Transaction bad = Transaction.decode(Bytes.wrap(mauled)).orThrow();
    accepted(1, new PeerMessage.Transactions(List.of(good)));
    assertEquals(Reason.BAD_PAYLOAD, refused(1, new PeerMessage.Transactions(List.of(good, bad))));
  }

  @Test
  @DisplayName(
      "S49, S51: certified blocks: each certified in full by a quorum, consecutive, chained")
  void logs() {
    List<Block> blocks = network.blocks(network.genesis().block(), 3);
    List<CertifiedBlock> log = blocks.stream().map(this::certified).toList();
    accepted(1, new PeerMessage.Log(log, 9));
    accepted(1, new PeerMessage.Log(List.of(), 9));
    accepted(1, new PeerMessage.Log(log.subList(1, 3), 9));
    assertEquals(
        Reason.BAD_CERTIFICATE,
        refused(1, new PeerMessage.Log(List.of(log.get(0), log.get(2)), 9)));
    assertEquals(Reason.BAD_CERTIFICATE, refused(1, new PeerMessage.Log(log.reversed(), 9)));
    CertifiedBlock swapped = new CertifiedBlock(blocks.get(0), log.get(1).certificate());
    assertEquals(Reason.BAD_CERTIFICATE, refused(1, new PeerMessage.Log(List.of(swapped), 9)));
    Attestation attestation = log.get(0).certificate().attestation();
    CertifiedBlock few = new CertifiedBlock(blocks.get(0), network.certificate(attestation, 0, 1));
    assertEquals(Reason.NO_QUORUM, refused(1, new PeerMessage.Log(List.of(few), 9)));
  }

  private CertifiedBlock certified(Block block) {
    Attestation attestation =
        network.attestation(
            block.height(),
            new Ledger.Outcome(block.hash(), Network.hash("state"), Network.hash("receipts")));
    return new CertifiedBlock(block, network.certificate(attestation, 0, 1, 2));
  }

  @Test
  @DisplayName("what claims nothing that must be proved is accepted as it is")
  void plain() {
    accepted(1, new PeerMessage.Heights(5, 7, false));
    accepted(1, new PeerMessage.BlockRequest(Hash.ZERO, 0));
    accepted(1, new PeerMessage.Blocks(List.of()));
    accepted(1, new PeerMessage.LogRequest(1, Integer.MAX_VALUE));
    accepted(1, new PeerMessage.HeightQuery(1));
    accepted(1, new PeerMessage.HeightReply(1, 2));
  }
}
