package io.quorate.node.runtime;

import io.quorate.node.net.PeerTransport;
import io.quorate.node.net.TrafficClass;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerCodec;
import io.quorate.replica.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What peers ask of the host rather than of the replica: blocks, the log, and how far it is. Log
 * reads have a thread and bounded queues of their own, so that serving somebody's catch-up never
 * holds up consensus; the peers take turns, so that one that asks without end does not keep the
 * others from catching up, and the thread rests as long as it worked. Thread-safe.
 */
final class PeerService implements Runnable {
  /**
   * Requests of one peer that may wait: a replica has a few for the log and a few for blocks under
   * way.
   */
  static final int WAITING = 24;

  private final Ledger ledger;
  private final PeerCodec codec;
  private final PeerTransport transport;
  private final Supplier<OptionalLong> executedHeight;
  private final Optional<Interposer> interposer;
  private final Requests requests;

  /**
   * @param executedHeight of this node; empty while it may have been further once
   */
  PeerService(
      int peers,
      Ledger ledger,
      PeerCodec codec,
      PeerTransport transport,
      Supplier<OptionalLong> executedHeight,
      Optional<Interposer> interposer) {
    this.ledger = ledger;
    this.codec = codec;
    this.transport = transport;
    this.executedHeight = executedHeight;
    this.interposer = interposer;
    this.requests = new Requests(peers);
  }

  record Request(int peer, PeerMessage message) {}

  /** A queue per peer, taken from in turns; one consumer. */
  static final class Requests {
    private final List<ArrayBlockingQueue<PeerMessage>> byPeer = new ArrayList<>();
    private final Semaphore waiting = new Semaphore(0);
    private int turn;

    Requests(int peers) {
      for (int i = 0; i < peers; i++) {
        byPeer.add(new ArrayBlockingQueue<>(WAITING));
      }
    }

    boolean offer(int peer, PeerMessage message) {
      boolean taken = byPeer.get(peer).offer(message);
      if (taken) {
        waiting.release();
      }
      return taken;
    }

    Request take() throws InterruptedException {
      waiting.acquire();
      while (true) {
        turn = (turn + 1) % byPeer.size();
        PeerMessage message = byPeer.get(turn).poll();
        if (message != null) {
          return new Request(turn, message);
        }
      }
    }
  }

  boolean answer(int peer, PeerMessage.BlockRequest request) {
    return requests.offer(peer, request);
  }

  boolean answer(int peer, PeerMessage.LogRequest request) {
    return requests.offer(peer, request);
  }

  boolean answer(int peer, PeerMessage.HeightQuery query) {
    OptionalLong height = executedHeight.get();
    return height.isEmpty()
        || send(
            peer,
            new PeerMessage.HeightReply(query.nonce(), height.getAsLong()),
            TrafficClass.CONSENSUS);
  }

  private boolean send(int peer, PeerMessage honest, TrafficClass traffic) {
    if (interposer.isEmpty()) {
      return transport.send(peer, traffic, codec.encode(honest));
    }
    for (PeerMessage answer : interposer.get().answers(peer, honest)) {
      transport.send(peer, traffic, interposer.get().sends(peer, codec.encode(answer)));
    }
    return true;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Request request = requests.take();
        long start = System.nanoTime();
        serve(request);
        // As long as it worked, so that serving costs half a core at most.
        LockSupport.parkNanos(System.nanoTime() - start);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Request request) {
    switch (request.message()) {
      case PeerMessage.BlockRequest m -> send(request.peer(), ledger.answer(m), TrafficClass.SYNC);
      case PeerMessage.LogRequest m when interposer.isEmpty() ->
          transport.send(request.peer(), TrafficClass.SYNC, codec.encode(ledger.stored(m)));
      case PeerMessage.LogRequest m -> send(request.peer(), ledger.answer(m), TrafficClass.SYNC);
      default -> throw new IllegalStateException("not a request: " + request.message());
    }
  }
}
