package io.quorate.simulator;

import io.quorate.consensus.Block;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Executor;
import java.util.ArrayDeque;
import java.util.Deque;

/** Executes a process's committed blocks, one after the other, each for a drawn time. */
final class Executions {
  private final World world;
  private final NodeProcess process;
  private final SimulatedNode node;
  private final Executor executor;
  private final Deque<Block> waiting = new ArrayDeque<>();
  private boolean executing;

  Executions(World world, NodeProcess process, SimulatedNode node, Executor executor) {
    this.world = world;
    this.process = process;
    this.node = node;
    this.executor = executor;
  }

  void add(Block block) {
    waiting.add(block);
    if (!executing) {
      executing = true;
      later();
    }
  }

  private void later() {
    long shortest = world.plan().minExecution();
    long longest = world.plan().maxExecution();
    world
        .scheduler()
        .after(
            world.timing(node.address()).skewed(shortest, longest),
            () -> {
              if (process.alive()) {
                now();
              }
            });
  }

  private void now() {
    ExecutedBlock result;
    try {
      result = executor.execute(waiting.remove());
    } catch (RuntimeException e) {
      world.checks().threw(node.index(), "while executing", e);
      node.crash();
      return;
    }
    world
        .trace()
        .node(
            node.address(),
            result.stateRoot().hashCode(),
            () ->
                "executed h" + result.block().height() + " root " + result.stateRoot().shortHex());
    world.checks().executed(node.index(), result);
    if (executor.keepsOwnState() && !committed(result)) {
      return;
    }
    if (waiting.isEmpty()) {
      executing = false;
    } else {
      later();
    }
    process.executed(result);
  }

  /** A crash may come between what the node keeps of a height and what its application does. */
  private boolean committed(ExecutedBlock result) {
    if (!process.survives(NodeProcess.Moment.WRITTEN)) {
      return false;
    }
    try {
      executor.commit(result.block().height());
    } catch (RuntimeException e) {
      world.checks().threw(node.index(), "while committing", e);
      node.crash();
      return false;
    }
    return process.survives(NodeProcess.Moment.COMMITTED);
  }
}
