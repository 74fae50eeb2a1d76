package io.quorate.client;

import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.MerkleTree;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which receipts of a block somebody wants. The choice is made on this side, out of whole verified
 * blocks: a node that chose could leave something out and nobody would know.
 *
 * @param sender only of this sender's transactions; of all when empty
 * @param topic only with an event of this topic; with any events or none when empty
 */
public record ReceiptSelection(Optional<PublicKey> sender, Optional<String> topic) {
  /** Every receipt. */
  public static final ReceiptSelection ALL =
      new ReceiptSelection(Optional.empty(), Optional.empty());

  /** Only of this sender's transactions. */
  public ReceiptSelection of(PublicKey wanted) {
    return new ReceiptSelection(Optional.of(wanted), topic);
  }

  /** Only those with an event of this topic. */
  public ReceiptSelection with(String wanted) {
    return new ReceiptSelection(sender, Optional.of(wanted));
  }

  /** The chosen receipts of a block in their order, each with its proof. */
  public List<ProvedReceipt> in(ProvedBlock block) {
    List<Integer> places = new ArrayList<>();
    for (Receipt receipt : block.receipts()) {
      if (wants(block, receipt)) {
        places.add(receipt.index());
      }
    }
    if (places.isEmpty()) {
      return List.of();
    }
    List<Bytes> leaves = block.receipts().stream().map(Receipt::encoded).toList();
    List<MerkleProof> paths = MerkleTree.proveAll(leaves);
    return places.stream()
        .map(i -> new ProvedReceipt(block.receipts().get(i), paths.get(i), block.certificate()))
        .toList();
  }

  private boolean wants(ProvedBlock block, Receipt receipt) {
    Transaction transaction = block.block().payload().transactions().get(receipt.index());
    return sender.filter(wanted -> !wanted.equals(transaction.sender())).isEmpty()
        && topic
            .filter(wanted -> receipt.events().stream().noneMatch(e -> e.topic().equals(wanted)))
            .isEmpty();
  }
}
