package io.quorate.client;

import com.google.protobuf.ByteString;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.api.ProtoBytes;
import io.quorate.api.SubmitRequest;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of Submit at one node. Confined to the client's loop; what arrives is handed to the
 * loop.
 */
final class SubmitLink implements ClientResponseObserver<SubmitRequest, SubmitResponse> {
  /** Answers that may wait for the loop; a node that sends more has to wait itself. */
  private static final int WAITING_ANSWERS = 16;

  private static final int BATCH = 512;
  private static final int BATCH_BYTES = 256 << 10;

  private final Node node;
  private final Submissions owner;
  private final Set<Hash> unanswered = new LinkedHashSet<>();
  private final List<ByteString> batch = new ArrayList<>();
  private int batchBytes;
  private boolean open = true;
  private @Nullable StreamObserver<SubmitRequest> requests;
  private volatile @Nullable ClientCallStreamObserver<SubmitRequest> flow;

  SubmitLink(Node node, Submissions owner) {
    this.node = node;
    this.owner = owner;
  }

  Node node() {
    return node;
  }

  boolean isOpen() {
    return open;
  }

  /** Adds to the batch; {@link #flush} sends the rest of it. */
  void send(Transaction transaction) {
    unanswered.add(transaction.id());
    batch.add(ProtoBytes.toProto(transaction.encoded()));
    batchBytes += transaction.encoded().size();
    if (batch.size() >= BATCH || batchBytes >= BATCH_BYTES) {
      flush();
    }
  }

  void flush() {
    if (batch.isEmpty() || !open) {
      return;
    }
    SubmitRequest request = SubmitRequest.newBuilder().addAllTransactions(batch).build();
    batch.clear();
    batchBytes = 0;
    StreamObserver<SubmitRequest> out = requests;
    if (out == null) {
      out = node.streams().submit(this);
      requests = out;
    }
    try {
      out.onNext(request);
    } catch (IllegalStateException _) {
      // The call broke a moment ago; onError is under way to the loop.
    }
  }

  /**
   * Whether the node was given this transaction over this call and has not given its last word on
   * it.
   */
  boolean awaits(Hash transaction) {
    return unanswered.contains(transaction);
  }

  /** The node gave its last word. */
  void answered(Hash transaction) {
    unanswered.remove(transaction);
  }

  /** How many it owes an answer for. */
  int owed() {
    return unanswered.size();
  }

  void close() {
    open = false;
    StreamObserver<SubmitRequest> out = requests;
    if (out != null) {
      try {
        out.onError(
            io.grpc.Status.CANCELLED
                .withDescription("given up by the client")
                .asRuntimeException());
      } catch (IllegalStateException _) {
        // It was over already.
      }
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SubmitRequest> stream) {
    flow = stream;
    stream.disableAutoRequestWithInitial(WAITING_ANSWERS);
  }

  @Override
  public void onNext(SubmitResponse response) {
    owner.execute(() -> {
      owner.received(this, response);
      ClientCallStreamObserver<SubmitRequest> stream = flow;
      if (stream != null && open) {
        stream.request(1);
      }
    });
  }

  @Override
  public void onError(Throwable t) {
    owner.execute(() -> owner.broken(this));
  }

  @Override
  public void onCompleted() {
    owner.execute(() -> owner.broken(this));
  }
}
