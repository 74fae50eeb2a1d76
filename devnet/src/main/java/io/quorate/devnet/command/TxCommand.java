package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.QuorateClient;
import io.quorate.client.TransactionStatus;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Hash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Transactions by their ids. */
@Command(name = "tx", description = "Look at transactions.")
final class TxCommand {

  @Command(
      name = "show",
      description = {
        "Print what became of a transaction, with its proof when it is final.",
        "Ends with 1 when no node knows it."
      })
  int show(
      @Parameters(paramLabel = "ID", description = "64 hexadecimal digits.") String typed,
      @Mixin ProofOption proof,
      @Mixin ClientOptions client,
      @Mixin Output output)
      throws Exception {
    Hash id = Texts.hash(typed);
    Genesis genesis = client.trusted();
    TransactionStatus status;
    try (QuorateClient quorate = client.connect()) {
      status = ClientOptions.await(quorate.transaction(id));
    }
    ObjectNode json = Output.object().put("transaction", id.toHex());
    return switch (status) {
      case TransactionStatus.Final(ProvedReceipt proved) -> {
        proof.keep(proved);
        showFinal(json, proved, genesis, output);
        yield 0;
      }
      case TransactionStatus.Pending _ -> {
        output.result(
            json.put("state", "PENDING"), "pending: a node holds it, and it is not final yet");
        yield 0;
      }
      case TransactionStatus.Unknown(int nodes) -> {
        output.absent(
            json.put("state", "UNKNOWN").put("nodes", nodes),
            "quorate: none of the "
                + DevnetCommand.nodes(nodes)
                + " that answered knows transaction "
                + id.toHex());
        yield 1;
      }
    };
  }

  private static void showFinal(
      ObjectNode json, ProvedReceipt proved, Genesis genesis, Output output) {
    Receipt receipt = proved.receipt();
    String answer = KvCommand.answer(receipt.output());
    json.put("state", "FINAL");
    json.put("status", receipt.status().name());
    json.put("height", receipt.height());
    json.put("index", receipt.index());
    json.put("result", answer);
    Proofs.add(json, proved.certificate(), genesis);
    output.result(
        json,
        receipt.status().name().toLowerCase(java.util.Locale.ROOT)
            + " as transaction "
            + receipt.index()
            + " of its block, result "
            + answer
            + "\n"
            + Proofs.sentence(proved.certificate(), genesis));
  }
}
