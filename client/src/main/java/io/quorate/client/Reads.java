package io.quorate.client;

import io.grpc.stub.StreamObserver;
import io.quorate.api.GetBlockRequest;
import io.quorate.api.GetSenderRequest;
import io.quorate.api.GetSenderResponse;
import io.quorate.api.GetStateRequest;
import io.quorate.api.GetStateResponse;
import io.quorate.api.GetStatusRequest;
import io.quorate.api.GetStatusResponse;
import io.quorate.api.GetTransactionRequest;
import io.quorate.api.GetTransactionResponse;
import io.quorate.api.ProtoBytes;
import io.quorate.api.QuorateGrpc;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.StateKeys;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** The questions to nodes, and what their answers must fulfil. Thread-safe. */
final class Reads {
  private final Nodes nodes;
  private final Trust trust;
  private final Queries queries;

  Reads(Nodes nodes, Trust trust, Queries queries) {
    this.nodes = nodes;
    this.trust = trust;
    this.queries = queries;
  }

  CompletableFuture<ProvedState> proved(Bytes key, long minimumHeight) {
    GetStateRequest request =
        GetStateRequest.newBuilder()
            .setKey(ProtoBytes.toProto(key))
            .setConsistency(GetStateRequest.Consistency.PROVED)
            .setMinHeight(minimumHeight)
            .build();
    return queries.<GetStateResponse, ProvedState>first(
        (stub, out) -> stub.getState(request, out),
        (_, message) -> {
          ProvedState value = entry(key, message);
          if (value.height() < minimumHeight) {
            throw new Queries.NotGoodEnough(
                "it answers for height " + value.height() + ", below " + minimumHeight);
          }
          return value;
        });
  }

  CompletableFuture<ProvedState> at(long height, Bytes key) {
    GetStateRequest request =
        GetStateRequest.newBuilder()
            .setKey(ProtoBytes.toProto(key))
            .setConsistency(GetStateRequest.Consistency.PROVED)
            .setHeight(height)
            .build();
    return queries.<GetStateResponse, ProvedState>first(
        (stub, out) -> stub.getState(request, out),
        (_, message) -> {
          ProvedState value = entry(key, message);
          if (value.height() != height) {
            throw new Trust.Lie("it answers for height " + value.height() + ", not " + height);
          }
          return value;
        });
  }

  private ProvedState entry(Bytes key, GetStateResponse message) throws Trust.Lie {
    return trust.state(
        StateKeys.application(key), value(message), message.getProof(), message.getCertificate());
  }

  CompletableFuture<LocalValue> local(Bytes key) {
    GetStateRequest request =
        GetStateRequest.newBuilder()
            .setKey(ProtoBytes.toProto(key))
            .setConsistency(GetStateRequest.Consistency.LOCAL)
            .build();
    return queries.<GetStateResponse, LocalValue>first(
        (stub, out) -> stub.getState(request, out),
        (node, message) -> new LocalValue(value(message), message.getHeight(), node.uri()));
  }

  CompletableFuture<ProvedBlock> block(long height) {
    GetBlockRequest request = GetBlockRequest.newBuilder().setHeight(height).build();
    long latest = trust.highest();
    return queries.<io.quorate.api.FinalizedBlock, ProvedBlock>first(
        (stub, out) -> stub.getBlock(request, out),
        (_, message) -> {
          ProvedBlock block = trust.block(message);
          if (height != 0 && block.block().height() != height) {
            throw new Trust.Lie("it answers with another height");
          }
          if (height == 0 && block.block().height() < latest) {
            throw new Queries.NotGoodEnough(
                "its latest height is " + block.block().height() + ", below " + latest);
          }
          return block;
        });
  }

  CompletableFuture<NodeReport> status(Node node) {
    return queries.<GetStatusResponse, NodeReport>one(
        node,
        (stub, out) -> stub.getStatus(GetStatusRequest.getDefaultInstance(), out),
        (_, message) -> {
          if (!ProtoBytes.fromProto(message.getChain()).equals(trust.epoch().chain().bytes())) {
            throw new Trust.Lie("it serves another chain");
          }
          if (message.getExecutedHeight() < 0) {
            throw new Trust.Lie("it says that it executed a height that is none");
          }
          return new NodeReport(node.uri(), provedHeight(message), message);
        });
  }

  private long provedHeight(GetStatusResponse message) throws Trust.Lie {
    try {
      return message.getCertificate().isEmpty()
          ? 0
          : trust.certificate(message.getCertificate()).attestation().height();
    } catch (Trust.BeforeTrusted _) {
      return 0; // A node that has not come as far as this client's epoch.
    }
  }

