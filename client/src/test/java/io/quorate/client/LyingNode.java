package io.quorate.client;

import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quorate.api.FinalizedBlock;
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
import io.quorate.api.QueryRequest;
import io.quorate.api.QueryResponse;
import io.quorate.api.StreamBlocksRequest;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A node that lies as somebody who understands the questions can. */
final class LyingNode extends ScriptedNode implements Lie.Liar {
  private static final long ADMITTED_EVERY_MILLIS = 20;

  private final Lie lie;
  private final AtomicBoolean over = new AtomicBoolean();

  LyingNode(TestChain chain, Lie lie, ServerInterceptor... between) {
    super(chain, 0, between);
    this.lie = lie;
  }

  @Override
  public void close() {
    over.set(true);
    super.close();
  }

  @Override
  void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
    switch (lie) {
      case ADMITTING_FOR_EVER -> admit(transactions, out);
      case ANOTHER_QUESTION -> {
        ProvedReceipt another = TestChain.proved(chain.at(2).orElseThrow()).getFirst();
        out.onNext(
            SubmitResponse.newBuilder()
                .addFinalized(receipts(another.certificate(), another))
                .build());
      }
      case OLD -> {} // It stays where it is.
      default -> super.answer(transactions, out);
    }
  }

  private void admit(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
    SubmitResponse.Builder admitted = SubmitResponse.newBuilder();
    transactions.forEach(t -> admitted.addAdmitted(ProtoBytes.toProto(t.id().bytes())));
    again(admitted.build(), out);
  }

  private void again(SubmitResponse admitted, StreamObserver<SubmitResponse> out) {
    if (over.get()) {
      return;
    }
    try {
      out.onNext(admitted);
    } catch (RuntimeException _) {
      return; // The client has gone.
    }
    CompletableFuture.delayedExecutor(ADMITTED_EVERY_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> again(admitted, out));
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> out) {
    if (lie != Lie.ANOTHER_QUESTION) {
      super.getTransaction(request, out);
      return;
    }
    Transaction other = LyingNodesTest.transaction(chain, 77, Bytes.utf8("another one's"));
    ProvedReceipt receipt =
        chain
            .receipt(other.id())
            .orElseGet(() -> TestChain.proved(chain.at(2).orElseThrow()).getFirst());
    boolean asked =
        ProtoBytes.toProto(receipt.receipt().transaction().bytes())
            .equals(request.getTransaction());
    if (asked) {
      out.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    answer(
        out,
        GetTransactionResponse.newBuilder()
            .setState(GetTransactionResponse.State.FINAL)
            .setReceipt(
                io.quorate.api.ProvedReceipt.newBuilder()
                    .setCertificate(ProtoBytes.toProto(receipt.certificate().encoded()))
                    .setReceipt(receipt(receipt)))
            .build());
  }

  @Override
  public void getState(GetStateRequest request, StreamObserver<GetStateResponse> out) {
    super.getState(
        switch (lie) {
          case ANOTHER_QUESTION -> another(request);
          case OLD -> request.toBuilder().setHeight(0).build(); // What it has, whatever is asked.
          default -> request;
        },
        out);
  }

  /** About another height, where one is asked for, or else about another key. */
  private static GetStateRequest another(GetStateRequest request) {
    return request.getHeight() > 0
        ? request.toBuilder().setHeight(request.getHeight() + 1).build()
        : request.toBuilder().setKey(ProtoBytes.toProto(Bytes.utf8("another"))).build();
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryResponse> out) {
    super.query(
        lie == Lie.ANOTHER_QUESTION
            ? request.toBuilder().setData(ProtoBytes.toProto(Bytes.utf8("another"))).build()
            : request,
        out);
  }

  @Override
  public void getSender(GetSenderRequest request, StreamObserver<GetSenderResponse> out) {
    Bytes other = TestChain.key(5).publicKey().bytes();
    super.getSender(
        lie == Lie.ANOTHER_QUESTION
            ? request.toBuilder().setPublicKey(ProtoBytes.toProto(other)).build()
            : request,
        out);
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> out) {
    if (lie != Lie.BOASTING) {
      super.getStatus(request, out);
      return;
    }
    answer(
        out,
        GetStatusResponse.newBuilder()
            .setChain(ProtoBytes.toProto(chain.epoch.chain().bytes()))
            .setExecutedHeight(1L << 60)
            .setCertificate(
                ProtoBytes.toProto(chain.latest().orElseThrow().certificate().encoded()))
            .build());
  }

  @Override
  public void getBlock(GetBlockRequest request, StreamObserver<FinalizedBlock> out) {
    if (lie == Lie.ANOTHER_QUESTION && request.getHeight() > 0) {
      answer(out, block(chain.at(request.getHeight() % chain.height() + 1).orElseThrow()));
    } else {
      super.getBlock(request, out);
    }
  }

  /** One block is left out, so that what follows is sound and not the next. */
  @Override
  public void streamBlocks(StreamBlocksRequest request, StreamObserver<FinalizedBlock> out) {
    super.streamBlocks(
        lie == Lie.ANOTHER_QUESTION
            ? request.toBuilder().setFromHeight(request.getFromHeight() + 1).build()
            : request,
        out);
  }
}
