package io.quorate.application;

import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.List;

/**
 * The state that an {@link OwnStateApplication} keeps itself, as one node has it open. All that
 * {@link Application} says of determinism and errors holds here; the rest of the contract is this.
 *
 * <p><b>Calls and their order.</b> {@link #height} first. An empty state gets {@link #initialise},
 * {@link #root} and {@link #commit} of height 0. Then for every height, without a gap: {@link
 * #beginBlock}, {@link #execute} for each transaction, {@link #endBlock}, {@link #root}, {@link
 * #commit}. {@link #check} and {@link #query} come at any time after the first commit. {@link
 * #close} comes last, at any point: what was not committed is then forgotten.
 *
 * <p><b>Threads.</b> {@code check} and {@code query} run on other threads beside all other calls,
 * and see the state as the latest commit left it, never a block half executed. The other calls are
 * made by one thread at a time. A query that still runs when the state is closed may throw.
 *
 * <p><b>Durability.</b> Nothing of a block may be durable before its commit, and everything that a
 * commit makes durable is atomic with its height: after a crash at any moment the state is one that
 * a commit left, and {@link #height} says which. Commits may become durable late, many at once. The
 * platform commits a height only when its own record of it is durable, so after a crash this state
 * is behind the node or level with it. The node then executes the stored blocks above {@code
 * height} here again, compares every receipt and root with those that it stored, and stops where
 * one differs, with height and transaction. A folder that was lost is rebuilt in the same way.
 *
 * <p><b>Undoing.</b> The platform cannot undo what an {@code execute} did that returns {@link
 * ExecutionResult.Failed}: the application leaves no trace of it, or its root gives it away.
 */
public interface OwnState extends AutoCloseable {
  /** The height that {@link #height} gives for an empty state. */
  long EMPTY = -1;

  /** The height of the latest commit that survived, {@link #EMPTY} when there is none. */
  long height();

  /**
   * Forgets everything, durably: the state is as in an empty folder. Asked when the node itself
   * lost its data and this state did not, or another node's folder was put in its place.
   */
  void reset();

  /**
   * Makes the first state.
   *
   * @param genesisState what the genesis says for this application, in its own encoding
   * @throws IllegalArgumentException when the application does not accept that genesis; the message
   *     says what to change, and the node does not start
   */
  void initialise(Bytes genesisState);

  /** As {@link Application#check}, over the state of the latest commit. */
  Verdict check(Transaction transaction);

  /** As {@link Application#beginBlock}. */
  default void beginBlock(BlockContext block) {}

  /**
   * As {@link Application#execute}, but that one which returns {@link ExecutionResult.Failed} has
   * undone its own changes.
   */
  ExecutionResult execute(BlockContext block, Transaction transaction);

  /** As {@link Application#endBlock}. */
  default List<ChangeRequest> endBlock(BlockContext block) {
    return List.of();
  }

  /**
   * A hash of the whole state after the block that ended last, committed or not: equal for equal
   * states, different for different ones. Asked once for every block, so it should cost what the
   * block changed and not what the state holds.
   */
  Hash root();

  /**
   * The block of that height is durable at this node, so its changes may become durable here, and
   * {@code check} and {@code query} see them from now on.
   */
  void commit(long height);

  /**
   * As {@link Application#query}, over the state of the latest commit, which is the one of {@link
   * Query#height} or a later one: an answer that somebody compares with a proved root says its
   * height itself. The answer is the word of one node, so it may be cheap to compute in ways that
   * no client could follow; the limits on keys and bytes read do not apply.
   */
  default QueryResult query(Query query) {
    return new QueryResult.Refused("this application answers no queries");
  }

  /** Lets the folder go. Nothing that was not committed becomes durable. */
  @Override
  void close();
}
