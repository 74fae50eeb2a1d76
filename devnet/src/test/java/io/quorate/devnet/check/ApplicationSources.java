package io.quorate.devnet.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.node.application.ApplicationJar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes jars of applications, as a build of their own would. */
public final class ApplicationSources {
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

  private ApplicationSources() {}

  /** The source of a class app.App that stores what the expression gives for each transaction. */
  public static String executing(String expression) {
    return SOURCE.replace("EXPRESSION", expression);
  }

  /** A jar whose application is said to be app.App, of that source. */
  public static Path app(Path folder, String source) throws IOException {
    Path root = Files.createTempDirectory(folder, "app");
    Path sources = Files.createDirectory(root.resolve("sources"));
    Path classes = Files.createDirectory(root.resolve("classes"));
    Files.writeString(sources.resolve("App.java"), source);
    Path service = classes.resolve(ApplicationJar.SERVICE);
    Files.createDirectories(service.getParent());
    Files.writeString(service, "app.App");
    return jar(root.resolve("app.jar"), List.of(compile(sources, classes)));
  }

  /** Compiles all that is below a folder into another, against this test's class path. */
  public static Path compile(Path sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter out = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-d", classes.toString());
      assertTrue(
          compiler
              .getTask(
                  out,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(
                      filesBelow(sources).stream()
                          .filter(file -> file.toString().endsWith(".java"))
                          .toList()))
              .call(),
          out::toString);
    }
    return classes;
  }

  /** Puts all that is below some folders into a jar. */
  public static Path jar(Path jar, List<Path> folders) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (Path root : folders) {
        for (Path each : filesBelow(root)) {
          entries.putNextEntry(new JarEntry(root.relativize(each).toString()));
          entries.write(Files.readAllBytes(each));
        }
      }
    }
    return jar;
  }

  private static List<Path> filesBelow(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
