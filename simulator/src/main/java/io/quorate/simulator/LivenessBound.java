package io.quorate.simulator;

/** When, after everything healed, everything has to be right again. */
final class LivenessBound {
  /** View timeouts that it may take when nobody is faulty. */
  private static final int PATIENCE = 6;

  /** View timeouts more for each faulty node. */
  private static final long PER_FAULTY = 4;

  /** Slowest messages, syncs and executions that one block costs: three phases and a reserve. */
  private static final long PER_BLOCK = 4;

  private LivenessBound() {}

  /**
   * Within this much virtual time after everything healed, and {@link #backlog} more, all that is
   * pending has to be committed and all honest nodes have to agree. The terms:
   *
   * <ul>
   *   <li>{@link #PATIENCE} capped view timeouts: one until timers that began before the repair run
   *       out, one for the views to meet, and a rotation's worth of views that start late.
   *   <li>{@link #PER_FAULTY} more for each node that stays dead or lies: it can spoil the views it
   *       leads, at the worst placed so that no run of good views is long enough to commit, until
   *       engines that pass over failed leaders have seen it fail; and it may do so once more after
   *       it behaved.
   *   <li>Four times what a client waits before it turns to another node, and a replica before it
   *       repeats itself, plus as much for each liar: a liar may take a transaction and drop it.
   *   <li>Two hundred of the slowest message, sync and execution, for what has to be fetched and
   *       executed by those who were away.
   * </ul>
   */
  static long of(Plan plan) {
    int liars = plan.liars().size();
    long views =
        (PATIENCE + PER_FAULTY * faulty(plan)) * plan.chain().maxTimeoutMillis() * Plan.MILLI;
    long retries = (4 + 4L * liars) * (plan.clients().retry() + plan.tickMillis() * Plan.MILLI);
    return views + retries + 200 * slowest(plan);
  }

  /**
   * What the blocks take that hold what is pending, one after the other, beyond the first: small
   * blocks on a slow network are not faster. Each costs {@link #PER_BLOCK} of the slowest message,
   * sync and execution, and its share of the views that faulty nodes lead.
   *
   * @param pending transactions that wait when everything healed
   */
  static long backlog(Plan plan, int pending) {
    long blocks = pending / plan.chain().maxBlockTransactions();
    long timeouts = faulty(plan) * plan.chain().maxTimeoutMillis() * Plan.MILLI / plan.nodes();
    return blocks * (PER_BLOCK * slowest(plan) + timeouts);
  }

  private static long faulty(Plan plan) {
    return (long) plan.faults().deadForever() + plan.liars().size();
  }

  private static long slowest(Plan plan) {
    return plan.network().maxDelay() + plan.disk().maxSync() + plan.maxExecution();
  }
}
