package io.quorate.simulator.byzantine;

import io.quorate.consensus.Block;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.engine.EngineMessage;
import java.util.List;
import java.util.Optional;

/**
 * What a liar must know of one engine's messages; everything else about lying is the same for all
 * engines. What it makes is unsigned, and need not be valid: a receiver's verifier refuses a part
 * of it. Stateless.
 */
public interface EngineLies {

  /** What a message is to its engine. */
  enum Kind {
    /** A leader's block. */
    PROPOSAL,
    /** A vote for a block, or against all. */
    VOTE,
    /** A view or round given up, or the opening of the next one. */
    VIEW_CHANGE,
    /** Anything else. */
    OTHER
  }

  /** What {@code message} is. */
  Kind kind(EngineMessage message);

  /** The block that a proposal is about; empty for other messages. */
  Optional<Block> proposed(EngineMessage message);

  /** The same proposal with another block in its place, consistent in itself. */
  EngineMessage proposing(EngineMessage proposal, Block block);

  /** A vote that contradicts {@code vote}; empty where the phase allows any number of votes. */
  Optional<EngineMessage> contradicting(EngineMessage vote);

  /** Every vote that {@code proposal} can get, of all phases. */
  List<EngineMessage> votesFor(EngineMessage proposal);

  /**
   * What {@code message} becomes when its certificates are those of {@code older}, an earlier
   * message of any sender; empty where one of them has none.
   */
  Optional<EngineMessage> stale(EngineMessage message, EngineMessage older);

  /** {@code message} with a certificate that no quorum signed; empty where it carries none. */
  Optional<EngineMessage> forged(EngineMessage message);

  /**
   * Messages that give up views, or open them, without any reason.
   *
   * @param seen a recent message of any kind, for whatever certificates it takes
   * @param views how many views above that message's
   */
  List<EngineMessage> viewChanges(EngineMessage seen, long views);

  /** The same message, as far as that is possible, so many views and heights further on. */
  List<EngineMessage> far(EngineMessage message, long views, long heights);

  /** What is known of that engine's messages. */
  static EngineLies of(EngineKind engine) {
    return switch (engine) {
      case HOTSTUFF -> new HotStuffLies();
      case PBFT -> new PbftLies();
      case TENDERMINT -> new TendermintLies();
    };
  }
}
