package io.quorate.devnet.command;

import io.quorate.devnet.load.LoadRun;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress of a run of load on a terminal; nothing elsewhere. */
final class LoadProgress implements AutoCloseable {
  private static final int WHOLE = 1_000;
  private static final long PERIOD_MILLIS = 250;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("progress").factory());
  private final Runnable end;

  private LoadProgress(Runnable draw, Runnable end) {
    this.end = end;
    Future<?> _ =
        clock.scheduleAtFixedRate(draw, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  static LoadProgress of(LoadRun run, Output output) {
    if (!output.isWatched()) {
      return new LoadProgress(() -> {}, () -> {});
    }
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("load")
            .setInitialMax(WHOLE)
            .setStyle(ProgressBarStyle.ASCII)
            .hideEta()
            .setUpdateIntervalMillis((int) PERIOD_MILLIS)
            .build();
    Runnable draw =
        () -> {
          bar.stepTo(run.permille());
          bar.setExtraMessage(" " + run.progress());
        };
    return new LoadProgress(draw, bar::close);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    end.run();
  }
}
