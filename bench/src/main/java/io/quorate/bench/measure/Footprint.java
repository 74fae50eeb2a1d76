package io.quorate.bench.measure;

import io.quorate.bench.result.Endurance;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.NodeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Memory and disk of node processes, as Linux tells them. */
final class Footprint {
  private static final double KIB_PER_MIB = 1_024;
  private static final double BYTES_PER_MIB = 1 << 20;

  private Footprint() {}

  /** Of the largest node now. */
  static Endurance.Sample of(LocalNetwork network, double second) throws DevnetException {
    double resident = 0;
    double disk = 0;
    for (NodeSpec node : network.nodes()) {
      if (network.state(node) instanceof NodeState.Running(long pid, boolean _)) {
        resident = Math.max(resident, residentKib(pid) / KIB_PER_MIB);
      }
      disk = Math.max(disk, bytes(network.directory().node(node).resolve("data")) / BYTES_PER_MIB);
    }
    return new Endurance.Sample(second, resident, disk);
  }

  private static double residentKib(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Files come and go while LevelDB works. */
  private static double bytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      double sum = 0;
      for (Path file : all) {
        sum += file.toFile().length();
      }
      return sum;
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }
}
