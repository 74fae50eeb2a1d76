package io.quorate.node.api;

import io.quorate.api.FinalizedReceipts;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import java.util.ArrayList;
import java.util.List;

/** Splits a block's receipts so that no message grows beyond what a client accepts. */
final class ReceiptParts {
  private static final int PART_BYTES = 512 << 10;
  private static final int BYTES_BESIDE_OUTPUT = 1_536;

  private ReceiptParts() {}

  static List<FinalizedReceipts> of(FinalityCertificate certificate, List<ProvedReceipt> receipts) {
    List<FinalizedReceipts> parts = new ArrayList<>(1);
    int start = 0;
    int bytes = 0;
    for (int i = 0; i < receipts.size(); i++) {
      bytes += receipts.get(i).receipt().size() + BYTES_BESIDE_OUTPUT;
      if (bytes >= PART_BYTES || i == receipts.size() - 1) {
        parts.add(ProtoViews.receipts(certificate, receipts.subList(start, i + 1)));
        start = i + 1;
        bytes = 0;
      }
    }
    return parts;
  }
}
