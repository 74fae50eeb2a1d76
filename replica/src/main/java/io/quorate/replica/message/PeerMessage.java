package io.quorate.replica.message;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import java.util.List;

/** Everything one replica says to another. */
public sealed interface PeerMessage {

  /** Which queue it travels in; consensus never waits behind the others (DESIGN section 8). */
  enum Traffic {
    CONSENSUS,
    TRANSACTIONS,
    SYNC
  }

  /** The queue of this kind. */
  default Traffic traffic() {
    return switch (this) {
      case EngineMessageOf e -> Traffic.CONSENSUS;
      case Attested a -> Traffic.CONSENSUS;
      case Heights h -> Traffic.CONSENSUS;
      case Evidence e -> Traffic.CONSENSUS;
      case Transactions t -> Traffic.TRANSACTIONS;
      case BlockRequest r -> Traffic.SYNC;
      case Blocks b -> Traffic.SYNC;
      case LogRequest r -> Traffic.SYNC;
      case Log l -> Traffic.SYNC;
      case HeightQuery q -> Traffic.CONSENSUS;
      case HeightReply r -> Traffic.CONSENSUS;
    };
  }

  /**
   * A message of the epoch's engine.
   *
   * @param epoch the epoch's number
   * @param message sender, body, signature
   */
  record EngineMessageOf(long epoch, SignedMessage message) implements PeerMessage {}

  /**
   * A validator's attestation of an executed height.
   *
   * @param signer its index
   * @param attestation what it computed
   * @param signature over {@link Attestation#signingBytes()}
   */
  record Attested(int signer, Attestation attestation, Signature signature)
      implements PeerMessage {}

  /**
   * How far the sender is; sent on connect and periodically.
   *
   * @param finalized highest height up to which it holds every finality certificate
   * @param committed highest height it knows to be ordered
   * @param observing whether it lost its memory, so that it may have been further once
   */
  record Heights(long finalized, long committed, boolean observing) implements PeerMessage {}

  /**
   * Proof that a validator misbehaved.
   *
   * @param equivocation the proof
   */
  record Evidence(Equivocation equivocation) implements PeerMessage {}

  /**
   * Pending transactions, spread in batches.
   *
   * @param transactions at most {@link PeerCodec#TRANSACTIONS} of them
   */
  record Transactions(List<Transaction> transactions) implements PeerMessage {
    /** Copies the list. */
    public Transactions {
      transactions = List.copyOf(transactions);
    }
  }

  /**
   * Asks for a block and its ancestors above a height, newest first.
   *
   * @param block the wanted block's hash
   * @param aboveHeight where to stop
   */
  record BlockRequest(Hash block, long aboveHeight) implements PeerMessage {}

  /**
   * Answers {@link BlockRequest}: each block is the parent of the one before it.
   *
   * @param blocks newest first; empty when the block is unknown
   */
  record Blocks(List<Block> blocks) implements PeerMessage {
    /** Copies the list. */
    public Blocks {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Asks for certified blocks in height order.
   *
   * @param from first height
   * @param limit most blocks wanted
   */
  record LogRequest(long from, int limit) implements PeerMessage {}

  /**
   * Answers {@link LogRequest}.
   *
   * @param blocks consecutive heights, ascending; empty when there is none
   * @param finalized how far the sender is, as in {@link Heights}
   */
  record Log(List<CertifiedBlock> blocks, long finalized) implements PeerMessage {
    /** Copies the list. */
    public Log {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Asks how far the peer has executed, for a linearizable read (DESIGN section 7); the hosts' own,
   * no replica sees it.
   *
   * @param nonce comes back in the reply
   */
  record HeightQuery(long nonce) implements PeerMessage {}

  /**
   * Answers {@link HeightQuery}.
   *
   * @param nonce of the query
   * @param executed the highest height the peer had executed when it answered
   */
  record HeightReply(long nonce, long executed) implements PeerMessage {}

  /**
   * A block with its finality certificate.
   *
   * @param block the block
   * @param certificate of its height
   */
  record CertifiedBlock(Block block, FinalityCertificate certificate) {}
}
