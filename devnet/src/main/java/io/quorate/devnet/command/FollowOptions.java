package io.quorate.devnet.command;

import io.quorate.api.ErrorCode;
import io.quorate.client.ProvedBlock;
import io.quorate.client.QuorateClient;
import io.quorate.client.RefusedException;
import io.quorate.devnet.network.DevnetException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** From which height on to follow the chain, and for how long. */
final class FollowOptions {
  @Option(
      names = "--from",
      paramLabel = "HEIGHT",
      description = "The first height (default: the next one to be final).")
  Optional<Long> from = Optional.empty();

  @Option(
      names = "--count",
      paramLabel = "NUMBER",
      description = "End after so many lines, with the block that they are of (default: never).")
  Optional<Long> count = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  CommandSpec command;

  /** What to do with a block. */
  @FunctionalInterface
  interface Printer {
    /** Prints what it wants of the block, and says how many lines that were. */
    long print(ProvedBlock block) throws DevnetException;
  }

  /** Hands over block after block; the next one is asked for when this one is printed. */
  void each(QuorateClient quorate, Printer printer) throws DevnetException, InterruptedException {
    positive("--from", from);
    positive("--count", count);
    long first = from.isPresent() ? from.get() : next(quorate);
    long left = count.orElse(Long.MAX_VALUE);
    SynchronousQueue<ProvedBlock> blocks = new SynchronousQueue<>();
    try (QuorateClient.Subscription _ = quorate.follow(first, block -> hand(blocks, block))) {
      while (left > 0) {
        left -= printer.print(blocks.take());
      }
    }
  }

  private static void hand(SynchronousQueue<ProvedBlock> blocks, ProvedBlock block) {
    try {
      blocks.put(block);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // The last line is printed.
    }
  }

  private static long next(QuorateClient quorate) throws DevnetException, InterruptedException {
    try {
      return quorate.latestBlock().get().block().height() + 1;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused
          && refused.code() == ErrorCode.NOT_FOUND) {
        return 1; // Nothing is final yet.
      }
      throw ClientOptions.failure(e);
    }
  }

  private void positive(String name, Optional<Long> number) {
    if (number.filter(n -> n < 1).isPresent()) {
      throw new ParameterException(
          command.commandLine(), name + " is " + number.get() + "; it is 1 or more");
    }
  }
}
