package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SignerSet;
import io.quorate.replica.ReplicaEffect.Caught;
import io.quorate.replica.ReplicaEffect.Everyone;
import io.quorate.replica.ReplicaEffect.Execute;
import io.quorate.replica.ReplicaEffect.Finalized;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Persist;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.ReplicaEffect.Write;
import io.quorate.replica.message.PeerMessage;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.LogRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private final Host host = new Host();
  private final Network network = host.network;
  private final Block genesis = network.genesis().block();

  @BeforeEach
  void start() {
    host.input(new ReplicaInput.Start());
  }

  private Effect commit(Block block) {
    VoteContent content = network.vote(Phase.HOTSTUFF_VOTE, block.view(), "any");
    return new Effect.Commit(
        block,
        new QuorumCertificate(
            content, new AggregateSignature(SignerSet.of(4, List.of(0, 1, 2)), Bytes.EMPTY)));
  }

  /** The engine commits these blocks at its next timer. */
  private void commits(Block... blocks) {
    host.engine().onTimer("go", List.of(blocks).stream().map(this::commit).toArray(Effect[]::new));
    host.fire("go");
  }

  /** Peer 1 is asked for the log and answers. */
  private void catchUp(List<CertifiedBlock> log) {
    host.receive(1, new Heights(1_000, 1_000, false));
    host.receive(1, new PeerMessage.Log(log, 1_000));
  }

  private static int last(List<ReplicaEffect> effects, Class<?> kind) {
    int last = -1;
    for (int i = 0; i < effects.size(); i++) {
      last = kind.isInstance(effects.get(i)) ? i : last;
    }
    return last;
  }

  @Test
  @DisplayName("S26: what a vote rests on is persisted before the vote is signed and sent")
  void persistBeforeSend() {
    Block block = network.block(genesis);
    for (Phase phase : new Phase[] {Phase.HOTSTUFF_PROPOSAL, Phase.HOTSTUFF_VOTE}) {
      host.effects.clear();
      VoteContent vote = network.vote(phase, 1, "block");
      host.engine()
          .onTimer(
              "go",
              new Effect.Persist(Bytes.utf8("state"), List.of(block)),
              new Effect.Broadcast(TestMessage.voting(vote)));
      host.fire("go");
      int sent = last(host.effects, SignAndSend.class);
      assertEquals(sent - 1, last(host.effects, Persist.class), "the guard's record comes last");
      assertEquals(2, host.of(Persist.class).size(), "the engine's state, then the guard's record");
      assertEquals(Optional.of(Bytes.utf8("state")), host.ledger.safetyState(0));
      assertEquals(block, host.ledger.block(block.hash()).orElseThrow());
    }
  }

  @Test
  @DisplayName("S26: an attestation is recorded before it is signed and sent")
  void attestationRecorded() {
    commits(network.block(genesis));
    host.effects.clear();
    host.execute();
    assertEquals(List.of(1L), host.attested());
    assertTrue(last(host.effects, Persist.class) >= 0);
    assertTrue(last(host.effects, Persist.class) < last(host.effects, SignAndSend.class));
  }

  @Test
  @DisplayName("messages that sign nothing need no record; to one validator they go to that one")
  void unsigned() {
    host.effects.clear();
    host.engine().onTimer("go", new Effect.Send(2, TestMessage.unsigned("hello")));
    host.fire("go");
    assertEquals(List.of(), host.of(Persist.class));
    SignAndSend sent = host.of(SignAndSend.class).getFirst();
    assertEquals(new One(2), sent.recipients());
    assertEquals(Optional.empty(), sent.outgoing().content());
  }

  @Test
  @DisplayName("S26, S31: an engine that contradicts itself after a restart is not obeyed")
  void guardHoldsAcrossRestarts() {
    host.engine()
        .onTimer(
            "go",
            new Effect.Broadcast(TestMessage.voting(network.vote(Phase.HOTSTUFF_VOTE, 5, "a"))));
    host.fire("go");
    assertEquals(1, host.of(SignAndSend.class).size());
    host.restart();
    host.engine()
        .onTimer(
            "go",
            new Effect.Broadcast(TestMessage.voting(network.vote(Phase.HOTSTUFF_VOTE, 5, "b"))),
            new Effect.Broadcast(TestMessage.voting(network.vote(Phase.HOTSTUFF_VOTE, 4, "a"))));
    host.fire("go");
    assertEquals(0, host.of(SignAndSend.class).size());
    assertTrue(
        host.of(ReplicaEffect.Note.class).stream()
            .allMatch(note -> note.rule().equals(OutgoingStage.GUARD)));
    assertEquals(2, host.of(ReplicaEffect.Note.class).size());
  }

  @Test
  @DisplayName("a committed block is executed, attested and final, in that order")
  void lifeOfABlock() {
    Transaction transaction = network.transaction(1, 1, "a");
    host.input(new ReplicaInput.Submitted(transaction));
    assertEquals(1, host.replica().status().pendingTransactions());
    Block block = network.block(genesis, transaction);
    commits(block);
    assertEquals(1, host.replica().status().committedHeight());
    assertEquals(0, host.replica().status().executedHeight());
    host.execute();
    assertEquals(1, host.replica().status().executedHeight());
    assertEquals(0, host.replica().status().pendingTransactions());
    assertEquals(
        List.of(new Event.HeightExecuted(1)), host.engine().of(Event.HeightExecuted.class));
    host.finalizeHeight(1);
    assertEquals(1, host.replica().status().finalizedHeight());
    Finalized certified = host.of(Finalized.class).getFirst();
    assertTrue(certified.certificate().verify(network.epoch()).accepted());
    assertTrue(
        host.ledger.prove(transaction.id()).orElseThrow().verify(network.epoch()).accepted());
  }

  @Test
  @DisplayName("one gate: engine and catch-up bring the same heights, each is executed once")
  void deliveryGate() {
    List<Block> blocks = network.blocks(genesis, 4);
    List<CertifiedBlock> log = Host.certify(network, blocks);
    commits(blocks.get(0), blocks.get(1));
    catchUp(log.subList(2, 4));
    commits(blocks.get(0), blocks.get(1), blocks.get(2), blocks.get(3));
    assertEquals(List.of(1L, 2L, 3L, 4L), host.waiting());
    assertEquals(
        List.of(3L, 4L),
        host.engine().of(Event.CommittedElsewhere.class).stream()
            .map(event -> event.block().height())
            .toList());
    host.execute();
    assertEquals(List.of(1L, 2L), host.attested(), "of which no certificate came");
    host.finalizeHeight(1);
    host.finalizeHeight(2);
    assertEquals(4, host.replica().status().finalizedHeight());
    assertEquals(List.of(), host.halts());
  }

  @Test
  @DisplayName("the engine commits in the same step in which catch-up delivered: still once")
  void race() {
    List<Block> blocks = network.blocks(genesis, 2);
    host.engine()
        .play(event ->
            event instanceof Event.CommittedElsewhere(Block block)
                ? List.of(commit(block))
                : List.of());
    catchUp(Host.certify(network, blocks));
    assertEquals(List.of(1L, 2L), host.waiting());
    assertEquals(List.of(), host.halts());
  }

  @Test
  @DisplayName(
      "S26: in catch-up the engine's state is written behind each block, and synced before it speaks")
  void catchUpWritesBlockByBlock() {
    VoteContent vote = network.vote(Phase.HOTSTUFF_VOTE, 4, "block");
    host.engine()
        .play(event ->
            event instanceof Event.CommittedElsewhere(Block block)
                ? List.of(new Effect.Persist(block.hash().bytes(), List.of()))
                : List.of());
    List<Block> blocks = network.blocks(genesis, 3);
    host.effects.clear();
    catchUp(Host.certify(network, blocks));
    List<String> writes = new ArrayList<>();
    for (ReplicaEffect effect : host.effects) {
      if (effect instanceof ReplicaEffect.Committed) {
        writes.add("log");
      } else if (effect instanceof Write) {
        writes.add("write");
      }
    }
    assertEquals(List.of(), host.of(Persist.class), "nobody waits for a disk");
    assertEquals(Optional.of(blocks.getLast().hash().bytes()), host.ledger.safetyState(0));
    assertEquals(
        List.of("write", "log", "write", "write", "log", "write", "write", "log", "write"), writes);
    host.engine().onTimer("unsigned", new Effect.Send(2, TestMessage.unsigned("hello")));
    host.fire("unsigned");
    assertEquals(1, host.of(Persist.class).size(), "what is said may rest on what was written");
    assertTrue(last(host.effects, Persist.class) < last(host.effects, SignAndSend.class));
    host.fire("unsigned");
    assertEquals(1, host.of(Persist.class).size(), "once");
    host.engine().onTimer("vote", new Effect.Broadcast(TestMessage.voting(vote)));
    host.fire("vote");
    assertEquals(2, host.of(Persist.class).size(), "the guard's record");
  }

  @Test
  @DisplayName(
      "S72: a certified block that does not extend the committed one halts, from either side")
  void forkHalts() {
    Block ours = network.block(genesis, network.transaction(1, 1, "ours"));
    Block theirs = network.block(genesis, network.transaction(1, 1, "theirs"));
    Block onTheirs = network.block(theirs);
    commits(ours);
    commits(onTheirs);
    assertEquals(1, host.halts().size());
    assertTrue(host.halts().getFirst().contains(ours.hash().toHex()));
    assertEquals(List.of(1L), host.waiting(), "nothing of the fork is executed");
    host.effects.clear();
    catchUp(Host.certify(network, List.of(theirs, onTheirs)).subList(1, 2));
    assertEquals(1, host.halts().size());
    assertEquals(List.of(1L), host.waiting());
  }

  @Test
  @DisplayName("S72: a second block of the committed height halts at once")
  void forkAtSameHeight() {
    commits(network.block(genesis, network.transaction(1, 1, "ours")));
    commits(network.block(genesis, network.transaction(1, 1, "theirs")));
    assertEquals(1, host.halts().size());
  }

  @Test
  @DisplayName("a commit that leaves a gap halts")
  void gapHalts() {
    commits(network.blocks(genesis, 2).getLast());
    assertEquals(1, host.halts().size());
    assertEquals(List.of(), host.waiting());
  }

  @Test
  @DisplayName("S58: a quorum that disowns this replica's result halts it")
  void divergence() {
    commits(network.block(genesis));
    host.execute();
    var other = network.attestation(1, Network.outcome(1, "other"));
    for (int signer = 1; signer < 4; signer++) {
      host.receive(signer, network.attested(signer, other));
    }
    assertEquals(1, host.halts().size());
    assertTrue(host.halts().getFirst().startsWith("height 1 "));
  }

  @Test
  @DisplayName("S26: restarted, it executes what was committed and attests what is not final")
  void restart() {
    List<Block> blocks = network.blocks(genesis, 4);
    commits(blocks.get(0), blocks.get(1), blocks.get(2));
    host.execute();
    host.finalizeHeight(1);
    commits(blocks.get(3));
    Bytes state = Bytes.utf8("engine");
    Block proposed = network.block(blocks.get(3), network.transaction(1, 1, "a"));
    host.engine().onTimer("go", new Effect.Persist(state, List.of(proposed)));
    host.fire("go");

    host.restart();
    assertEquals(List.of(2L, 3L), host.attested());
    assertEquals(List.of(4L), host.waiting());
    assertEquals(
        List.of(
            new Event.Started(Optional.of(state), blocks.get(3), List.of(proposed), 3),
            new Event.HeightFinal(host.ledger.certificate(1).orElseThrow())),
        host.engine().events);
    host.execute();
    assertEquals(List.of(2L, 3L, 4L), host.attested());
    host.finalizeHeight(2);
    host.finalizeHeight(3);
    host.finalizeHeight(4);
    assertEquals(4, host.replica().status().finalizedHeight());
    assertEquals(
        List.of(1L, 2L, 3L, 4L),
        host.engine().of(Event.HeightFinal.class).stream()
            .map(e -> e.certificate().attestation().height())
            .toList());
  }

  @Test
  @DisplayName("a fresh replica starts the engine at the genesis block")
  void freshStart() {
    assertEquals(
        List.of(new Event.Started(Optional.empty(), genesis, List.of(), 0)), host.engine().events);
  }

  @Test
  @DisplayName("S47: the engine hears what waits longest, whenever that changes")
  void workPending() {
    Transaction first = network.transaction(1, 1, "a");
    Transaction second = network.transaction(2, 1, "b");
    host.input(new ReplicaInput.Submitted(first));
    host.receive(2, new PeerMessage.Transactions(List.of(second)));
    assertEquals(List.of(waits(first.id())), host.engine().of(Event.WorkPending.class));
    Block block = network.block(genesis, first);
    commits(block);
    host.execute();
    commits(network.block(block, second));
    host.execute();
    assertEquals(
        List.of(waits(first.id()), waits(second.id()), new Event.WorkPending(Optional.empty())),
        host.engine().of(Event.WorkPending.class));
    Equivocation offence = network.equivocation(3, 1);
    host.receive(2, new PeerMessage.Evidence(offence));
    assertEquals(waits(offence.offence()), host.engine().of(Event.WorkPending.class).getLast());
  }

  @Test
  @DisplayName("S47: what is committed and not executed yet is no work for the engine any more")
  void committedIsNoWork() {
    Transaction first = network.transaction(1, 1, "a");
    Transaction second = network.transaction(2, 1, "b");
    host.input(new ReplicaInput.Submitted(first));
    host.input(new ReplicaInput.Submitted(second));
    Equivocation offence = network.equivocation(3, 1);
    host.receive(2, new PeerMessage.Evidence(offence));
    Block block = network.block(genesis, first);
    commits(block);
    assertEquals(waits(second.id()), host.engine().of(Event.WorkPending.class).getLast());
    Block next = network.block(block, second);
    commits(next);
    assertEquals(waits(offence.offence()), host.engine().of(Event.WorkPending.class).getLast());
    commits(network.block(next, new Payload(List.of(), List.of(offence)), 3));
    var nothing = new Event.WorkPending(Optional.empty());
    assertEquals(nothing, host.engine().of(Event.WorkPending.class).getLast());
    Transaction third = network.transaction(1, 2, "c");
    host.input(new ReplicaInput.Submitted(third));
    assertEquals(waits(third.id()), host.engine().of(Event.WorkPending.class).getLast());
    host.execute();
    assertEquals(waits(third.id()), host.engine().of(Event.WorkPending.class).getLast());
  }

  private static Event.WorkPending waits(Hash id) {
    return new Event.WorkPending(Optional.of(id));
  }

  @Test
  @DisplayName("a payload request is answered in the step in which work arrives")
  void payload() {
    host.engine()
        .onTimer("go", new Effect.RequestPayload(1, genesis, List.of(), Effect.Demand.WORK));
    host.fire("go");
    assertEquals(List.of(), host.engine().of(Event.PayloadReady.class));
    Transaction transaction = network.transaction(1, 1, "a");
    host.input(new ReplicaInput.Submitted(transaction));
    assertEquals(
        List.of(transaction),
        host.engine().of(Event.PayloadReady.class).getFirst().payload().transactions());
  }

  @Test
  @DisplayName("a block to validate is judged in the same step")
  void validation() {
    Block good = network.block(genesis, network.transaction(1, 1, "a"));
    Block bad = network.block(good);
    host.engine()
        .onTimer(
            "go", new Effect.ValidateBlock(good, genesis), new Effect.ValidateBlock(bad, genesis));
    host.fire("go");
    List<Event.BlockValidated> judged = host.engine().of(Event.BlockValidated.class);
    assertEquals(List.of(good.hash(), bad.hash()), judged.stream().map(e -> e.block()).toList());
    assertTrue(judged.get(0).verdict().accepted());
    assertFalse(judged.get(1).verdict().accepted());
  }

  @Test
  @DisplayName("evidence goes to everyone when this replica caught it, and to the host once")
  void evidence() {
    Equivocation evidence = network.equivocation(3, 1);
    host.effects.clear();
    host.engine()
        .onTimer("go", new Effect.ReportEvidence(evidence), new Effect.ReportEvidence(evidence));
    host.fire("go");
    host.receive(2, new PeerMessage.Evidence(evidence));
    assertEquals(List.of(new Caught(evidence)), host.of(Caught.class));
    assertEquals(
        List.of(new Send(new Everyone(), new PeerMessage.Evidence(evidence))), host.of(Send.class));
  }

  @Test
  @DisplayName("S46, S49: an unsolicited log or block moves nothing")
  void unsolicited() {
    List<Block> blocks = network.blocks(genesis, 2);
    host.receive(1, new PeerMessage.Log(Host.certify(network, blocks), 1_000));
    host.receive(1, new PeerMessage.Blocks(blocks.reversed()));
    assertEquals(0, host.replica().status().committedHeight());
    assertEquals(List.of(), host.waiting());
    assertEquals(List.of(), host.engine().of(Event.BlockAvailable.class));
  }

  @Test
  @DisplayName("S53: far behind, it fetches the log, executes it and goes on where that ended")
  void catchingUp() {
    List<Block> blocks = network.blocks(genesis, 3);
    host.receive(1, new Heights(1_000, 1_000, false));
    host.receive(2, new Heights(900, 900, false));
    assertTrue(host.replica().status().catchingUp());
    host.receive(1, new PeerMessage.Log(Host.certify(network, blocks), 1_000));
    host.execute();
    assertEquals(3, host.replica().status().finalizedHeight());
    assertEquals(List.of(), host.attested(), "certified heights need no attestation");
    List<Send> requests =
        host.of(Send.class).stream().filter(send -> send.message() instanceof LogRequest).toList();
    assertEquals(
        List.of(
            new Send(new One(1), new LogRequest(1, 128)),
            new Send(new One(1), new LogRequest(129, 128)),
            new Send(new One(2), new LogRequest(257, 128)),
            new Send(new One(2), new LogRequest(385, 128))),
        requests);
  }

  @Test
  @DisplayName(
      "S49: one liar's giant height neither stops the engine's blocks nor calls the replica behind")
  void liar() {
    host.receive(3, new Heights(Long.MAX_VALUE, Long.MAX_VALUE, false));
    host.receive(3, new PeerMessage.Log(List.of(), 1_000));
    assertFalse(host.replica().status().catchingUp());
    commits(network.block(genesis));
    host.execute();
    host.finalizeHeight(1);
    assertEquals(1, host.replica().status().finalizedHeight());
  }

  @Test
  @DisplayName(
      "an engine message of another epoch does not reach the engine; own ones come back to it")
  void engineMessages() {
    var message =
        new io.quorate.consensus.engine.SignedMessage(
            2, TestMessage.unsigned("x"), io.quorate.crypto.Signature.NONE);
    host.receive(2, new PeerMessage.EngineMessageOf(1, message));
    assertEquals(List.of(), host.engine().of(Event.MessageReceived.class));
    host.receive(2, new PeerMessage.EngineMessageOf(0, message));
    assertEquals(
        List.of(new Event.MessageReceived(message)), host.engine().of(Event.MessageReceived.class));
  }

  @Test
  @DisplayName(
      "a peer that comes up hears how far this replica is, and the engine hears of the peer")
  void peerUp() {
    host.effects.clear();
    host.input(new ReplicaInput.PeerUp(2));
    assertEquals(List.of(new Send(new One(2), new Heights(0, 0, false))), host.of(Send.class));
    assertEquals(List.of(new Event.PeerConnected(2)), host.engine().of(Event.PeerConnected.class));
  }

  @Test
  @DisplayName("S29: a peer that comes up gets what waits for its certificate, and no more")
  void peerUpAfterPowerLoss() {
    List<Block> blocks = network.blocks(genesis, 3);
    commits(blocks.toArray(Block[]::new));
    host.execute();
    host.finalizeHeight(1);
    host.restart();
    host.finalizeHeight(3);
    host.effects.clear();
    host.input(new ReplicaInput.PeerUp(2));
    assertEquals(List.of(2L), host.attested());
    assertEquals(List.of(), host.of(Persist.class), "signed before: no new record");
    assertEquals(new One(2), host.of(SignAndSend.class).getFirst().recipients());
  }

  @Test
  @DisplayName(
      "a transaction of a local client is told to the peers, one that a peer brought is not")
  void spreading() {
    Transaction local = network.transaction(1, 1, "a");
    host.input(new ReplicaInput.Submitted(local));
    host.receive(2, new PeerMessage.Transactions(List.of(network.transaction(2, 1, "b"))));
    host.effects.clear();
    host.tick();
    List<PeerMessage> sent =
        host.of(Send.class).stream()
            .map(Send::message)
            .filter(PeerMessage.Transactions.class::isInstance)
            .toList();
    assertEquals(List.of(new PeerMessage.Transactions(List.of(local))), sent);
  }

  @Test
  @DisplayName("equal inputs give equal states and effects")
  void deterministic() {
    Host other = new Host();
    other.input(new ReplicaInput.Start());
    for (Host each : List.of(host, other)) {
      each.input(new ReplicaInput.Submitted(network.transaction(1, 1, "a")));
      each.receive(1, new Heights(1_000, 1_000, false));
      each.receive(
          1, new PeerMessage.Log(Host.certify(network, network.blocks(genesis, 3)), 1_000));
      each.execute();
      each.tick();
    }
    assertEquals(host.replica().stateHash(), other.replica().stateHash());
    assertEquals(host.effects.size(), other.effects.size());
    assertEquals(host.of(Execute.class), other.of(Execute.class));
    assertEquals(host.of(Finalized.class), other.of(Finalized.class));
    assertInstanceOf(ReplicaEffect.StartTimer.class, host.effects.getFirst());
  }
}
