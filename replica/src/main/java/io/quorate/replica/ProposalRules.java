package io.quorate.replica;

import io.quorate.application.Application;
import io.quorate.application.Proposal;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Hash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an application says about proposals, made safe for a replica: nothing that it throws or
 * returns can stop one, and a block without transactions is never refused, so that the chain goes
 * on whatever the application thinks. Stateless.
 */
public interface ProposalRules {
  /** Every proposal is right. */
  ProposalRules ANY =
      new ProposalRules() {
        @Override
        public List<Transaction> shape(Proposal proposal) {
          return proposal.transactions();
        }

        @Override
        public Verdict judge(Proposal proposal) {
          return Verdict.accept();
        }
      };

  /**
   * What to propose out of these transactions: some of them, or none where no choice of the
   * application is acceptable to itself.
   */
  List<Transaction> shape(Proposal proposal);

  /** Whether a replica may vote for it. */
  Verdict judge(Proposal proposal);

  /** Those of an application. */
  static ProposalRules of(Application application) {
    return new ProposalRules() {
      @Override
      public List<Transaction> shape(Proposal proposal) {
        if (proposal.transactions().isEmpty()) {
          return List.of();
        }
        try {
          Proposal shaped = proposal.with(application.shape(proposal));
          return isChoice(shaped.transactions(), proposal.transactions())
                  && judge(shaped).accepted()
              ? shaped.transactions()
              : List.of();
        } catch (RuntimeException | Error e) {
          return List.of();
        }
      }

      @Override
      public Verdict judge(Proposal proposal) {
        if (proposal.transactions().isEmpty()) {
          return Verdict.accept();
        }
        try {
          return Objects.requireNonNull(application.judge(proposal), "no verdict");
        } catch (RuntimeException | Error e) {
          return Verdict.refuse(
              Verdict.Reason.APPLICATION_REFUSED, "the application threw on the proposal: " + e);
        }
      }
    };
  }

  /** Whether all of them are among those, each once; the order is free. */
  private static boolean isChoice(List<Transaction> shaped, List<Transaction> offered) {
    Set<Hash> left = new LinkedHashSet<>();
    offered.forEach(transaction -> left.add(transaction.id()));
    return shaped.stream().allMatch(transaction -> left.remove(transaction.id()));
  }
}
