package io.quorate.node.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.api.ApiError;
import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.List;

/**
 * The answers as JSON for people and scripts: bytes in lower-case hexadecimal, numbers as numbers,
 * what is absent left out. What a quorum vouches for carries its canonical form as {@code encoded},
 * so that it can be checked.
 */
final class JsonViews {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonViews() {}

  static ObjectNode outcome(Operations.Outcome outcome) {
    ObjectNode node = object().put("transaction", outcome.transaction().toHex());
    outcome.receipt().ifPresent(receipt -> node.set("receipt", proved(receipt)));
    return node;
  }

  static ObjectNode transaction(Hash id, TransactionAnswer answer) {
    ObjectNode node = object().put("transaction", id.toHex());
    switch (answer) {
      case TransactionAnswer.Unknown _ -> node.put("state", "UNKNOWN");
      case TransactionAnswer.Pending _ -> node.put("state", "PENDING");
      case TransactionAnswer.Final done ->
          node.put("state", "FINAL").set("receipt", proved(done.receipt()));
    }
    return node.put("finalizedHeight", answer.finalizedHeight());
  }

  static ObjectNode proved(ProvedReceipt proved) {
    ObjectNode node = receipt(proved.receipt());
    node.put("path", proved.path().encode().toHex());
    node.set("certificate", certificate(proved.certificate()));
    return node;
  }

  static ObjectNode receipt(Receipt receipt) {
    ObjectNode node =
        object()
            .put("transaction", receipt.transaction().toHex())
            .put("height", receipt.height())
            .put("index", receipt.index())
            .put("status", receipt.status().name())
            .put("output", receipt.output().toHex());
    ArrayNode events = node.putArray("events");
    receipt
        .events()
        .forEach(e -> events.addObject().put("topic", e.topic()).put("data", e.data().toHex()));
    return node.put("encoded", receipt.encoded().toHex());
  }

  static ObjectNode certificate(FinalityCertificate certificate) {
    Attestation attestation = certificate.attestation();
    ObjectNode node =
        object()
            .put("epoch", attestation.epoch())
            .put("height", attestation.height())
            .put("block", attestation.block().toHex())
            .put("stateRoot", attestation.stateRoot().toHex())
            .put("receiptsRoot", attestation.receiptsRoot().toHex());
    if (!attestation.nextEpoch().equals(Hash.ZERO)) {
      node.put("nextEpoch", attestation.nextEpoch().toHex());
    }
    ArrayNode signers = node.putArray("signers");
    certificate.signature().signers().indexes().forEach(signers::add);
    return node.put("encoded", certificate.encoded().toHex());
  }

  static ObjectNode block(FinalizedBlock finalized) {
    Block block = finalized.block();
    ObjectNode node =
        object()
            .put("height", block.height())
            .put("hash", block.hash().toHex())
            .put("parent", block.parent().toHex())
            .put("epoch", block.header().epoch())
            .put("view", block.view())
            .put("proposer", block.header().proposer())
            .put("timeMillis", block.header().timeMillis())
            .put("payloadRoot", block.header().payloadRoot().toHex())
            .put("evidence", block.payload().evidence().size());
    ArrayNode transactions = node.putArray("transactions");
    for (Transaction transaction : block.payload().transactions()) {
      transactions
          .addObject()
          .put("id", transaction.id().toHex())
          .put("sender", transaction.sender().bytes().toHex())
          .put("sequence", transaction.sequence())
          .put("expiryHeight", transaction.expiryHeight())
          .put("payload", transaction.payload().toHex());
    }
    ArrayNode receipts = node.putArray("receipts");
    finalized.receipts().forEach(receipt -> receipts.add(receipt(receipt)));
    node.set("certificate", certificate(finalized.certificate()));
    return node;
  }

  static ObjectNode receipts(FinalityCertificate certificate, List<ProvedReceipt> receipts) {
    ObjectNode node = object().put("height", certificate.attestation().height());
    ArrayNode list = node.putArray("receipts");
    for (ProvedReceipt proved : receipts) {
      list.add(receipt(proved.receipt()).put("path", proved.path().encode().toHex()));
    }
    node.set("certificate", certificate(certificate));
    return node;
  }

  static ObjectNode state(StateAnswer answer) {
    ObjectNode node = object().put("found", answer.value().isPresent());
    answer.value().ifPresent(value -> node.put("value", value.toHex()));
    node.put("height", answer.height());
    answer
        .proof()
        .ifPresent(proof ->
            node.put("proof", proof.path().toHex())
                .set("certificate", certificate(proof.certificate())));
    return node;
  }

  static ObjectNode query(QueryAnswer answer) {
    ObjectNode node =
        object().put("answer", answer.answer().toHex()).put("height", answer.height());
    answer
        .proof()
        .ifPresent(proof -> {
          ArrayNode entries = node.putArray("entries");
          proof.entries().forEach(entry -> entries.add(entry(entry)));
          node.set("certificate", certificate(proof.certificate()));
        });
    return node;
  }

  private static ObjectNode entry(QueryAnswer.Entry entry) {
    ObjectNode node =
        object().put("key", entry.key().toHex()).put("found", entry.value().isPresent());
    entry.value().ifPresent(value -> node.put("value", value.toHex()));
    return node.put("proof", entry.path().toHex());
  }

  static ObjectNode sender(SenderAnswer answer) {
    ObjectNode node = object().put("nextSequence", answer.nextSequence());
    node.set("window", state(answer.window()));
    return node;
  }

  static ObjectNode status(NodeStatus status, Genesis genesis, Hash chain) {
    ObjectNode node =
        object()
            .put("chain", chain.toHex())
            .put("chainName", genesis.name())
            .put("engine", genesis.engine().label())
            .put("node", status.node())
            .put("version", status.version());
    status.validator().ifPresent(index -> node.put("validator", index));
    node.put("epoch", status.epoch()).put("view", status.view());
    status.leader().ifPresent(leader -> node.put("leader", leader));
    node.put("committedHeight", status.committedHeight())
        .put("executedHeight", status.executedHeight())
        .put("finalizedHeight", status.finalizedHeight());
    status
        .certificate()
        .ifPresent(certificate -> {
          node.put("stateRoot", certificate.attestation().stateRoot().toHex());
          node.set("certificate", certificate(certificate));
        });
    return node.put("pendingTransactions", status.pendingTransactions())
        .put("peersConnected", status.peersConnected())
        .put("peersTotal", status.peersTotal())
        .put("catchingUp", status.catchingUp())
        .put("voting", status.voting());
  }

  static ObjectNode health(NodeHealth health) {
    ObjectNode node = object().put("live", health.live()).put("ready", health.ready());
    ArrayNode faults = node.putArray("faults");
    health.faults().forEach(faults::add);
    ArrayNode notReady = node.putArray("notReady");
    health.notReady().forEach(notReady::add);
    return node;
  }

  /** The error body of RFC 9457, with the code beside its members. */
  static ObjectNode problem(ApiError error) {
    return object()
        .put("type", "urn:quorate:error:" + error.code().name())
        .put("title", error.code().title())
        .put("status", error.code().http())
        .put("detail", error.message())
        .put("code", error.code().name());
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }
}
