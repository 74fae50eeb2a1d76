package io.quorate.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.devnet.network.DevnetException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultsFileTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Path file = folder.resolve("new/results.json");

    ResultsFile.write(file, Samples.comparisonWithFailure());

    assertEquals(Samples.comparisonWithFailure(), ResultsFile.read(file));
  }

  @Test
  void aMissingNumberIsNotTakenForZero() throws Exception {
    Path file = folder.resolve("results.json");
    ResultsFile.write(file, Samples.comparison());
    Files.writeString(file, Files.readString(file).replace("\"throughput\" : 1200.0,", ""));

    DevnetException refused = assertThrows(DevnetException.class, () -> ResultsFile.read(file));

    assertTrue(refused.getMessage().contains("throughput"), refused.getMessage());
  }

  @Test
  void anotherFormatIsRefused() throws Exception {
    Path file = folder.resolve("results.json");
    ResultsFile.write(file, Samples.comparison());
    Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 99"));

    DevnetException refused = assertThrows(DevnetException.class, () -> ResultsFile.read(file));

    assertTrue(refused.getMessage().contains("format 99"), refused.getMessage());
  }
}
