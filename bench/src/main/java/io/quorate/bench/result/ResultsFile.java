package io.quorate.bench.result;

import io.quorate.devnet.network.DevnetException;
import java.nio.file.Path;

/** A comparison as a JSON file of one format. */
public final class ResultsFile {
  private ResultsFile() {}

  /** Writes the file, and its folder when that is missing. */
  public static void write(Path file, Comparison comparison) throws DevnetException {
    JsonFile.write(file, comparison);
  }

  /** Reads what {@link #write} wrote; refuses everything else. */
  public static Comparison read(Path file) throws DevnetException {
    Comparison comparison = JsonFile.read(file, Comparison.class);
    if (comparison.format() != Comparison.FORMAT) {
      throw new DevnetException(
          file
              + " has format "
              + comparison.format()
              + ", this version reads "
              + Comparison.FORMAT);
    }
    return comparison;
  }
}
