package io.quorate.application;

import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import java.util.List;

/**
 * A replicated application: a deterministic function from a state and a block of transactions to
 * the next state. Every replica of a chain runs the same one over the same blocks, and a quorum
 * signs the resulting state root.
 *
 * <p><b>Calls and their order.</b> {@link #initialise} once in the life of a chain, at height 0.
 * Then for every height from 1 on, without a gap: {@link #beginBlock} once, {@link #execute} for
 * each transaction of the block in its order, {@link #endBlock} once. A transaction that was
 * executed before, or whose sequence lies outside its sender's window, is left out. {@link #check},
 * {@link #shape}, {@link #judge} and {@link #query} come at any time.
 *
 * <p><b>Threads.</b> {@code initialise}, {@code beginBlock}, {@code execute} and {@code endBlock}
 * are called by one thread at a time, each call seeing everything that earlier ones did. {@code
 * check}, {@code shape}, {@code judge} and {@code query} may run on other threads, beside them and
 * beside themselves, so an application keeps no mutable fields: everything it must remember is in
 * its {@link State}. One instance may be used for several replicas of one process.
 *
 * <p><b>Determinism.</b> Equal arguments give equal results, equal events and equal writes on every
 * replica, today and when the log is replayed years later. That rules out the clock (the block's
 * time is an argument), random sources, threads, I/O, floating point, the default locale and time
 * zone, and the iteration order of hash tables. A replica whose state differs from the one a quorum
 * signed stops.
 *
 * <p><b>Durability.</b> The changes of a block become durable together with its height, so after a
 * crash either all of them are there or none, and in the latter case the block is executed again.
 * An effect outside of {@link State} could therefore happen twice: have none.
 *
 * <p><b>State.</b> Keys and values are bytes; a {@link KeySpace} makes maps of types out of them.
 * An application that keeps its state elsewhere is an {@link OwnStateApplication}.
 *
 * <p><b>Reading.</b> Clients read the application's keys themselves, each with a proof against the
 * state root (under {@link io.quorate.consensus.StateKeys#application}). A question that is not
 * about one key goes to {@link #query}, and its answer can be proved as well. Snapshots copy the
 * state tree and need nothing from the application.
 *
 * <p><b>Errors.</b> What a client can cause is a value: a {@link Verdict} or a {@link
 * ExecutionResult.Failed}. An exception while a block is executed is a broken invariant and stops
 * the replica, which says height and transaction; the state is then as before that height. Anything
 * thrown is treated alike, an {@link Error} too. What {@code check}, {@code shape}, {@code judge}
 * or {@code query} throws is a refusal of what they were asked, and harms nothing else.
 *
 * <p><b>Packaging.</b> A jar names its application in the file {@code
 * META-INF/services/io.quorate.application.Application}; the class is public and has a public
 * constructor without parameters that does nothing.
 */
public interface Application {
  /**
   * The version of this interface. It grows when applications have to be compiled anew or changed.
   */
  int CONTRACT = 1;

  /**
   * The version of the interface that the application was compiled against: always {@code return
   * CONTRACT;}. The compiler copies the constant into the application, so that a node can tell what
   * it was made for.
   */
  int contract();

  /**
   * The name by which a genesis chooses this application; never changes. Small letters, digits and
   * hyphens, a letter first, at most 40.
   */
  String name();

  /**
   * The version of the application's rules, from 1. It grows whenever the same blocks would give
   * other results than before; all replicas of a chain run the version that the genesis names.
   */
  default int version() {
    return 1;
  }

  /**
   * Some payloads that the application understands, from which {@code quorate app check} makes
   * random blocks: the more kinds, the more it can find. None by default, upon which it sends
   * random bytes.
   */
  default List<Bytes> samples() {
    return List.of();
  }

  /**
   * Writes the first state.
   *
   * @param genesisState what the genesis says for this application, in its own encoding
   * @param state empty
   * @throws IllegalArgumentException when the application does not accept that genesis; the message
   *     says what to change, and the node does not start
   */
  void initialise(Bytes genesisState, State state);

