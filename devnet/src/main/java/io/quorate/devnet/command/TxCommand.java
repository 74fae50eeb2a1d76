package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.api.proof.ProofJson;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.client.QuorateClient;
import io.quorate.client.ReceiptSelection;
import io.quorate.client.TransactionStatus;
import io.quorate.consensus.Event;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.devnet.network.DevnetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Transactions by their ids. */
@Command(name = "tx", description = "Submit transactions, and look at them.")
final class TxCommand {

  @Command(
      name = "submit",
      description = {
        "Sign a payload for any application, submit it and print its receipt, verified here.",
        "Ends with 1 when the application refused it."
      })
  int submit(
      @Parameters(paramLabel = "PAYLOAD", description = "Text, unless --hex says otherwise.")
          String typed,
      @Option(names = "--hex", description = "PAYLOAD is bytes as hexadecimal digits, not text.")
          boolean hex,
      @Option(names = "--key", paramLabel = "FILE", description = KvCommand.KEY_FILE_HELP)
          Optional<Path> keyFile,
      @Mixin ProofOption proof,
      @Mixin ClientOptions client,
      @Mixin Output output)
      throws Exception {
    Bytes payload = Texts.bytes(typed, hex);
    Genesis genesis = client.trusted();
    PrivateKey key = client.key(keyFile);
    try (QuorateClient quorate = client.connect()) {
      ProvedReceipt proved = ClientOptions.await(quorate.submit(key, payload));
      proof.keep(proved);
      ObjectNode json = Output.object().put("transaction", proved.receipt().transaction().toHex());
      showFinal(json, proved, genesis, output);
      return proved.receipt().status() == Receipt.Status.EXECUTED ? 0 : 1;
    }
  }

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

  @Command(
      name = "follow",
      description = {
        "Print the receipt of every transaction from a height on with its events, verified here.",
        "Ends with Ctrl-C, or after --count. --json prints the proof with each, a line each."
      })
  int follow(
      @Option(
              names = "--sender",
              paramLabel = "KEY",
              description = "Only transactions of this public key, 64 hexadecimal digits.")
          Optional<String> sender,
      @Option(
              names = "--topic",
              paramLabel = "NAME",
              description = "Only transactions with an event of this topic.")
          Optional<String> topic,
      @Mixin FollowOptions range,
      @Mixin ClientOptions client,
      @Mixin Output output)
      throws Exception {
    ReceiptSelection selection = selection(sender, topic);
    Genesis genesis = client.trusted();
    try (QuorateClient quorate = client.connect()) {
      range.each(
          quorate,
          block -> {
            List<ProvedReceipt> chosen = selection.in(block);
            chosen.forEach(proved -> output.each(proof(proved), line(proved.receipt(), genesis)));
            return chosen.size();
          });
    }
    return 0;
  }

  private static ReceiptSelection selection(Optional<String> sender, Optional<String> topic)
      throws DevnetException {
    Optional<PublicKey> key = Optional.empty();
    if (sender.isPresent()) {
      key = Optional.of(new PublicKey(SchemeId.ED25519, Texts.hash(sender.get()).bytes()));
    }
    return new ReceiptSelection(key, topic);
  }

  private static ObjectNode proof(ProvedReceipt proved) {
    Receipt receipt = proved.receipt();
    ObjectNode json = Output.object();
    json.put("height", receipt.height()).put("index", receipt.index());
    json.put("transaction", receipt.transaction().toHex());
    json.put("status", receipt.status().name()).put("output", receipt.output().toHex());
    ArrayNode events = json.putArray("events");
    for (Event event : receipt.events()) {
      events.addObject().put("topic", event.topic()).put("data", event.data().toHex());
    }
    return json.put("proof", ProofJson.write(proved));
  }

  private static String line(Receipt receipt, Genesis genesis) {
    StringBuilder line = new StringBuilder();
    line.append(receipt.height()).append('.').append(receipt.index()).append("  ");
    line.append(receipt.status().name().toLowerCase(java.util.Locale.ROOT)).append("  ");
    line.append(answer(receipt, genesis));
    for (Event event : receipt.events()) {
      line.append("  ").append(event.topic()).append(": ").append(Texts.show(event.data()));
    }
    return line.append("  ").append(receipt.transaction().toHex()).toString();
  }

  private static void showFinal(
      ObjectNode json, ProvedReceipt proved, Genesis genesis, Output output) {
    Receipt receipt = proved.receipt();
    String answer = answer(receipt, genesis);
    json.put("state", "FINAL");
    json.put("status", receipt.status().name());
    json.put("height", receipt.height());
    json.put("index", receipt.index());
    json.put("result", answer);
    StringBuilder events = new StringBuilder();
    ArrayNode list = json.putArray("events");
    for (Event event : receipt.events()) {
      String data = Texts.show(event.data());
      list.addObject().put("topic", event.topic()).put("data", data);
      events.append("event ").append(event.topic()).append(": ").append(data).append('\n');
    }
    Proofs.add(json, proved.certificate(), genesis);
    output.result(
        json,
        receipt.status().name().toLowerCase(java.util.Locale.ROOT)
            + " as transaction "
            + receipt.index()
            + " of its block, result "
            + answer
            + "\n"
            + events
            + Proofs.sentence(proved.certificate(), genesis)
            + "\ntransaction "
            + receipt.transaction().toHex());
  }

  /** What the application answered, as people read it. */
  static String answer(Receipt receipt, Genesis genesis) {
    return genesis.application().equals(KeyValueApplication.NAME)
        ? KvCommand.answer(receipt.output())
        : Texts.show(receipt.output());
  }
}
