package io.quorate.node.api;

import io.quorate.api.ErrorCode;
import io.quorate.consensus.Event;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.MerkleTree;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Picks receipts out of blocks.
 *
 * @param sender only of this sender's transactions; of all, when absent
 * @param topic only with an event of this topic; with any or none, when absent
 */
record ReceiptFilter(Optional<PublicKey> sender, Optional<String> topic) {
  ReceiptFilter {
    if (topic.filter(text -> text.length() > Event.MAX_TOPIC_BYTES).isPresent()) {
      throw new ApiException(
          ErrorCode.MALFORMED,
          "the topic is longer than the " + Event.MAX_TOPIC_BYTES + " bytes of an event's topic");
    }
  }

  /** The receipts of {@code block} that pass, each with its proof. */
  List<ProvedReceipt> apply(FinalizedBlock block) {
    List<Transaction> transactions = block.block().payload().transactions();
    List<Receipt> receipts = block.receipts();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < receipts.size(); i++) {
      if (i < transactions.size() && passes(transactions.get(i), receipts.get(i))) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return List.of();
    }
    List<MerkleProof> proofs =
        MerkleTree.proveAll(receipts.stream().map(Receipt::encoded).toList());
    return places.stream()
        .map(i -> new ProvedReceipt(receipts.get(i), proofs.get(i), block.certificate()))
        .toList();
  }

  private boolean passes(Transaction transaction, Receipt receipt) {
    return sender.filter(wanted -> !wanted.equals(transaction.sender())).isEmpty()
        && topic
            .filter(wanted -> receipt.events().stream().noneMatch(e -> e.topic().equals(wanted)))
            .isEmpty();
  }
}