  /**
   * Whether a transaction is worth ordering. Asked when a client or a peer sends it, so it must be
   * cheap: some microseconds, a read or two. A faulty leader can order what this refuses: {@link
   * #execute} meets every transaction that is ordered.
   *
   * <p>Replicas ask against the state that each has executed last, which is not the same everywhere
   * and not the one the transaction will meet. Refuse what no state can make right (malformed, too
   * large); leave to {@link #execute} what another transaction may still change.
   *
   * @param transaction of this chain, correctly signed
   * @param state as the latest executed block left it
   */
  Verdict check(Transaction transaction, ReadableState state);

  /**
   * Chooses what this replica proposes when it leads: by default everything that it is offered. For
   * an order of the application's own, or for leaving out what does not go together.
   *
   * <p>Only the proposer asks this, so it need not be deterministic. Nothing can be added: what is
   * returned are some of the transactions that were offered, each at most once, in any order; and
   * {@link #judge} has to accept it. Otherwise, or when it throws, an empty block is proposed. What
   * is left out is offered again until it expires. A leader that leaves something out for long
   * looks like a censor to the others, and they may replace it: let {@link #check} refuse what can
   * never be proposed.
   *
   * @param proposal all that could be proposed now, within the chain's limits
   */
  default List<Transaction> shape(Proposal proposal) {
    return proposal.transactions();
  }

  /**
   * Whether a proposal may become a block. A replica asks before it votes for another's proposal,
   * and never votes for one that it refuses; what a quorum of replicas refuses is never ordered.
   * With at most f faulty replicas, {@link #execute} therefore meets only blocks that the
   * application accepts.
   *
   * <p>A function of its argument alone, and total: equal proposals get equal verdicts on every
   * replica, at once, without state (replicas vote at different heights of it). Anything thrown is
   * a refusal. It holds up consensus, so it is fast: some microseconds for each transaction.
   *
   * <p>A block without transactions is never asked about and always acceptable: an application that
   * refuses everything gets empty blocks until what pends has expired, and no chain stops over it.
   */
  default Verdict judge(Proposal proposal) {
    return Verdict.accept();
  }

  /**
   * Comes before the transactions of every block, also of an empty one; by default nothing happens.
   * The place for what happens by itself with time or height, and where evidence of misbehaviour
   * arrives.
   */
  default void beginBlock(BlockContext block, State state) {}

  /**
   * Executes one ordered transaction. It may be one that {@link #check} would refuse, since a
   * faulty leader's proposal is ordered when replicas that see another state accept it.
   *
   * @return {@link ExecutionResult.Executed}, or {@link ExecutionResult.Failed}, upon which the
   *     platform undoes all that this call wrote
   */
  ExecutionResult execute(BlockContext block, Transaction transaction, State state);

  /**
   * Comes after the transactions of every block, also of an empty one; by default nothing happens.
   *
   * @return what the application asks of the chain, at most {@link ChangeRequest#MAX_PER_BLOCK}; it
   *     is recorded, and changes nothing by itself
   */
  default List<ChangeRequest> endBlock(BlockContext block, State state) {
    return List.of();
  }

  /**
   * Answers a question over the state of one final block; by default there are none to ask. It
   * reads and cannot write, and an answer depends on its arguments alone, like all else here: a
   * client that has this class runs it again over the entries that it read, each proved, and so
   * believes no node. Without this class, the answer is the word of one node.
   *
   * <p>It may read {@link Query#MAX_KEYS} keys with {@link Query#MAX_READ_BYTES} bytes of values,
   * and take one second; then its reads throw, and the client gets an error. It runs on one of few
   * threads that do nothing else, so one that never returns ends queries at that node and nothing
   * more.
   *
   * @param query what is asked; its parts come from anybody
   * @param state as the block of the query's height left it
   * @return {@link QueryResult.Answered}, or {@link QueryResult.Refused} for a path or data that
   *     the application does not understand
   */
  default QueryResult query(Query query, ReadableState state) {
    return new QueryResult.Refused("this application answers no queries; read its keys instead");
  }

  /**
   * Some queries that the application understands, which {@code quorate app check} asks after every
   * block; none by default.
   */
  default List<Query> sampleQueries() {
    return List.of();
  }
}
