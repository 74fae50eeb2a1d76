package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.Proposal;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The application's word on proposals")
class ProposalRulesTest {
  private final Network network = new Network();
  private final Transaction first = network.transaction(1, 1, "a");
  private final Transaction second = network.transaction(2, 1, "b");
  private final Transaction foreign = network.transaction(3, 1, "c");
  private final Proposal offered = new Proposal(7, 1_000, List.of(first, second));

  private record Deciding(
      Function<Proposal, List<Transaction>> shaping, Function<Proposal, Verdict> judging)
      implements Application {
    @Override
    public int contract() {
      return CONTRACT;
    }

    @Override
    public String name() {
      return "deciding";
    }

    @Override
    public void initialise(Bytes genesisState, State state) {}

    @Override
    public Verdict check(Transaction transaction, ReadableState state) {
      return Verdict.accept();
    }

    @Override
    public List<Transaction> shape(Proposal proposal) {
      return shaping.apply(proposal);
    }

    @Override
    public Verdict judge(Proposal proposal) {
      return judging.apply(proposal);
    }

    @Override
    public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
      return new ExecutionResult.Executed(Bytes.EMPTY);
    }
  }

  private List<Transaction> shaped(List<Transaction> choice) {
    return ProposalRules.of(new Deciding(proposal -> choice, proposal -> Verdict.accept()))
        .shape(offered);
  }

  private static Application judging(Function<Proposal, Verdict> judging) {
    return new Deciding(Proposal::transactions, judging);
  }

  private static Verdict no() {
    return Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no");
  }

  private static Verdict fails(Proposal proposal) {
    throw new StackOverflowError("a payload made it so: " + proposal);
  }

  @Test
  @DisplayName("a choice of what was offered is proposed, in any order")
  void choice() {
    assertEquals(List.of(second, first), shaped(List.of(second, first)));
    assertEquals(List.of(second), shaped(List.of(second)));
    assertEquals(List.of(), shaped(List.of()));
  }

  @Test
  @DisplayName("what was not offered, or comes twice, makes an empty proposal")
  void noChoice() {
    assertEquals(List.of(), shaped(List.of(first, foreign)));
    assertEquals(List.of(), shaped(List.of(first, first)));
  }

  @Test
  @DisplayName("what the application itself would refuse is not proposed")
  void ownJudgement() {
    ProposalRules rules =
        ProposalRules.of(judging(p -> p.transactions().size() > 1 ? no() : Verdict.accept()));
    assertEquals(List.of(), rules.shape(offered));
    Proposal one = offered.with(List.of(first));
    assertEquals(List.of(first), rules.shape(one));
    assertTrue(rules.judge(one).accepted());
    assertFalse(rules.judge(offered).accepted());
  }

  @Test
  @DisplayName("whatever it throws is a refusal, and stops nobody")
  void throwing() {
    ProposalRules judges = ProposalRules.of(judging(ProposalRulesTest::fails));
    assertFalse(judges.judge(offered).accepted());
    assertEquals(List.of(), judges.shape(offered));
    ProposalRules shapes =
        ProposalRules.of(
            new Deciding(
                p -> {
                  throw new IllegalStateException("no shape for " + p);
                },
                p -> Verdict.accept()));
    assertEquals(List.of(), shapes.shape(offered));
  }

  @Test
  @DisplayName("a block without transactions is right, whatever it says")
  void empty() {
    ProposalRules rules = ProposalRules.of(judging(ProposalRulesTest::fails));
    assertTrue(rules.judge(offered.with(List.of())).accepted());
  }
}
