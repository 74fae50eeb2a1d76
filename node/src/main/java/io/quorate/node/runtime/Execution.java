package io.quorate.node.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quorate.consensus.Block;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.ledger.ApplicationFailure;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Executor;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that executes committed blocks, one after the other. Its queue is bounded by the
 * replica's backlog.
 */
final class Execution implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  private static final String BEFORE = "; the replica's state is as before that height";
  private static final String EXECUTED =
      "; the replica has that height, and brings the application's own state to it at the next"
          + " start";

  private final Executor executor;
  private final DiskSpace space;
  private final InputQueue inputs;
  private final NodeFailure failure;
  private final Timer timer;
  private final LinkedBlockingQueue<Block> queue = new LinkedBlockingQueue<>();

  Execution(
      Executor executor,
      DiskSpace space,
      InputQueue inputs,
      NodeFailure failure,
      MeterRegistry registry) {
    this.executor = executor;
    this.space = space;
    this.inputs = inputs;
    this.failure = failure;
    this.timer = registry.timer("quorate.execution");
    registry.gauge("quorate.execution.queue", queue, LinkedBlockingQueue::size);
  }

  void execute(Block block) {
    queue.add(block);
  }

  @Override
  public void run() {
    String left = BEFORE;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Block block = queue.take();
        space.awaitRoom();
        long start = System.nanoTime();
        ExecutedBlock result = executor.execute(block);
        left = EXECUTED;
        executor.commit(block.height());
        left = BEFORE;
        timer.record(System.nanoTime() - start, java.util.concurrent.TimeUnit.NANOSECONDS);
        inputs.local(new ReplicaInput.Executed(result));
        LOG.atTrace()
            .addKeyValue("height", block.height())
            .addKeyValue("stateRoot", result.stateRoot().shortHex())
            .log("executed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ApplicationFailure e) {
      failure.stop(e.getMessage() + left, Optional.of(e));
    }
  }
}
