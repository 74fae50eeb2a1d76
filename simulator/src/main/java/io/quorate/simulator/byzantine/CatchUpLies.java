package io.quorate.simulator.byzantine;

import io.quorate.consensus.Block;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.message.PeerMessage;
import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import java.util.ArrayList;
import java.util.List;

/** Lies to those who catch up (scenarios S49, S54): wrong blocks, wrong heights, or nothing. */
final class CatchUpLies implements Strategy {
  private static final long GIANT = 1L << 40;

  /** Claims a giant height, or a lower one than before. */
  @Override
  public void act(ReplicaEffect effect, Liar liar) {
    if (effect
        instanceof
        Send(
            ReplicaEffect.Recipients to,
            PeerMessage.Heights(long finalized, long committed, boolean observing))) {
      long claimed = liar.draw().chance(500) ? GIANT : finalized / 2;
      for (int peer : liar.recipients(to)) {
        PeerMessage lie = new PeerMessage.Heights(claimed, Math.max(claimed, committed), false);
        PeerMessage truth = new PeerMessage.Heights(finalized, committed, observing);
        if (liar.targets(peer)) {
          liar.count();
        }
        liar.pass(new Send(new One(peer), liar.targets(peer) ? lie : truth));
      }
    } else {
      liar.pass(effect);
    }
  }

  @Override
  public List<PeerMessage> answer(PeerMessage honest, int peer, Liar liar) {
    if (!liar.targets(peer)) {
      return List.of(honest);
    }
    liar.count();
    return liar.draw().chance(200) ? List.of() : List.of(bent(honest, liar));
  }

  private static PeerMessage bent(PeerMessage honest, Liar liar) {
    if (honest instanceof PeerMessage.Log(List<CertifiedBlock> blocks, long finalized)) {
      return new PeerMessage.Log(bent(blocks, liar), finalized + liar.draw().below(2) * GIANT);
    }
    if (honest instanceof PeerMessage.Blocks(List<Block> blocks)) {
      return new PeerMessage.Blocks(replaced(blocks, liar));
    }
    return honest instanceof PeerMessage.HeightReply(long nonce, long executed)
        ? new PeerMessage.HeightReply(nonce, executed + GIANT)
        : honest;
  }

  private static List<CertifiedBlock> bent(List<CertifiedBlock> blocks, Liar liar) {
    List<CertifiedBlock> told = new ArrayList<>(blocks);
    if (told.isEmpty()) {
      return told;
    }
    int at = liar.draw().below(told.size());
    switch (liar.draw().below(4)) {
      case 0 -> told.clear();
      case 1 -> told.remove(at);
      case 2 -> {
        CertifiedBlock truth = told.get(at);
        told.set(at, new CertifiedBlock(Blocks.later(truth.block()), truth.certificate()));
      }
      default -> told.removeFirst();
    }
    return told;
  }

  private static List<Block> replaced(List<Block> blocks, Liar liar) {
    List<Block> told = new ArrayList<>(blocks);
    if (!told.isEmpty() && liar.draw().chance(700)) {
      int at = liar.draw().below(told.size());
      told.set(at, Blocks.later(told.get(at)));
    } else {
      told.clear();
    }
    return told;
  }
}
