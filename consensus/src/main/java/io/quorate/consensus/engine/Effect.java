package io.quorate.consensus.engine;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.List;

/** Everything an engine can ask for. */
public sealed interface Effect {

  /**
   * Send to every other validator, and back to this replica.
   *
   * @param message unsigned; the outgoing stage signs it
   */
  record Broadcast(EngineMessage message) implements Effect {}

  /**
   * Send to one validator; to this replica itself when it is the addressee, and back to it in any
   * case when the message is signed.
   *
   * @param validator the addressee's index
   * @param message unsigned; the outgoing stage signs it
   */
  record Send(int validator, EngineMessage message) implements Effect {}

  /**
   * Make durable before any later message leaves.
   *
   * @param safetyState replaces the previous one
   * @param blocks blocks to keep until their height is committed
   */
  record Persist(Bytes safetyState, List<Block> blocks) implements Effect {}

  /**
   * Start a timer, replacing a running one of the same name.
   *
   * @param timer which
   * @param delayMillis after how long
   */
  record StartTimer(TimerId timer, long delayMillis) implements Effect {}

  /**
   * Cancel the running timer of that name, if any.
   *
   * @param name the timer's name
   */
  record CancelTimer(String name) implements Effect {}

  /**
   * Ask for the payload of a block over {@code parent}.
   *
   * @param view the view that is to propose it
   * @param parent the parent block
   * @param uncommitted the uncommitted ancestors, {@code parent} included, whose transactions are
   *     not to be repeated
   * @param demand what the answer waits for
   */
  record RequestPayload(long view, Block parent, List<Block> uncommitted, Demand demand)
      implements Effect {}

  /** What the answer to a {@link RequestPayload} waits for. */
  enum Demand {
    /** Nothing: an empty payload is answered at once. */
    NONE,
    /** Something to propose. */
    WORK,
    /**
     * As many transactions as the uncommitted blocks carry together, or as fill a block: while
     * blocks are under way, a small one costs all replicas more than waiting costs its clients.
     */
    AS_MUCH
  }

  /**
   * Ask whether an honest replica may vote for {@code block}.
   *
   * @param block the block
   * @param parent its parent
   */
  record ValidateBlock(Block block, Block parent) implements Effect {}

  /**
   * Fetch a block and those of its ancestors above a height.
   *
   * @param block hash of the wanted block
   * @param aboveHeight ancestors at or below this height are not wanted
   * @param from validators that should have it (the signers of its certificate), in the order to be
   *     asked
   */
  record FetchBlock(Hash block, long aboveHeight, List<Integer> from) implements Effect {}

  /**
   * The block is committed; emitted in height order without gaps.
   *
   * @param block the block
   * @param proof a certificate that its commit followed from
   */
  record Commit(Block block, QuorumCertificate proof) implements Effect {}

  /**
   * A validator was caught.
   *
   * @param evidence the proof
   */
  record ReportEvidence(Equivocation evidence) implements Effect {}

  /**
   * The engine entered a view.
   *
   * @param view the view
   * @param leader the index of its leader as this replica sees it
   */
  record EnteredView(long view, int leader) implements Effect {}

  /**
   * A line for the trace: a rule fired, or something was ignored and why. Costs nothing when nobody
   * listens.
   *
   * @param rule the rule's label in the engine's SPEC.md
   * @param text what happened, for people
   */
  record Note(String rule, String text) implements Effect {}
}
