package io.quorate.node.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.node.net.InboundHandler;
import io.quorate.node.net.TrafficClass;
import io.quorate.replica.InboundVerifier;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerCodec;
import io.quorate.replica.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the socket to the replica: decode and verify on the pool, per peer and traffic class in
 * order, then into the peer's lane of the input queue. What fails is counted by reason and goes no
 * further. Called on I/O threads; never blocks.
 */
final class Inbox implements InboundHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  private static final int WAITING_CONSENSUS = 1_024;
  private static final int WAITING_BULK = 256;
  private static final long CONSENSUS_BYTES = 16L << 20;
  private static final long TRANSACTION_BYTES = 4L << 20;
  private static final long SYNC_BYTES = 16L << 20;

  private final PeerCodec codec;
  private final InboundVerifier verifier;
  private final InputQueue inputs;
  private final PeerService service;
  private final QuorumHeights heights;
  private final PeerSights sights;
  private final MeterRegistry registry;
  private final List<VerificationPool.Lane> consensus = new ArrayList<>();
  private final List<VerificationPool.Lane> transactions = new ArrayList<>();
  private final List<VerificationPool.Lane> sync = new ArrayList<>();

  Inbox(
      int peers,
      PeerCodec codec,
      InboundVerifier verifier,
      VerificationPool pool,
      InputQueue inputs,
      PeerService service,
      QuorumHeights heights,
      PeerSights sights,
      MeterRegistry registry) {
    this.codec = codec;
    this.verifier = verifier;
    this.inputs = inputs;
    this.service = service;
    this.heights = heights;
    this.sights = sights;
    this.registry = registry;
    for (int i = 0; i < peers; i++) {
      consensus.add(pool.urgentLane(WAITING_CONSENSUS, CONSENSUS_BYTES));
      transactions.add(pool.ordinaryLane(WAITING_BULK, TRANSACTION_BYTES));
      sync.add(pool.ordinaryLane(WAITING_BULK, SYNC_BYTES));
    }
  }

  @Override
  public boolean onMessage(int peer, TrafficClass traffic, Bytes body) {
    VerificationPool.Lane lane =
        switch (traffic) {
          case CONSENSUS -> consensus.get(peer);
          case TRANSACTIONS -> transactions.get(peer);
          case SYNC -> sync.get(peer);
        };
    boolean taken = lane.offer(() -> process(peer, traffic, body), body.size());
    if (!taken) {
      dropped(traffic);
    }
    return taken;
  }

  private void process(int peer, TrafficClass traffic, Bytes body) {
    switch (codec.decode(body)) {
      case Decoded.Malformed<PeerMessage> malformed ->
          refused(peer, "malformed", malformed.reason());
      case Decoded.Ok<PeerMessage> ok -> {
        if (!ok.value().traffic().name().equals(traffic.name())) {
          refused(
              peer,
              "wrong_lane",
              ok.value().getClass().getSimpleName() + " in the lane of " + traffic);
          return;
        }
        verify(peer, ok.value(), body.size());
      }
    }
  }

  private void verify(int peer, PeerMessage message, int bytes) {
    Verdict verdict = verifier.verify(peer, message);
    if (verdict instanceof Verdict.Refused refused) {
      refused(peer, refused.reason().name().toLowerCase(java.util.Locale.ROOT), refused.detail());
      return;
    }
    sights.accepted(peer, message);
    boolean taken =
        switch (message) {
          case PeerMessage.BlockRequest m -> service.answer(peer, m);
          case PeerMessage.LogRequest m -> service.answer(peer, m);
          case PeerMessage.HeightQuery m -> service.answer(peer, m);
          case PeerMessage.HeightReply m -> {
            heights.reply(peer, m.nonce(), m.executed());
            yield true;
          }
          default ->
              message.traffic() == PeerMessage.Traffic.CONSENSUS
                  ? inputs.consensus(peer, new ReplicaInput.Received(peer, message), bytes)
                  : inputs.bulk(peer, new ReplicaInput.Received(peer, message), bytes);
        };
    if (!taken) {
      dropped(TrafficClass.valueOf(message.traffic().name()));
    }
  }

  private void refused(int peer, String reason, String detail) {
    registry.counter("quorate.messages.refused", "reason", reason).increment();
    sights.refused(peer);
    LOG.atDebug()
        .addKeyValue("peer", peer)
        .addKeyValue("reason", reason)
        .log("refused a message: {}", detail);
  }

  private void dropped(TrafficClass traffic) {
    registry.counter("quorate.messages.dropped", "traffic", traffic.name()).increment();
  }
}
