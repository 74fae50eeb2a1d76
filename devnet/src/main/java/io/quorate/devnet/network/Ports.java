package io.quorate.devnet.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a port of the loopback interface is free, and who has it when it is not. */
final class Ports {
  private static final int BACKLOG = 1;
  private static final String LISTENING = "0A";

  private Ports() {}

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The process that listens on the port, as people call it; empty when the system does not say.
   */
  static Optional<String> owner(int port) {
    return pid(port).flatMap(ProcessHandle::of).map(Ports::describe);
  }

  private static String describe(ProcessHandle process) {
    String command =
        process
            .info()
            .command()
            .map(path -> String.valueOf(Path.of(path).getFileName()))
            .orElse("?");
    return "process " + process.pid() + " (" + command + ")";
  }

  private static Optional<Long> pid(int port) {
    return Files.isDirectory(Path.of("/proc/net")) ? pidOnLinux(port) : pidByLsof(port);
  }

  private static Optional<Long> pidOnLinux(int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> lines(Path.of(table)).stream())
        .map(line -> line.strip().split("\\s+", -1))
        .filter(f -> f.length > 9 && f[1].endsWith(suffix) && f[3].equals(LISTENING))
        .map(fields -> "socket:[" + fields[9] + "]")
        .flatMap(socket -> holder(socket).stream())
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<Long> holder(String socket) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> holds(Path.of("/proc/" + pid + "/fd"), socket))
        .findFirst();
  }

  private static boolean holds(Path descriptors, String socket) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptors)) {
      for (Path entry : entries) {
        if (Files.readSymbolicLink(entry).toString().equals(socket)) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's process, or one that has ended meanwhile.
      return false;
    }
    return false;
  }

  private static Optional<Long> pidByLsof(int port) {
    try {
      Process lsof =
          new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (Stream<String> lines = lsof.inputReader(StandardCharsets.US_ASCII).lines()) {
        return lines.findFirst().map(Long::parseLong);
      }
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
