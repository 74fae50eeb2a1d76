package io.quorate.node.api;

import com.google.protobuf.ByteString;
import io.quorate.api.FinalizedReceipts;
import io.quorate.api.GetSenderResponse;
import io.quorate.api.GetStateResponse;
import io.quorate.api.GetStatusResponse;
import io.quorate.api.GetTransactionResponse;
import io.quorate.api.ProtoBytes;
import io.quorate.api.QueryResponse;
import io.quorate.api.ReadEntry;
import io.quorate.api.ReceiptWithPath;
import io.quorate.api.SubmitOneResponse;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;

/** The answers as protobuf messages. */
final class ProtoViews {
  private ProtoViews() {}

  static ByteString bytes(Bytes bytes) {
    return ProtoBytes.toProto(bytes);
  }

  static ByteString bytes(Hash hash) {
    return ProtoBytes.toProto(hash.bytes());
  }

  static ReceiptWithPath receipt(ProvedReceipt proved) {
    return ReceiptWithPath.newBuilder()
        .setReceipt(bytes(proved.receipt().encoded()))
        .setPath(bytes(proved.path().encode()))
        .build();
  }

  static io.quorate.api.ProvedReceipt proved(ProvedReceipt proved) {
    return io.quorate.api.ProvedReceipt.newBuilder()
        .setCertificate(bytes(proved.certificate().encoded()))
        .setReceipt(receipt(proved))
        .build();
  }

  static FinalizedReceipts receipts(
      FinalityCertificate certificate, Iterable<ProvedReceipt> receipts) {
    FinalizedReceipts.Builder message =
        FinalizedReceipts.newBuilder().setCertificate(bytes(certificate.encoded()));
    for (ProvedReceipt proved : receipts) {
      message.addReceipts(receipt(proved));
    }
    return message.build();
  }

  static SubmitOneResponse outcome(Operations.Outcome outcome) {
    SubmitOneResponse.Builder message =
        SubmitOneResponse.newBuilder().setTransaction(bytes(outcome.transaction()));
    outcome.receipt().ifPresent(receipt -> message.setReceipt(proved(receipt)));
    return message.build();
  }

  static GetTransactionResponse transaction(TransactionAnswer answer) {
    GetTransactionResponse.Builder message =
        GetTransactionResponse.newBuilder().setFinalizedHeight(answer.finalizedHeight());
    return switch (answer) {
      case TransactionAnswer.Unknown _ ->
          message.setState(GetTransactionResponse.State.UNKNOWN).build();
      case TransactionAnswer.Pending _ ->
          message.setState(GetTransactionResponse.State.PENDING).build();
      case TransactionAnswer.Final done ->
          message
              .setState(GetTransactionResponse.State.FINAL)
              .setReceipt(proved(done.receipt()))
              .build();
    };
  }

  static io.quorate.api.FinalizedBlock block(FinalizedBlock block) {
    io.quorate.api.FinalizedBlock.Builder message =
        io.quorate.api.FinalizedBlock.newBuilder()
            .setBlock(bytes(block.block().encoded()))
            .setCertificate(bytes(block.certificate().encoded()));
    block.receipts().forEach(receipt -> message.addReceipts(bytes(receipt.encoded())));
    return message.build();
  }

  static GetStateResponse state(StateAnswer answer) {
    GetStateResponse.Builder message = GetStateResponse.newBuilder().setHeight(answer.height());
    answer.value().ifPresent(value -> message.setValue(bytes(value)));
    answer
        .proof()
        .ifPresent(proof ->
            message
                .setProof(bytes(proof.path()))
                .setCertificate(bytes(proof.certificate().encoded())));
    return message.build();
  }

  static QueryResponse query(QueryAnswer answer) {
    QueryResponse.Builder message =
        QueryResponse.newBuilder().setAnswer(bytes(answer.answer())).setHeight(answer.height());
    answer
        .proof()
        .ifPresent(proof -> {
          message.setCertificate(bytes(proof.certificate().encoded()));
          proof.entries().forEach(entry -> message.addEntries(entry(entry)));
        });
    return message.build();
  }

  private static ReadEntry entry(QueryAnswer.Entry entry) {
    ReadEntry.Builder message =
        ReadEntry.newBuilder().setKey(bytes(entry.key())).setProof(bytes(entry.path()));
    entry.value().ifPresent(value -> message.setValue(bytes(value)));
    return message.build();
  }

  static GetSenderResponse sender(SenderAnswer answer) {
    StateAnswer window = answer.window();
    GetSenderResponse.Builder message =
        GetSenderResponse.newBuilder()
            .setNextSequence(answer.nextSequence())
            .setHeight(window.height());
    window.value().ifPresent(value -> message.setWindow(bytes(value)));
    window
        .proof()
        .ifPresent(proof ->
            message
                .setProof(bytes(proof.path()))
                .setCertificate(bytes(proof.certificate().encoded())));
    return message.build();
  }

  static GetStatusResponse status(NodeStatus status, Genesis genesis, Hash chain) {
    GetStatusResponse.Builder message =
        GetStatusResponse.newBuilder()
            .setChain(bytes(chain))
            .setChainName(genesis.name())
            .setEngine(genesis.engine().label())
            .setNode(status.node())
            .setVersion(status.version())
            .setValidator(status.validator().orElse(-1))
            .setEpoch(status.epoch())
            .setView(status.view())
            .setLeader(status.leader().orElse(""))
            .setCommittedHeight(status.committedHeight())
            .setExecutedHeight(status.executedHeight())
            .setFinalizedHeight(status.finalizedHeight())
            .setPendingTransactions(status.pendingTransactions())
            .setPeersConnected(status.peersConnected())
            .setPeersTotal(status.peersTotal())
            .setCatchingUp(status.catchingUp())
            .setVoting(status.voting());
    status
        .certificate()
        .ifPresent(certificate ->
            message
                .setStateRoot(bytes(certificate.attestation().stateRoot()))
                .setCertificate(bytes(certificate.encoded())));
    return message.build();
  }
}
