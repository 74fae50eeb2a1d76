package io.quorate.simulator;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.wire.Encoder;
import io.quorate.hotstuff.HotStuffMessage;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.OutgoingEngineMessage;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What faulty leaders and voters do with the messages an honest engine gave them. */
final class Lies {
  private Lies() {}

  /** Says nothing when it leads. */
  static UnaryOperator<List<ReplicaEffect>> silentLeader() {
    return effects -> effects.stream().filter(e -> !isProposal(e)).toList();
  }

  /** Tells its proposals to itself alone. */
  static UnaryOperator<List<ReplicaEffect>> lonelyLeader(int self) {
    return effects ->
        effects.stream()
            .map(e ->
                isProposal(e)
                    ? new SignAndSend(new ReplicaEffect.One(self), ((SignAndSend) e).outgoing())
                    : e)
            .toList();
  }

  /**
   * Proposes one block to the first half of its peers, another one to the rest, and both to the
   * last.
   */
  static UnaryOperator<List<ReplicaEffect>> equivocator(int self, int nodes) {
    return effects -> {
      List<ReplicaEffect> told = new ArrayList<>();
      for (ReplicaEffect effect : effects) {
        if (effect instanceof SignAndSend(var to, OutgoingEngineMessage(long epoch, Proposal p))) {
          Proposal other = new Proposal(later(p.block()), p.justify(), p.timeoutCertificate());
          for (int peer = 0; peer < nodes; peer++) {
            if (peer != self) {
              tell(told, peer, epoch, peer < nodes / 2 ? p : other);
            }
          }
          tell(told, nodes - 1, epoch, p);
        } else {
          told.add(effect);
        }
      }
      return told;
    };
  }

  private static void tell(List<ReplicaEffect> told, int peer, long epoch, Proposal proposal) {
    told.add(
        new SignAndSend(new ReplicaEffect.One(peer), new OutgoingEngineMessage(epoch, proposal)));
  }

  /** Puts into each of its blocks what was executed before, as well. */
  static UnaryOperator<List<ReplicaEffect>> replayer(Supplier<List<Transaction>> old) {
    return effects ->
        effects.stream()
            .map(e -> {
              if (e instanceof SignAndSend(var to, OutgoingEngineMessage(long epoch, Proposal p))) {
                Proposal more =
                    new Proposal(
                        carrying(p.block(), old.get()), p.justify(), p.timeoutCertificate());
                return new SignAndSend(to, new OutgoingEngineMessage(epoch, more));
              }
              return e;
            })
            .toList();
  }

  /**
   * Whenever it says something it votes for dozens of far views and gives up dozens of others as
   * well.
   */
  static UnaryOperator<List<ReplicaEffect>> flooder(int copies) {
    long[] view = {1_000_000};
    return effects -> {
      List<ReplicaEffect> told = new ArrayList<>(effects);
      for (ReplicaEffect effect : effects) {
        if (effect
            instanceof
            SignAndSend(var to, OutgoingEngineMessage(long epoch, HotStuffMessage message))) {
          for (int i = 0; i < copies; i++) {
            far(message, view[0]++)
                .forEach(m ->
                    told.add(
                        new SignAndSend(
                            new ReplicaEffect.Everyone(), new OutgoingEngineMessage(epoch, m))));
          }
        }
      }
      return told;
    };
  }

  private static List<HotStuffMessage> far(HotStuffMessage message, long view) {
    return switch (message) {
      case HotStuffMessage.Vote(VoteContent v) ->
          List.of(
              new HotStuffMessage.Vote(
                  new VoteContent(
                      v.chain(), v.epoch(), Phase.HOTSTUFF_VOTE, view, v.height(), v.subject())));
      case HotStuffMessage.Timeout t ->
          List.of(
              new HotStuffMessage.Timeout(
                  view, t.highQc(), java.util.Optional.empty(), java.util.Optional.empty()));
      case HotStuffMessage.Proposal p ->
          List.of(
              new HotStuffMessage.Timeout(
                  view, p.justify(), java.util.Optional.empty(), java.util.Optional.empty()));
      case HotStuffMessage.Sync _ -> List.of();
    };
  }

  private static boolean isProposal(ReplicaEffect effect) {
    return effect instanceof SignAndSend(var to, OutgoingEngineMessage(long epoch, var message))
        && message instanceof Proposal;
  }

  /** The same block a millisecond later. */
  private static Block later(Block block) {
    return with(block, block.header().timeMillis() + 1, block.payload());
  }

  private static Block carrying(Block block, List<Transaction> more) {
    List<Transaction> all = new ArrayList<>(block.payload().transactions());
    for (Transaction transaction : more) {
      if (!all.contains(transaction)) {
        all.add(transaction);
      }
    }
    return with(block, block.header().timeMillis(), new Payload(all, block.payload().evidence()));
  }

  private static Block with(Block block, long timeMillis, Payload payload) {
    BlockHeader h = block.header();
    Encoder out = new Encoder();
    new BlockHeader(
            h.chain(),
            h.epoch(),
            h.height(),
            h.view(),
            h.parent(),
            h.proposer(),
            timeMillis,
            payload.root())
        .encode(out);
    payload.encode(out);
    return Block.decode(out.toBytes()).orThrow();
  }
}
