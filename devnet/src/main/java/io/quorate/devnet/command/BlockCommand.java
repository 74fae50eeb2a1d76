package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.ProvedBlock;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.devnet.network.DevnetException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Blocks by their heights. */
@Command(name = "block", description = "Look at blocks.")
@SuppressWarnings("NullAway.Init") // picocli sets the field before the command runs
final class BlockCommand {
  private static final int SHOWN_TRANSACTIONS = 20;

  @Spec CommandSpec command;

  @Command(name = "show", description = "Print a final block, verified against its certificate.")
  int show(
      @Parameters(paramLabel = "HEIGHT", description = "A height from 1, or the word latest.")
          String place,
      @Mixin ClientOptions client,
      @Mixin Output output)
      throws DevnetException, InterruptedException {
    long height = height(place);
    Genesis genesis = client.trusted();
    ProvedBlock block;
    try (QuorateClient quorate = client.connect()) {
      block = ClientOptions.await(height == 0 ? quorate.latestBlock() : quorate.block(height));
    }
    output.result(json(block, genesis), text(block, genesis));
    return 0;
  }

  @Command(
      name = "follow",
      description = {
        "Print every final block from a height on, a line each, verified here.",
        "Ends with Ctrl-C, or after --count; follow from the next height to go on."
      })
  int follow(@Mixin FollowOptions range, @Mixin ClientOptions client, @Mixin Output output)
      throws DevnetException, InterruptedException {
    Genesis genesis = client.trusted();
    try (QuorateClient quorate = client.connect()) {
      range.each(
          quorate,
          block -> {
            output.each(json(block, genesis), line(block, genesis));
            return 1;
          });
    }
    return 0;
  }

  private static String line(ProvedBlock proved, Genesis genesis) {
    BlockHeader header = proved.block().header();
    int transactions = proved.receipts().size();
    return header.height()
        + "  "
        + Instant.ofEpochMilli(header.timeMillis())
        + "  "
        + genesis.validators().get(header.proposer()).name()
        + "  "
        + transactions
        + (transactions == 1 ? " transaction  " : " transactions  ")
        + proved.block().hash().toHex();
  }

  /** 0 for the latest. */
  private long height(String place) {
    if (place.equals("latest")) {
      return 0;
    }
    try {
      long height = Long.parseLong(place);
      if (height >= 1) {
        return height;
      }
    } catch (NumberFormatException e) {
      throw new ParameterException(
          command.commandLine(), "HEIGHT is '" + place + "'; it is a number or the word latest", e);
    }
    throw new ParameterException(
        command.commandLine(), "HEIGHT is " + place + "; heights start at 1");
  }

  private static ObjectNode json(ProvedBlock proved, Genesis genesis) {
    BlockHeader header = proved.block().header();
    ObjectNode json = Output.object();
    json.put("height", header.height());
    json.put("hash", proved.block().hash().toHex());
    json.put("parent", header.parent().toHex());
    json.put("epoch", header.epoch());
    json.put("view", header.view());
    json.put("proposer", genesis.validators().get(header.proposer()).name());
    json.put("time", Instant.ofEpochMilli(header.timeMillis()).toString());
    ArrayNode transactions = json.putArray("transactions");
    List<Transaction> content = proved.block().payload().transactions();
    for (int i = 0; i < content.size(); i++) {
      Receipt receipt = proved.receipts().get(i);
      transactions
          .addObject()
          .put("id", content.get(i).id().toHex())
          .put("sender", content.get(i).sender().bytes().toHex())
          .put("sequence", content.get(i).sequence())
          .put("status", receipt.status().name())
          .put("output", receipt.output().toHex());
    }
    Proofs.add(json, proved.certificate(), genesis);
    return json;
  }

  private static String text(ProvedBlock proved, Genesis genesis) {
    BlockHeader header = proved.block().header();
    List<Transaction> content = proved.block().payload().transactions();
    StringBuilder text = new StringBuilder();
    text.append("block     ").append(proved.block().hash().toHex());
    text.append("\nparent    ").append(header.parent().toHex());
    text.append("\nproposer  ").append(genesis.validators().get(header.proposer()).name());
    text.append(" in view ").append(header.view());
    text.append("\ntime      ").append(Instant.ofEpochMilli(header.timeMillis()));
    text.append("\nstate     ").append(proved.certificate().attestation().stateRoot().toHex());
    text.append('\n').append(Proofs.sentence(proved.certificate(), genesis));
    text.append('\n')
        .append(content.size())
        .append(content.size() == 1 ? " transaction" : " transactions");
    for (int i = 0; i < Math.min(SHOWN_TRANSACTIONS, content.size()); i++) {
      String status = proved.receipts().get(i).status().name().toLowerCase(Locale.ROOT);
      text.append("\n  ").append(content.get(i).id().toHex()).append("  ").append(status);
    }
    if (content.size() > SHOWN_TRANSACTIONS) {
      text.append("\n  ... all of them with --json");
    }
    return text.toString();
  }
}
