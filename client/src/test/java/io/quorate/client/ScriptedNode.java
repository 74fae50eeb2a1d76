package io.quorate.client;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.stub.StreamObserver;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.FinalizedReceipts;
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
import io.quorate.api.QuorateGrpc;
import io.quorate.api.ReadEntry;
import io.quorate.api.ReceiptWithPath;
import io.quorate.api.Refusal;
import io.quorate.api.StreamBlocksRequest;
import io.quorate.api.SubmitRequest;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node of a {@link TestChain} that executes each batch at once. Tests override what it lies
 * about.
 */
class ScriptedNode extends QuorateGrpc.QuorateImplBase implements AutoCloseable {
  /** Of how many heights it holds the state. */
  static final int HELD = 16;

  private static final AtomicInteger VALIDATORS = new AtomicInteger();

  final TestChain chain;
  final AtomicInteger submitted = new AtomicInteger();
  private final int validator;
  private final Server server;

  ScriptedNode(TestChain chain) {
    this(chain, VALIDATORS.getAndIncrement());
  }

  /**
   * The node of a validator.
   *
   * @param between what happens to its answers on their way
   */
  ScriptedNode(TestChain chain, int validator, ServerInterceptor... between) {
    this.chain = chain;
    this.validator = validator;
    this.server =
        Server.builder()
            .http(0)
            .requestTimeoutMillis(0)
            .maxRequestLength(0)
            .gracefulShutdownTimeoutMillis(0, 0)
            .service(
                GrpcService.builder()
                    .addService(ServerInterceptors.intercept(this, between))
                    .build())
            .build();
    server.start().join();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort());
  }

  @Override
  public void close() {
    CompletableFuture<Void> _ = server.stop();
  }

  @Override
  public StreamObserver<SubmitRequest> submit(StreamObserver<SubmitResponse> out) {
    return new StreamObserver<>() {
      @Override
      public void onNext(SubmitRequest request) {
        List<Transaction> transactions = new ArrayList<>();
        for (ByteString bytes : request.getTransactionsList()) {
          transactions.add(Transaction.decode(ProtoBytes.fromProto(bytes)).orThrow());
        }
        submitted.addAndGet(transactions.size());
        answer(transactions, out);
      }

      @Override
      public void onError(Throwable t) {}

      @Override
      public void onCompleted() {
        out.onCompleted();
      }
    };
  }

  /** Executes what was not executed before and sends the first receipts of all. */
  void answer(List<Transaction> transactions, StreamObserver<SubmitResponse> out) {
    List<Transaction> fresh =
        transactions.stream().filter(t -> chain.receipt(t.id()).isEmpty()).toList();
    if (!fresh.isEmpty()) {
      chain.execute(fresh);
    }
    SubmitResponse.Builder response = SubmitResponse.newBuilder();
    for (Transaction transaction : transactions) {
      chain
          .receipt(transaction.id())
          .ifPresent(r -> response.addFinalized(receipts(r.certificate(), r)));
    }
    out.onNext(response.build());
  }

  static FinalizedReceipts receipts(FinalityCertificate certificate, ProvedReceipt receipt) {
    return FinalizedReceipts.newBuilder()
        .setCertificate(ProtoBytes.toProto(certificate.encoded()))
        .addReceipts(receipt(receipt))
        .build();
  }

  static ReceiptWithPath receipt(ProvedReceipt receipt) {
    return ReceiptWithPath.newBuilder()
        .setReceipt(ProtoBytes.toProto(receipt.receipt().encoded()))
        .setPath(ProtoBytes.toProto(receipt.path().encode()))
        .build();
  }

  static SubmitResponse refusal(Transaction transaction, ErrorCode code) {
    return SubmitResponse.newBuilder()
        .addRefused(
            Refusal.newBuilder()
                .setTransaction(ProtoBytes.toProto(transaction.id().bytes()))
                .setError(new ApiError(code, "as the test says").toProto()))
        .build();
  }

  /** What it can prove at present, and has to once somebody asks for no less. */
  TestChain.Height latest(long atLeast) {
    return chain.latest().orElseThrow();
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> out) {
    Hash id = new Hash(ProtoBytes.fromProto(request.getTransaction()));
    GetTransactionResponse.Builder answer =
        GetTransactionResponse.newBuilder()
            .setState(GetTransactionResponse.State.UNKNOWN)
            .setFinalizedHeight(chain.height());
    chain
        .receipt(id)
        .ifPresent(r ->
            answer
                .setState(GetTransactionResponse.State.FINAL)
                .setReceipt(
                    io.quorate.api.ProvedReceipt.newBuilder()
                        .setCertificate(ProtoBytes.toProto(r.certificate().encoded()))
                        .setReceipt(receipt(r))));
    answer(out, answer.build());
  }

  @Override
  public void getState(GetStateRequest request, StreamObserver<GetStateResponse> out) {
    long height = request.getHeight();
    if (height > chain.height()) {
      out.onError(new ApiError(ErrorCode.NOT_YET, "as the chain has it").toStatus());
    } else if (height > 0 && height <= chain.height() - HELD) {
      out.onError(new ApiError(ErrorCode.PRUNED, "as the chain has it").toStatus());
    } else {
      answer(
          out,
          state(
              height > 0 ? chain.at(height).orElseThrow() : latest(request.getMinHeight()),
              StateKeys.application(ProtoBytes.fromProto(request.getKey()))));
    }
  }

  private static GetStateResponse state(TestChain.Height height, Bytes key) {
    GetStateResponse.Builder answer =
        GetStateResponse.newBuilder()
            .setHeight(height.block().height())
            .setProof(ProtoBytes.toProto(TestChain.proof(height, key).encode()))
            .setCertificate(ProtoBytes.toProto(height.certificate().encoded()));
    if (height.stateKey().equals(key)) {
      answer.setValue(ProtoBytes.toProto(height.stateValue()));
    }
    return answer.build();
  }

  /** Proves {@link TestChain#KEY} and the absence of what the data names. */
  @Override
  public void query(QueryRequest request, StreamObserver<QueryResponse> out) {
    TestChain.Height latest = latest(request.getMinHeight());
    QueryResponse.Builder answer =
        QueryResponse.newBuilder()
            .setAnswer(ProtoBytes.toProto(latest.stateValue()))
            .setHeight(latest.block().height());
    if (request.getConsistency() != GetStateRequest.Consistency.LOCAL) {
      answer
          .setCertificate(ProtoBytes.toProto(latest.certificate().encoded()))
          .addEntries(entry(latest, TestChain.KEY))
          .addEntries(entry(latest, ProtoBytes.fromProto(request.getData())));
    }
    answer(out, answer.build());
  }

  private static ReadEntry entry(TestChain.Height height, Bytes key) {
    Bytes stateKey = StateKeys.application(key);
    ReadEntry.Builder entry =
        ReadEntry.newBuilder()
            .setKey(ProtoBytes.toProto(key))
            .setProof(ProtoBytes.toProto(TestChain.proof(height, stateKey).encode()));
    if (height.stateKey().equals(stateKey)) {
      entry.setValue(ProtoBytes.toProto(height.stateValue()));
    }
    return entry.build();
  }

  @Override
  public void getSender(GetSenderRequest request, StreamObserver<GetSenderResponse> out) {
    PublicKey sender =
        new PublicKey(SchemeId.ED25519, ProtoBytes.fromProto(request.getPublicKey()));
    GetSenderResponse.Builder answer = GetSenderResponse.newBuilder();
    Optional<TestChain.Height> latest = chain.latest();
    if (latest.isPresent()) {
      Bytes key = StateKeys.sequenceWindow(sender);
      answer
          .setHeight(latest.get().block().height())
          .setProof(ProtoBytes.toProto(TestChain.proof(latest.get(), key).encode()))
          .setCertificate(ProtoBytes.toProto(latest.get().certificate().encoded()));
      if (latest.get().stateKey().equals(key)) {
        answer.setWindow(ProtoBytes.toProto(latest.get().stateValue()));
      }
    }
    answer(out, answer.build());
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> out) {
    answer(out, status());
  }

  GetStatusResponse status() {
    GetStatusResponse.Builder answer =
        GetStatusResponse.newBuilder().setChain(ProtoBytes.toProto(chain.epoch.chain().bytes()));
    answer
        .setValidator(Math.floorMod(validator, 4))
        .setVoting(true)
        .setExecutedHeight(chain.height());
    if (chain.height() > 0) {
      answer.setCertificate(ProtoBytes.toProto(latest(0).certificate().encoded()));
    }
    return answer.build();
  }

  @Override
  public void getBlock(GetBlockRequest request, StreamObserver<io.quorate.api.FinalizedBlock> out) {
    Optional<TestChain.Height> height =
        request.getHeight() == 0 ? chain.latest() : chain.at(request.getHeight());
    if (height.isEmpty()) {
      out.onError(io.grpc.Status.NOT_FOUND.asRuntimeException());
    } else {
      answer(out, block(height.get()));
    }
  }

  @Override
  public void streamBlocks(
      StreamBlocksRequest request, StreamObserver<io.quorate.api.FinalizedBlock> out) {
    for (long height = request.getFromHeight(); height <= chain.height(); height++) {
      out.onNext(block(chain.at(height).orElseThrow()));
    }
  }

  static io.quorate.api.FinalizedBlock block(TestChain.Height height) {
    io.quorate.api.FinalizedBlock.Builder message =
        io.quorate.api.FinalizedBlock.newBuilder()
            .setBlock(ProtoBytes.toProto(height.block().encoded()))
            .setCertificate(ProtoBytes.toProto(height.certificate().encoded()));
    height
        .receipts()
        .forEach(receipt -> message.addReceipts(ProtoBytes.toProto(receipt.encoded())));
    return message.build();
  }

  static <T> void answer(StreamObserver<T> out, T message) {
    out.onNext(message);
    out.onCompleted();
  }
}
