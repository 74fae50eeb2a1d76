package io.quorate.node.api;

import com.google.protobuf.MessageLite;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.FinalizedReceipts;
import io.quorate.api.GetBlockRequest;
import io.quorate.api.GetGenesisRequest;
import io.quorate.api.GetGenesisResponse;
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
import io.quorate.api.QuorateGrpc;
import io.quorate.api.StreamBlocksRequest;
import io.quorate.api.StreamReceiptsRequest;
import io.quorate.api.SubmitOneRequest;
import io.quorate.api.SubmitOneResponse;
import io.quorate.api.SubmitRequest;
import io.quorate.api.SubmitResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The gRPC service. Calls arrive on Armeria's event loops and leave them at once. */
final class GrpcEndpoint extends QuorateGrpc.QuorateImplBase {
  private final Operations operations;
  private final NodeBackend backend;
  private final ApiMetrics metrics;
  private final ApiConfig.Limits limits;
  private final OpenStreams streams;

  GrpcEndpoint(
      Operations operations,
      NodeBackend backend,
      ApiMetrics metrics,
      ApiConfig.Limits limits,
      OpenStreams streams) {
    this.operations = operations;
    this.backend = backend;
    this.metrics = metrics;
    this.limits = limits;
    this.streams = streams;
  }

  @Override
  public StreamObserver<SubmitRequest> submit(StreamObserver<SubmitResponse> responses) {
    metrics.request("submit");
    Call call = Call.current();
    OpenStreams.Entry entry;
    try {
      entry = streams.open(call);
    } catch (ApiException e) {
      fail(responses, e);
      return new Ignored<>();
    }
    SubmitStream stream =
        new SubmitStream(
            operations,
            backend,
            metrics,
            limits,
            (ServerCallStreamObserver<SubmitResponse>) responses,
            ServiceRequestContext.current().eventLoop(),
            call);
    entry.bind(stream::fail);
    return stream;
  }

  @Override
  public void submitOne(SubmitOneRequest request, StreamObserver<SubmitOneResponse> response) {
    answer(
        response,
        () ->
            operations.submitOne(
                Call.current().origin(),
                ProtoBytes.fromProto(request.getTransaction()),
                request.getWait() != SubmitOneRequest.Wait.ADMITTED,
                Integer.toUnsignedLong(request.getTimeoutMillis())),
        ProtoViews::outcome);
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> response) {
    answer(
        response,
        () -> operations.transaction(ProtoBytes.fromProto(request.getTransaction())),
        ProtoViews::transaction);
  }

  @Override
  public void getBlock(
      GetBlockRequest request, StreamObserver<io.quorate.api.FinalizedBlock> response) {
    answer(
        response,
        () -> operations.block(request.getHeight(), ProtoViews::block),
        Function.identity());
  }

  @Override
  public void getState(GetStateRequest request, StreamObserver<GetStateResponse> response) {
    answer(
        response,
        () ->
            operations.state(
                ProtoBytes.fromProto(request.getKey()),
                request.getMinHeight(),
                request.getHeight(),
                consistency(request.getConsistency())),
        ProtoViews::state);
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryResponse> response) {
    answer(
        response,
        () ->
            operations.query(
                request.getPath(),
                ProtoBytes.fromProto(request.getData()),
                request.getMinHeight(),
                consistency(request.getConsistency())),
        ProtoViews::query);
  }

  @Override
  public void getSender(GetSenderRequest request, StreamObserver<GetSenderResponse> response) {
    answer(
        response,
        () -> operations.sender(ProtoBytes.fromProto(request.getPublicKey())),
        ProtoViews::sender);
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> response) {
    answer(
        response,
        () -> CompletableFuture.completedFuture(operations.status()),
        status -> ProtoViews.status(status, operations.genesis(), operations.chain()));
  }

  @Override
  public void getGenesis(GetGenesisRequest request, StreamObserver<GetGenesisResponse> response) {
    answer(
        response,
        () -> CompletableFuture.completedFuture(operations.genesisJson()),
        json ->
            GetGenesisResponse.newBuilder()
                .setChain(ProtoViews.bytes(operations.chain()))
                .setJson(json)
                .build());
  }

