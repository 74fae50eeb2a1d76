package io.quorate.simulator;

/** When, after everything healed, everything has to be right again. */
final class LivenessBound {
  /** View timeouts that it may take when nobody is faulty. */
  private static final int PATIENCE = 6;

  /** View timeouts more for each faulty node. */
  private static final long PER_FAULTY = 4;

  private LivenessBound() {}

  /**
   * Within this much virtual time after everything healed, all that is pending has to be committed
   * and all honest nodes have to agree. The terms:
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
    long faulty = (long) plan.faults().deadForever() + liars;
    long views = (PATIENCE + PER_FAULTY * faulty) * plan.chain().maxTimeoutMillis() * Plan.MILLI;
    long retries = (4 + 4L * liars) * (plan.clients().retry() + plan.tickMillis() * Plan.MILLI);
    long slowest = plan.network().maxDelay() + plan.disk().maxSync() + plan.maxExecution();
    return views + retries + 200 * slowest;
  }
}
