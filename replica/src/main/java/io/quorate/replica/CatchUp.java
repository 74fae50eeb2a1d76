package io.quorate.replica;

import io.quorate.consensus.ValidatorSet;
import io.quorate.replica.LogRanges.Gap;
import io.quorate.replica.ReplicaEffect.Note;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.SyncPeer.Outcome;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.Log;
import io.quorate.replica.message.PeerMessage.LogRequest;
import java.util.List;
import java.util.Optional;

/**
 * Fetches certified blocks from several peers at once when this replica has fallen behind: at once
 * when it is far behind, otherwise when it has not become final further by itself between two ticks
 * (decision 0063). Stretches of the log are handed out in height order, whoever brought them. Who
 * lies, stalls or takes back what it claimed is asked less and less. Not thread-safe.
 */
final class CatchUp {
  /** Label of the note about a peer that did not keep its word. */
  static final String LEFT = "CATCH-UP-LEFT";

  /** A lag at which waiting for the engine is pointless. */
  private static final long FAR = 64;

  /** A lag that the engine makes good by itself; between the two, what was true stays true. */
  private static final long NEAR = 16;

  /** Ticks after which what everything waits for is asked of one more peer. */
  private static final long HEDGE = 2;

  private final SyncPeers peers;
  private final LogRanges ranges = new LogRanges();
  private boolean fetching;
  private boolean behind;
  private long finalizedAtLastTick = -1;
  private long tick;

  /**
   * Where the replica stands.
   *
   * @param finalized the highest final height
   * @param next the first height that is to be fetched
   * @param last the last height that may be fetched
   */
  record Position(long finalized, long next, long last) {}

  /**
   * @param validators the epoch's validators, whose power says how far a claim is to be believed
   */
  CatchUp(ValidatorSet validators) {
    this.peers = new SyncPeers(validators);
  }

  /**
   * Whether at least one honest peer is far ahead: liars alone cannot make a replica say so. Once
   * true, it stays true until the replica is close to its peers.
   */
  boolean behind() {
    return behind;
  }

  /** The highest height that any connected peer claims to hold certificates up to. */
  long best() {
    return peers.best(tick);
  }

  /** A peer says how far it is. */
  void heights(int peer, Heights heights, Position here, ReplicaEffects out) {
    long before = peers.of(peer).claim();
    if (peers.of(peer).claims(heights, tick)) {
      left(peer, "claims height " + heights.finalized() + " after " + before, out);
    }
    if (best() > here.finalized() + FAR) {
      fetching = true;
    }
    proceed(here, out);
  }

  void peerDown(int peer) {
    Optional<SyncPeer> gone = peers.remove(peer);
    gone.ifPresent(p -> p.requests().forEach(request -> released(request.from())));
  }

  /**
   * Takes an answer; {@link #take} hands it out when its turn has come.
   *
   * @return false when nobody asked for it
   */
  boolean answered(int peer, Log answer, ReplicaEffects out) {
    Outcome outcome =
        peers.known(peer).map(p -> p.answered(answer, tick)).orElseGet(Outcome.Unsolicited::new);
    return switch (outcome) {
      case Outcome.Unsolicited _ -> false;
      case Outcome.Useless(SyncPeer.Request request, String why) -> {
        released(request.from());
        left(peer, "brought " + why + " for height " + request.from(), out);
        yield true;
      }
      case Outcome.Useful(SyncPeer.Request request, boolean enough) -> {
        ranges.arrived(request.from(), tick, answer.blocks());
        if (!enough) {
          left(peer, "brought only " + answer.blocks().size() + " heights", out);
        }
        yield true;
      }
    };
  }

  /** What comes next, if it is here: consecutive heights, the first at or below {@code next}. */
  Optional<List<CertifiedBlock>> take(long next) {
    ranges.forgetBelow(next);
    return ranges.take(next);
  }

  /** Asks for what is not under way yet, once the replica is known to be behind. */
  void proceed(Position here, ReplicaEffects out) {
    long lag = peers.credible() - here.finalized();
    behind = lag > FAR || (behind && lag > NEAR);
    fetching = fetching && best() > here.finalized() + 1;
    if (fetching) {
      fill(here, out);
    }
  }

  /** Periodic: finds a lag that does not shrink, and peers that do not answer. */
  void tick(Position here, ReplicaEffects out) {
    tick++;
    boolean stuck = here.finalized() == finalizedAtLastTick;
    finalizedAtLastTick = here.finalized();
    peers.forEach((index, peer) ->
        peer.overdue(tick)
            .forEach(request -> {
              released(request.from());
              left(index, "is silent about height " + request.from(), out);
            }));
    ranges
        .head(here.next())
        .filter(head -> tick - head.since() >= HEDGE)
        .ifPresent(head -> request(new Gap(head.from(), head.to()), false, out));
    if (stuck && best() > here.finalized()) {
      fetching = true;
      fill(here, out);
      if (ranges.idle()) {
        gap(here).flatMap(gap -> request(gap, true, out)).ifPresent(g -> ranges.asked(g, tick));
      }
    }
    proceed(here, out);
  }

  private void fill(Position here, ReplicaEffects out) {
    ranges.forgetBelow(here.next());
    Optional<Gap> gap = gap(here);
    while (gap.isPresent()) {
      Optional<Gap> asked = request(gap.get(), false, out);
      if (asked.isEmpty()) {
        return;
      }
      ranges.asked(asked.get(), tick);
      gap = gap(here);
    }
  }

  private Optional<Gap> gap(Position here) {
    return ranges.gap(here.next(), Math.min(best(), here.last()));
  }

  /**
   * Asks somebody for these heights, or for as many of them as it claims; empty for nobody.
   *
   * @param anybody whether also those are asked that failed lately
   */
  private Optional<Gap> request(Gap wanted, boolean anybody, ReplicaEffects out) {
    return peers
        .choose(wanted.from(), tick, anybody)
        .map(chosen -> {
          SyncPeer peer = peers.of(chosen);
          Gap asked = new Gap(wanted.from(), Math.min(wanted.to(), peer.claim()));
          peer.ask(asked.from(), asked.to(), tick);
          int count = (int) (asked.to() - asked.from() + 1);
          out.emit(new Send(new One(chosen), new LogRequest(asked.from(), count)));
          return asked;
        });
  }

  /** A peer is not expected to bring this any more; others may be. */
  private void released(long from) {
    if (!peers.anyAsked(from)) {
      ranges.released(from);
    }
  }

  private static void left(int peer, String why, ReplicaEffects out) {
    out.emit(new Note(LEFT, "peer " + peer + " " + why + "; others are asked first"));
  }
}
