package io.quorate.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The processor time of this process by the names of its threads, those of native libraries and of
 * the virtual machine included, as Linux counts it. To be read on the one thread that uses the
 * store. It stays the same while others use the machine.
 *
 * @param nanos per thread name
 */
record ThreadTimes(SortedMap<String, Long> nanos) {
  private static final Path TASKS = Path.of("/proc/self/task");

  static ThreadTimes now() throws IOException {
    SortedMap<String, Long> nanos = new TreeMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        try {
          String name = Files.readString(task.resolve("comm")).strip();
          String spent = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
          nanos.merge(name, Long.parseLong(spent), Long::sum);
        } catch (NoSuchFileException _) {
          // It ended meanwhile.
        }
      }
    }
    separate(nanos);
    return new ThreadTimes(nanos);
  }

  /** What was spent from an earlier reading to this one. */
  ThreadTimes since(ThreadTimes before) {
    SortedMap<String, Long> spent = new TreeMap<>();
    nanos.forEach((name, now) -> spent.put(name, now - before.nanos.getOrDefault(name, 0L)));
    return new ThreadTimes(spent);
  }

  /** A thread that a native library starts has the name of the one that came in: this one. */
  private static void separate(SortedMap<String, Long> nanos) {
    String name = Thread.currentThread().getName();
    long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Long all = nanos.put(name, own);
    nanos.put("compaction", all == null ? 0 : all - own);
  }
}
