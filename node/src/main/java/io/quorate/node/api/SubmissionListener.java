package io.quorate.node.api;

import io.quorate.api.ApiError;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.crypto.Hash;
import java.util.List;

/**
 * Where the answers to one connection's transactions go. Identified by identity. Any thread may
 * call, several at once; each call returns at once and does not throw. Answers for transactions
 * that were never sent here are ignored.
 */
public interface SubmissionListener {

  /** They passed every check and wait for a block. */
  void admitted(List<Hash> transactions);

  /** This node does not take it; the last word on this transaction here. */
  void refused(Hash transaction, ApiError why);

  /** It was admitted and is given up; the last word on this transaction here. */
  void dropped(Hash transaction, ApiError why);

  /**
   * The results of a block, as many of them at once as there are; the last word on these
   * transactions here.
   *
   * @param certificate the one that every receipt carries
   */
  void finalized(FinalityCertificate certificate, List<ProvedReceipt> receipts);
}