  BiConsumer<QuorateGrpc.QuorateStub, StreamObserver<GetSenderResponse>> senderCall(
      PublicKey sender) {
    GetSenderRequest request =
        GetSenderRequest.newBuilder().setPublicKey(ProtoBytes.toProto(sender.bytes())).build();
    return (stub, out) -> stub.getSender(request, out);
  }

  Queries.Check<GetSenderResponse, ProvedWindow> windowCheck(PublicKey sender) {
    return (_, message) -> {
      if (message.getCertificate().isEmpty()) {
        if (trust.highest() > 0) {
          throw new Queries.NotGoodEnough(
              "it has nothing final, while height " + trust.highest() + " is");
        }
        return new ProvedWindow(SequenceWindow.EMPTY, 0);
      }
      Optional<Bytes> encoded =
          message.hasWindow()
              ? Optional.of(ProtoBytes.fromProto(message.getWindow()))
              : Optional.empty();
      ProvedState value =
          trust.state(
              StateKeys.sequenceWindow(sender),
              encoded,
              message.getProof(),
              message.getCertificate());
      SequenceWindow window =
          encoded.isEmpty()
              ? SequenceWindow.EMPTY
              : Trust.decoded(SequenceWindow.decode(encoded.get()));
      return new ProvedWindow(window, value.height());
    };
  }

  /**
   * What all nodes together know of a transaction.
   *
   * @param receipt of its execution
   * @param pending how many say that it waits
   * @param unknown how many say that they do not know it and every final block up to the height
   *     asked for
   * @param tooOld how many show a receipt of an epoch before the trusted one
   */
  record Found(Optional<ProvedReceipt> receipt, int pending, int unknown, int tooOld) {
    static final Found NOTHING = new Found(Optional.empty(), 0, 0, 0);

    Found and(Found other) {
      return new Found(
          receipt.or(other::receipt),
          pending + other.pending,
          unknown + other.unknown,
          tooOld + other.tooOld);
    }
  }

  /** Asks every node; done with the first proof, or when all have answered or failed to. */
  CompletableFuture<Found> lookUp(Hash id, long upToHeight) {
    GetTransactionRequest request =
        GetTransactionRequest.newBuilder().setTransaction(ProtoBytes.toProto(id.bytes())).build();
    CompletableFuture<Found> result = new CompletableFuture<>();
    List<CompletableFuture<Found>> answers = new ArrayList<>();
    for (Node node : nodes.all()) {
      answers.add(
          queries
              .<GetTransactionResponse, Found>one(
                  node,
                  (stub, out) -> stub.getTransaction(request, out),
                  (_, message) -> found(id, upToHeight, message))
              .exceptionally(failure ->
                  Queries.root(failure) instanceof Trust.BeforeTrusted
                      ? new Found(Optional.empty(), 0, 0, 1)
                      : Found.NOTHING)
              .thenApply(found -> {
                if (found.receipt().isPresent()) {
                  result.complete(found);
                }
                return found;
              }));
    }
    CompletableFuture<Void> _ =
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
            .thenRun(() ->
                result.complete(
                    answers.stream()
                        .map(CompletableFuture::join)
                        .reduce(Found.NOTHING, Found::and)));
    return result;
  }

  private Found found(Hash id, long upToHeight, GetTransactionResponse message) throws Trust.Lie {
    return switch (message.getState()) {
      case FINAL -> {
        ProvedReceipt proved = trust.receipt(message.getReceipt());
        Receipt receipt = proved.receipt();
        if (!receipt.transaction().equals(id)) {
          throw new Trust.Lie("a receipt of another transaction");
        }
        yield switch (receipt.status()) {
          case EXECUTED, FAILED -> new Found(Optional.of(proved), 0, 0, 0);
          case REPLAYED, OUT_OF_WINDOW -> Found.NOTHING;
        };
      }
      case PENDING -> new Found(Optional.empty(), 1, 0, 0);
      case UNKNOWN ->
          new Found(Optional.empty(), 0, message.getFinalizedHeight() >= upToHeight ? 1 : 0, 0);
      case STATE_UNSPECIFIED, UNRECOGNIZED -> throw new Trust.Lie("no state of a transaction");
    };
  }

  private static Optional<Bytes> value(GetStateResponse message) {
    return message.hasValue()
        ? Optional.of(ProtoBytes.fromProto(message.getValue()))
        : Optional.empty();
  }
}