  @Override
  public void streamBlocks(
      StreamBlocksRequest request, StreamObserver<io.quorate.api.FinalizedBlock> responses) {
    metrics.request("streamBlocks");
    stream(request.getFromHeight(), responses, block -> Optional.of(ProtoViews.block(block)));
  }

  @Override
  public void streamReceipts(
      StreamReceiptsRequest request, StreamObserver<FinalizedReceipts> responses) {
    metrics.request("streamReceipts");
    ReceiptFilter filter;
    try {
      filter =
          new ReceiptFilter(
              request.getSender().isEmpty()
                  ? Optional.empty()
                  : Optional.of(Operations.senderKey(ProtoBytes.fromProto(request.getSender()))),
              request.getTopic().isEmpty() ? Optional.empty() : Optional.of(request.getTopic()));
    } catch (ApiException e) {
      fail(responses, e);
      return;
    }
    stream(
        request.getFromHeight(),
        responses,
        block ->
            Optional.of(filter.apply(block))
                .filter(receipts -> !receipts.isEmpty())
                .map(receipts -> ProtoViews.receipts(block.certificate(), receipts)));
  }

  private <T extends MessageLite> void stream(
      long from, StreamObserver<T> responses, BlockPump.View<T> view) {
    Call call = Call.current();
    OpenStreams.Entry entry;
    try {
      Operations.checkFrom(from);
      entry = streams.open(call);
    } catch (ApiException e) {
      fail(responses, e);
      return;
    }
    ServerCallStreamObserver<T> out = (ServerCallStreamObserver<T>) responses;
    BlockPump<T> pump =
        new BlockPump<>(
            backend,
            metrics,
            ServiceRequestContext.current().eventLoop(),
            limits,
            call,
            view,
            new GrpcSink<>(out));
    out.setOnReadyHandler(pump::wake);
    out.setOnCancelHandler(pump::close);
    pump.start(entry, from);
  }

  private <A, M extends MessageLite> void answer(
      StreamObserver<M> response, Supplier<CompletableFuture<A>> operation, Function<A, M> view) {
    Call call = Call.current();
    CompletableFuture<A> answer;
    try {
      answer = operation.get();
    } catch (RuntimeException e) {
      fail(response, e);
      return;
    }
    CompletableFuture<M> _ =
        answer
            .thenApply(view)
            .whenComplete((message, failure) -> {
              if (failure != null) {
                fail(response, failure);
              } else if (!call.take(message.getSerializedSize() + Outbox.FRAME_BYTES)) {
                fail(response, Failures.tooMuchUnread());
              } else {
                response.onNext(message);
                response.onCompleted();
              }
            });
  }

  private void fail(StreamObserver<?> response, Throwable failure) {
    ApiError error = Failures.of(failure);
    metrics.failed(error.code());
    response.onError(error.toStatus());
  }

  private static ReadConsistency consistency(GetStateRequest.Consistency consistency) {
    return switch (consistency) {
      case LOCAL -> ReadConsistency.LOCAL;
      case LINEARIZABLE -> ReadConsistency.LINEARIZABLE;
      case PROVED, CONSISTENCY_UNSPECIFIED -> ReadConsistency.PROVED;
      case UNRECOGNIZED ->
          throw new ApiException(
              ErrorCode.MALFORMED, "no such consistency; choose LOCAL, PROVED or LINEARIZABLE");
    };
  }

  /** Blocks as messages. */
  private record GrpcSink<T extends MessageLite>(ServerCallStreamObserver<T> out)
      implements BlockSink<T> {
    @Override
    public int size(T message) {
      return message.getSerializedSize() + Outbox.FRAME_BYTES;
    }

    @Override
    public boolean ready() {
      return out.isReady();
    }

    @Override
    public void send(T message) {
      if (!out.isCancelled()) {
        out.onNext(message);
      }
    }

    @Override
    public void fail(ApiError error) {
      if (!out.isCancelled()) {
        out.onError(error.toStatus());
      }
    }
  }

  /** Where the requests of a call go that was refused. */
  private static final class Ignored<T> implements StreamObserver<T> {
    @Override
    public void onNext(T value) {}

    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {}
  }
}
