package io.quorate.client;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.quorate.api.FinalizedBlock;
import io.quorate.api.StreamBlocksRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain on a virtual thread of its own: block by block from a height on, each verified,
 * from whichever node delivers. One block is under way at a time, so a slow consumer slows the node
 * and nothing piles up.
 */
final class BlockFollower implements Runnable {
  private static final long PAUSE_MILLIS = 100;

  private final Nodes nodes;
  private final Trust trust;
  private final EpochLinks links;
  private final long idleMillis;
  private final Consumer<ProvedBlock> consumer;
  private final Thread thread;
  private long next;
  private volatile boolean closed;

  BlockFollower(
      Nodes nodes,
      Trust trust,
      EpochLinks links,
      long idleMillis,
      long from,
      Consumer<ProvedBlock> consumer) {
    this.nodes = nodes;
    this.trust = trust;
    this.links = links;
    this.idleMillis = idleMillis;
    this.next = from;
    this.consumer = consumer;
    this.thread = Thread.ofVirtual().name("quorate-follower").unstarted(this);
  }

  void start() {
    thread.start();
  }

  void close() {
    closed = true;
    thread.interrupt();
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        follow(nodes.order(nodes.nextHome()).getFirst());
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // Closed.
    }
  }

  private void follow(Node node) throws InterruptedException {
    Call call = new Call();
    node.streams().streamBlocks(StreamBlocksRequest.newBuilder().setFromHeight(next).build(), call);
    try {
      while (!closed) {
        Arrival arrival = call.arrivals.poll(idleMillis, TimeUnit.MILLISECONDS);
        switch (arrival) {
          case Arrived arrived -> {
            if (!reached(node, arrived.block())) {
              return;
            }
            deliver(arrived.block());
            node.worked();
            call.request();
          }
          case Ended _ -> {
            node.failed(System.nanoTime());
            return;
          }
          case null -> {
            return; // Nothing for a while: the chain may rest, or the node may withhold; another
            // one may know.
          }
        }
      }
    } catch (Trust.Lie lie) {
      node.lied(System.nanoTime());
    } finally {
      call.cancel();
    }
  }

  /** Whether the block's epoch is believed, or the node shows why it should be. */
  private boolean reached(Node node, FinalizedBlock message)
      throws Trust.Lie, InterruptedException {
    if (trust.missingLink(message.getCertificate()).isEmpty()) {
      return true;
    }
    try {
      links.follow(node, message.getCertificate()).get(idleMillis, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      node.failed(System.nanoTime());
      return false;
    }
  }

  private void deliver(FinalizedBlock message) throws Trust.Lie {
    ProvedBlock block = trust.block(message);
    if (block.block().height() != next) {
      throw new Trust.Lie("height " + block.block().height() + " where " + next + " was due");
    }
    consumer.accept(block);
    next++;
  }

  private sealed interface Arrival {}

  private record Arrived(FinalizedBlock block) implements Arrival {}

  private record Ended() implements Arrival {}

  /** The call, which lets one block through for each request. */
  private static final class Call
      implements ClientResponseObserver<StreamBlocksRequest, FinalizedBlock> {
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private @Nullable ClientCallStreamObserver<StreamBlocksRequest> stream;

    @Override
    public void beforeStart(ClientCallStreamObserver<StreamBlocksRequest> requestStream) {
      stream = requestStream;
      requestStream.disableAutoRequestWithInitial(1);
    }

    void request() {
      if (stream != null) {
        stream.request(1);
      }
    }

    void cancel() {
      if (stream != null) {
        stream.cancel("no longer wanted", null);
      }
    }

    @Override
    public void onNext(FinalizedBlock value) {
      arrivals.add(new Arrived(value));
    }

    @Override
    public void onError(Throwable t) {
      arrivals.add(new Ended());
    }

    @Override
    public void onCompleted() {
      arrivals.add(new Ended());
    }
  }
}
