package io.quorate.devnet.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("In the copy of a jar whose clock is another one")
class ShiftedJarTest {
  /** Each way to look at the clock, as a number of days since 1970. */
  private static final String SOURCE =
      """
      package app;
      import java.time.*;
      import java.util.*;
      import java.util.function.*;
      public class Looks implements Supplier<Map<String, Long>> {
        public Map<String, Long> get() {
          Map<String, Long> days = new TreeMap<>();
          days.put("currentTimeMillis", System.currentTimeMillis() / 86_400_000L);
          days.put("Instant", Instant.now().getEpochSecond() / 86_400);
          days.put("LocalDate", LocalDate.now().toEpochDay());
          days.put("LocalDate of a zone", LocalDate.now(ZoneOffset.UTC).toEpochDay());
          days.put("ZonedDateTime", ZonedDateTime.now().toEpochSecond() / 86_400);
          days.put("Clock", Clock.systemUTC().millis() / 86_400_000L);
          days.put("Clock of here", Clock.systemDefaultZone().millis() / 86_400_000L);
          days.put("Clock of a zone", Clock.system(ZoneOffset.UTC).millis() / 86_400_000L);
          days.put("Date", new Date().getTime() / 86_400_000L);
          LongSupplier millis = System::currentTimeMillis;
          days.put("currentTimeMillis, referred to", millis.getAsLong() / 86_400_000L);
          Supplier<Instant> now = Instant::now;
          days.put("Instant, referred to", now.get().getEpochSecond() / 86_400);
          LongSupplier lambda = () -> new Date().getTime() / 86_400_000L;
          days.put("Date in a lambda", lambda.getAsLong());
          days.put("another date", new Date(86_400_000L).getTime() / 86_400_000L);
          days.put("another instant", Instant.ofEpochSecond(86_400).getEpochSecond() / 86_400);
          return days;
        }
      }
      """;

  @TempDir Path folder;

  @Test
  @DisplayName("every look at it is a year off and more, and nothing else is changed")
  @SuppressWarnings("unchecked")
  void shifted() throws Exception {
    Path sources = Files.createDirectory(folder.resolve("sources"));
    Files.writeString(sources.resolve("Looks.java"), SOURCE);
    Path classes =
        ApplicationSources.compile(sources, Files.createDirectory(folder.resolve("classes")));
    Files.writeString(classes.resolve("resource.txt"), "as it was");
    Path jar = ApplicationSources.jar(folder.resolve("looks.jar"), List.of(classes));
    Path copy = folder.resolve("copy.jar");
    ShiftedJar.write(jar, copy);
    URL[] urls = {copy.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      Object looks = loader.loadClass("app.Looks").getConstructor().newInstance();
      Map<String, Long> days = ((Supplier<Map<String, Long>>) looks).get();
      assertEquals(1, days.remove("another date"));
      assertEquals(1, days.remove("another instant"));
      long today = LocalDate.now(ZoneOffset.UTC).toEpochDay();
      days.forEach((way, day) -> assertTrue(day > today + 366, way));
      assertEquals(12, days.size());
      try (InputStream resource =
          Objects.requireNonNull(loader.getResourceAsStream("resource.txt"))) {
        assertEquals("as it was", new String(resource.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }
}
