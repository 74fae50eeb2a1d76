package io.quorate.devnet.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which process a node is, on disk from its start until a command has stopped it.
 *
 * @param pid the process
 * @param startMillis when it started
 */
record PidFile(long pid, long startMillis) {

  static PidFile of(ProcessHandle process) {
    return new PidFile(process.pid(), Processes.startMillis(process));
  }

  /** The process, if it still runs. */
  Optional<ProcessHandle> process() {
    return Processes.find(pid, startMillis);
  }

  void write(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(draft, pid + " " + startMillis + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What the file says; empty when there is none or it is damaged. */
  static Optional<PidFile> read(Path file) {
    try {
      List<Long> numbers =
          Arrays.stream(Files.readString(file).strip().split(" ", -1)).map(Long::valueOf).toList();
      return numbers.size() == 2
          ? Optional.of(new PidFile(numbers.getFirst(), numbers.getLast()))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
