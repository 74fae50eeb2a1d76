package io.quorate.simulator.byzantine;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Sha256;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.OutgoingEngineMessage;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.simulator.byzantine.EngineLies.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What faulty leaders do with their proposals. */
final class LeaderLies {
  private LeaderLies() {}

  /** Something else in the place of every proposal. */
  abstract static class OfProposals implements Strategy {
    @Override
    public final void act(ReplicaEffect effect, Liar liar) {
      Optional<EngineMessage> proposal = liar.sending(effect, Kind.PROPOSAL);
      if (proposal.isPresent()) {
        propose((SignAndSend) effect, proposal.get(), liar);
      } else {
        liar.pass(effect);
      }
    }

    abstract void propose(SignAndSend effect, EngineMessage proposal, Liar liar);

    static EngineMessage with(EngineMessage proposal, Block block, Liar liar) {
      return liar.engine().proposing(proposal, block);
    }

    static Block block(EngineMessage proposal, Liar liar) {
      return liar.engine()
          .proposed(proposal)
          .orElseThrow(() -> new IllegalStateException("a proposal without a block"));
    }
  }

  /** The last of its targets hears both, and can prove it. */
  static final class Equivocate extends OfProposals {
    @Override
    void propose(SignAndSend effect, EngineMessage proposal, Liar liar) {
      liar.keep(effect);
      EngineMessage rival = with(proposal, Blocks.later(block(proposal, liar)), liar);
      for (int peer : liar.peers()) {
        if (liar.targets(peer)) {
          liar.tell(peer, rival);
        } else {
          liar.pass(liar.only(peer, effect));
        }
      }
      if (!liar.victims().isEmpty()) {
        liar.tell(liar.victims().getLast(), proposal);
      }
    }
  }

  static final class Silent extends OfProposals {
    @Override
    void propose(SignAndSend effect, EngineMessage proposal, Liar liar) {
      liar.note("keeps quiet about " + block(proposal, liar));
    }
  }

  static final class Empty extends OfProposals {
    @Override
    void propose(SignAndSend effect, EngineMessage proposal, Liar liar) {
      Block empty = Blocks.carrying(block(proposal, liar), Payload.EMPTY);
      liar.note("proposes " + empty + " instead of " + block(proposal, liar));
      liar.pass(replaced(effect, with(proposal, empty, liar)));
    }
  }

  /** To its targets; the rest gets the valid block. */
  static final class Invalid extends OfProposals {
    private static final int DEFECTS = 7;
    private static final long FAR_FUTURE = 3_600_000;
    private static final int BYTE_OF_SEQUENCE = 65;

    @Override
    void propose(SignAndSend effect, EngineMessage proposal, Liar liar) {
      liar.keep(effect);
      EngineMessage invalid = with(proposal, defective(block(proposal, liar), liar), liar);
      for (int peer : liar.recipients(effect.recipients())) {
        if (liar.targets(peer)) {
          liar.tell(peer, invalid);
        } else {
          liar.pass(liar.only(peer, effect));
        }
      }
    }

    private static Block defective(Block block, Liar liar) {
      return switch (liar.draw().below(DEFECTS)) {
        case 0 -> Blocks.with(block, h -> Blocks.timed(h, h.timeMillis() + FAR_FUTURE));
        case 1 -> Blocks.with(block, h -> Blocks.timed(h, 1));
        case 2 ->
            Blocks.with(block, h -> Blocks.over(h, Sha256.hash(h.parent().bytes()), h.height()));
        case 3 -> Blocks.with(block, h -> Blocks.placed(h, h.height() + 1, h.view()));
        case 4 -> Blocks.with(block, h -> Blocks.placed(h, h.height(), h.view() + 1));
        case 5 -> twice(block, liar);
        default -> unsigned(block, liar);
      };
    }

    private static Block twice(Block block, Liar liar) {
      List<Transaction> more = new ArrayList<>(block.payload().transactions());
      liar.memory().anyExecuted().ifPresent(more::add);
      more.addAll(List.copyOf(more));
      return Blocks.carrying(block, new Payload(more, block.payload().evidence()));
    }

    /** A client's transaction with another sequence, under its old signature. */
    private static Block unsigned(Block block, Liar liar) {
      List<Transaction> forged =
          liar.memory().anyExecuted().map(Invalid::moved).map(List::of).orElse(List.of());
      return Blocks.carrying(block, new Payload(forged, block.payload().evidence()));
    }

    private static Transaction moved(Transaction genuine) {
      byte[] raw = genuine.encoded().toArray();
      raw[BYTE_OF_SEQUENCE] ^= 1;
      return Transaction.decode(Bytes.wrap(raw)).orThrow();
    }
  }

  static SignAndSend replaced(SignAndSend effect, EngineMessage message) {
    long epoch = ((OutgoingEngineMessage) effect.outgoing()).epoch();
    return new SignAndSend(effect.recipients(), new OutgoingEngineMessage(epoch, message));
  }
}
