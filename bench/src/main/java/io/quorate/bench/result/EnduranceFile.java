package io.quorate.bench.result;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.quorate.devnet.network.DevnetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The results of {@code bench/resilience} as JSON. */
public final class EnduranceFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private EnduranceFile() {}

  /** Writes the file, and its folder when that is missing. */
  public static void write(Path file, EnduranceRun run) throws DevnetException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, JSON.writeValueAsString(run) + "\n");
    } catch (IOException e) {
      throw new DevnetException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static EnduranceRun read(Path file) throws DevnetException {
    try {
      return JSON.readValue(Files.readAllBytes(file), EnduranceRun.class);
    } catch (JacksonException e) {
      throw new DevnetException(file + " holds no results: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new DevnetException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
