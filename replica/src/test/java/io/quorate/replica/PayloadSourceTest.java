package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect.Demand;
import io.quorate.consensus.engine.Effect.RequestPayload;
import io.quorate.consensus.engine.Event.PayloadReady;
import io.quorate.crypto.PublicKey;
import io.quorate.mempool.Admission;
import io.quorate.mempool.LedgerView;
import io.quorate.mempool.Mempool;
import io.quorate.mempool.MempoolLimits;
import io.quorate.mempool.Origin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PayloadSourceTest {
  private static final long NOW = 5_000;

  private static final LedgerView FRESH =
      new LedgerView() {
        @Override
        public SequenceWindow window(PublicKey sender) {
          return SequenceWindow.EMPTY;
        }

        @Override
        public long height() {
          return 0;
        }

        @Override
        public Verdict check(Transaction transaction) {
          return Verdict.accept();
        }
      };

  private final Network network = new Network();
  private final Block genesis = network.genesis().block();
  private final Mempool mempool =
      new Mempool(
          network.epoch().chain(), network.epoch().parameters(), MempoolLimits.DEFAULT, FRESH);
  private final EvidencePool evidence = new EvidencePool();
  private final PayloadSource source =
      new PayloadSource(network.epoch().parameters(), mempool, evidence, ProposalRules.ANY);

  private Transaction pending(int client, long sequence, long expiry) {
    Transaction transaction = network.transaction(client, sequence, expiry, "t");
    assertInstanceOf(Admission.Admitted.class, mempool.submit(transaction, NOW, Origin.LOCAL));
    source.arrived();
    return transaction;
  }

  private void request(long view, Block parent, boolean allowEmpty, Block... uncommitted) {
    request(view, parent, allowEmpty ? Demand.NONE : Demand.WORK, uncommitted);
  }

  private void request(long view, Block parent, Demand demand, Block... uncommitted) {
    source.request(new RequestPayload(view, parent, List.of(uncommitted), demand));
  }

  private PayloadReady answered() {
    return source.answer(NOW).orElseThrow();
  }

  @Test
  @DisplayName("what two committed blocks carry is not proposed again before both are executed")
  void carriedTwice() {
    Transaction twice = pending(1, 1, 100);
    Block first = network.block(genesis, twice);
    Block second = network.block(first, twice);
    source.committed(first);
    source.committed(second);
    source.executed(first);
    assertEquals(Optional.empty(), source.oldest(Optional.empty()));
    request(3, second, true);
    assertTrue(answered().payload().transactions().isEmpty());
    source.executed(second);
    assertEquals(Optional.of(twice.id()), source.oldest(Optional.empty()));
  }

  @Test
  @DisplayName("nothing on the way to the new block is proposed again, committed or not")
  void noRepeats() {
    Transaction inCommitted = pending(1, 1, 100);
    Transaction inUncommitted = pending(2, 1, 100);
    Transaction fresh = pending(3, 1, 100);
    evidence.add(network.equivocation(1, 1));
    evidence.add(network.equivocation(2, 1));
    source.arrived();
    Block committed = network.block(genesis, inCommitted);
    Block uncommitted =
        network.block(
            committed, new Payload(List.of(inUncommitted), List.of(network.equivocation(1, 1))), 2);
    source.committed(committed);
    request(3, uncommitted, true, uncommitted);
    Payload payload = answered().payload();
    assertEquals(List.of(fresh), payload.transactions());
    assertEquals(List.of(network.equivocation(2, 1)), payload.evidence());
  }

  @Test
  @DisplayName("a block beside others under way waits for as much work as they carry")
  void asMuch() {
    Block underWay = network.block(genesis, pending(1, 1, 100), pending(1, 2, 100));
    request(1, underWay, Demand.AS_MUCH, underWay);
    assertEquals(Optional.empty(), source.answer(NOW));
    Transaction third = pending(2, 1, 100);
    assertEquals(Optional.empty(), source.answer(NOW));
    Transaction fourth = pending(2, 2, 100);
    assertEquals(List.of(third, fourth), answered().payload().transactions());
  }

  @Test
  @DisplayName("a block beside others under way is not held once they are committed")
  void asMuchNoMore() {
    Block underWay = network.block(genesis, pending(1, 1, 100), pending(1, 2, 100));
    Transaction third = pending(2, 1, 100);
    request(1, underWay, Demand.AS_MUCH, underWay);
    assertEquals(Optional.empty(), source.answer(NOW));
    source.committed(underWay);
    request(1, underWay, Demand.WORK);
    assertEquals(List.of(third), answered().payload().transactions());
  }

  @Test
  @DisplayName("a branch that is not on the way does not count")
  void otherBranch() {
    Transaction transaction = pending(1, 1, 100);
    Block abandoned = network.block(genesis, transaction);
    request(2, genesis, true);
    assertEquals(List.of(transaction), answered().payload().transactions());
    request(3, abandoned, true, abandoned);
    assertTrue(answered().payload().isEmpty());
  }

  @Test
  @DisplayName(
      "S47: a request that wants no empty block is held until something comes, and answered once")
  void held() {
    request(1, genesis, false);
    assertEquals(Optional.empty(), source.answer(NOW));
    Transaction transaction = pending(1, 1, 100);
    PayloadReady ready = answered();
    assertEquals(1, ready.view());
    assertEquals(genesis.hash(), ready.parent());
    assertEquals(List.of(transaction), ready.payload().transactions());
    assertEquals(Optional.empty(), source.answer(NOW));
  }

  @Test
  @DisplayName("S47: evidence alone is worth a block")
  void evidenceAlone() {
    request(1, genesis, false);
    evidence.add(network.equivocation(1, 1));
    source.arrived();
    assertEquals(1, answered().payload().evidence().size());
  }

  @Test
  @DisplayName("a newer request replaces the held one; one that allows nothing is answered at once")
  void replaced() {
    request(1, genesis, false);
    request(2, genesis, true);
    assertEquals(2, answered().view());
    assertEquals(Optional.empty(), source.answer(NOW));
  }

  @Test
  @DisplayName(
      "what pends but fits no coming block does not hold the chain: an empty block lets it expire")
  void stuck() {
    List<Block> blocks = network.blocks(genesis, 4);
    pending(1, 1, 3);
    request(5, blocks.getLast(), false);
    assertTrue(answered().payload().isEmpty());
  }

  @Test
  @DisplayName("nobody is stuck while a block that carries something is under way")
  void notStuck() {
    Transaction transaction = pending(1, 1, 100);
    Block carrier = network.block(genesis, transaction);
    source.committed(carrier);
    request(2, carrier, false);
    assertEquals(Optional.empty(), source.answer(NOW));
    source.executed(carrier);
    assertEquals(
        List.of(transaction), answered().payload().transactions(), "still pending, not executed");
  }

  @Test
  @DisplayName("block time is the clock's, never below the parent's")
  void time() {
    request(1, genesis, true);
    assertEquals(NOW, answered().timeMillis());
    request(1, genesis, true);
    assertEquals(1_000, source.answer(7).orElseThrow().timeMillis());
  }
}
