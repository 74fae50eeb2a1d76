package io.quorate.replica;

import io.quorate.application.Proposal;
import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.crypto.Hash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether an honest replica may vote for a block: everything beside the engine's own rules and the
 * signatures, which the verification stage checked. Apart from the clock bound the answer is a
 * function of block and parent alone, so honest replicas do not differ.
 *
 * @param epoch the block's epoch
 * @param rules the application's word, which comes last
 */
record BlockValidator(Epoch epoch, ProposalRules rules) {

  Verdict validate(Block block, Block parent, long nowMillis) {
    Verdict header = header(block, parent);
    if (!header.accepted()) {
      return header;
    }
    if (block.header().timeMillis() > nowMillis + epoch.parameters().maxClockDriftMillis()) {
      return Verdict.refuse(
          Reason.WRONG_TIME,
          "block time is "
              + (block.header().timeMillis() - nowMillis)
              + " ms ahead of this replica's clock");
    }
    Verdict transactions = transactions(block);
    if (!transactions.accepted()) {
      return transactions;
    }
    Verdict evidence = evidence(block.payload().evidence());
    return evidence.accepted() ? rules.judge(proposal(block)) : evidence;
  }

  private static Proposal proposal(Block block) {
    return new Proposal(
        block.height(), block.header().timeMillis(), block.payload().transactions());
  }

  private Verdict header(Block block, Block parent) {
    BlockHeader header = block.header();
    if (!header.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "block of another chain");
    }
    // An engine that commits a block by those above it needs some above the epoch's last one, too.
    // They are never committed, so there is nothing in them.
    boolean beyond = header.height() > epoch.lastHeight();
    if (header.epoch() != epoch.number()
        || header.height() < epoch.firstHeight()
        || (beyond && !block.payload().isEmpty())) {
      return Verdict.refuse(
          Reason.WRONG_EPOCH, "height " + header.height() + " is not of epoch " + header.epoch());
    }
    if (!header.parent().equals(parent.hash())) {
      return Verdict.refuse(Reason.WRONG_PARENT, "block does not extend the given parent");
    }
    if (header.height() != parent.height() + 1) {
      return Verdict.refuse(
          Reason.WRONG_HEIGHT, "height " + header.height() + " over " + parent.height());
    }
    if (header.timeMillis() < parent.header().timeMillis()) {
      return Verdict.refuse(Reason.WRONG_TIME, "block time goes back");
    }
    return Verdict.accept();
  }

  private Verdict transactions(Block block) {
    ChainParameters parameters = epoch.parameters();
    List<Transaction> transactions = block.payload().transactions();
    if (transactions.size() > parameters.maxBlockTransactions()) {
      return Verdict.refuse(Reason.TOO_LARGE, transactions.size() + " transactions");
    }
    long bytes = 0;
    Set<Hash> ids = new LinkedHashSet<>();
    for (Transaction transaction : transactions) {
      bytes += transaction.encoded().size();
      if (bytes > parameters.maxBlockBytes()
          || transaction.encoded().size() > parameters.maxTransactionBytes()) {
        return Verdict.refuse(Reason.TOO_LARGE, "transactions of more bytes than the chain allows");
      }
      if (!transaction.chain().equals(epoch.chain())) {
        return Verdict.refuse(Reason.WRONG_CHAIN, transaction + " is of another chain");
      }
      if (transaction.expiryHeight() < block.height()) {
        return Verdict.refuse(
            Reason.EXPIRED, transaction + " expired at " + transaction.expiryHeight());
      }
      if (!ids.add(transaction.id())) {
        return Verdict.refuse(Reason.BAD_PAYLOAD, transaction + " is in the block twice");
      }
    }
    return Verdict.accept();
  }

  private Verdict evidence(List<Equivocation> evidence) {
    if (evidence.size() > Limits.BLOCK_EVIDENCE) {
      return Verdict.refuse(Reason.TOO_LARGE, evidence.size() + " items of evidence");
    }
    Set<Hash> offences = new LinkedHashSet<>();
    for (Equivocation each : evidence) {
      if (!offences.add(each.offence())) {
        return Verdict.refuse(
            Reason.BAD_EVIDENCE,
            "an offence of validator " + each.validator() + " is in the block twice");
      }
      Verdict verdict = each.verify(epoch);
      if (!verdict.accepted()) {
        return verdict;
      }
    }
    return Verdict.accept();
  }
}
