package io.quorate.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine of a comparison. */
public final class Machine {
  private Machine() {}

  /** Processes that ran or wanted to, over the last minute; negative where nobody says. */
  public static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** The processor's name where the system says it, its architecture elsewhere. */
  public static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElseGet(Machine::architecture);
    } catch (IOException e) {
      return architecture();
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch", "unknown");
  }

  /** How many processors this JVM sees. */
  public static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Main memory, in MiB; 0 where nobody says. */
  public static long memoryMiB() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize() >> 20
        : 0;
  }

  /** The operating system and its version. */
  public static String system() {
    return System.getProperty("os.name", "unknown") + " " + System.getProperty("os.version", "");
  }

  /** The JVM of this process, which the nodes run in as well. */
  public static String jvm() {
    return String.join(
        " ",
        List.of(
            System.getProperty("java.vm.name", "JVM"),
            System.getProperty("java.vm.version", ""),
            "(" + System.getProperty("java.vendor.version", "unknown build") + ")"));
  }

  /** The kind of file system that a folder is on, since a sync costs nothing on some. */
  public static String fileSystem(Path folder) {
    try {
      return Files.getFileStore(folder).type();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
