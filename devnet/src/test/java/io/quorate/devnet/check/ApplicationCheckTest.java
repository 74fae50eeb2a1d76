package io.quorate.devnet.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.devnet.network.DevnetException;
import io.quorate.node.application.ApplicationJar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The hunt for nondeterminism")
class ApplicationCheckTest {
  private static final String SOURCE =
      """
      package app;
      import io.quorate.application.*;
      import io.quorate.consensus.*;
      import io.quorate.crypto.Bytes;
      public class App implements Application {
        private int calls;
        public int contract() { return CONTRACT; }
        public String name() { return "app"; }
        public void initialise(Bytes genesis, State state) {}
        public Verdict check(Transaction transaction, ReadableState state) {
          return Verdict.accept();
        }
        public ExecutionResult execute(BlockContext block, Transaction tx, State state) {
          calls++;
          state.put(Bytes.utf8("value"), Bytes.utf8(String.valueOf(EXPRESSION)));
          return new ExecutionResult.Executed(tx.payload());
        }
      }
      """;

  @TempDir Path folder;

  private Path jar(String expression) throws IOException {
    JavaFileObject unit =
        new SimpleJavaFileObject(URI.create("string:///app/App.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return SOURCE.replace("EXPRESSION", expression);
          }
        };
    StringWriter out = new StringWriter();
    List<String> options = List.of("-proc:none", "-d", folder.toString());
    assertTrue(
        ToolProvider.getSystemJavaCompiler()
            .getTask(out, null, null, options, null, List.of(unit))
            .call(),
        out::toString);
    Path jar = folder.resolve("app.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> classes = Files.list(folder.resolve("app"))) {
      for (Path each : classes.toList()) {
        entries.putNextEntry(new JarEntry("app/" + each.getFileName()));
        entries.write(Files.readAllBytes(each));
      }
      entries.putNextEntry(new JarEntry(ApplicationJar.SERVICE));
      entries.write("app.App".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static Optional<String> difference(Path jar) throws Exception {
    return new ApplicationCheck(jar, Optional.empty(), 1, 6).run().difference();
  }

  @Test
  @DisplayName("finds nothing where there is nothing")
  void deterministic() throws Exception {
    ApplicationCheck check =
        new ApplicationCheck(jar("block.timeMillis() + \" \" + tx.id()"), Optional.empty(), 1, 6);
    ApplicationCheck.Outcome outcome = check.run();
    assertEquals(Optional.empty(), outcome.difference());
    assertTrue(outcome.lines() > 12, "compared " + outcome.lines());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.nanoTime()",
        "java.time.ZoneId.systemDefault()",
        "\"i\".toUpperCase()",
        "new Object().hashCode()",
        "calls",
      })
  @DisplayName("finds the clock, the zone, the locale, identity hashes and fields that remember")
  void nondeterministic(String expression) throws Exception {
    String difference = difference(jar(expression)).orElseThrow();
    assertTrue(difference.startsWith("the state after height "), difference);
  }

  @Test
  @DisplayName("an exception is a finding, too, and names height and transaction")
  void throwing() throws Exception {
    String difference = difference(jar("1 / (calls - 3)")).orElseThrow();
    assertTrue(difference.contains("threw at height "), difference);
    assertTrue(difference.contains("in transaction "), difference);
  }

  @Test
  @DisplayName("a file that is no jar gets the sentence of the loader")
  void noJar() {
    ApplicationCheck check =
        new ApplicationCheck(folder.resolve("missing.jar"), Optional.empty(), 1, 6);
    assertTrue(
        assertThrows(DevnetException.class, check::run).getMessage().contains("does not exist"));
  }
}
