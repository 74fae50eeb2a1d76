package io.quorate.devnet.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.Application;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.Devnet;
import io.quorate.node.application.ApplicationJar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The template")
class TemplateTest {
  private static final Path TEMPLATE = Path.of("../template/src/main");

  @TempDir Path folder;

  @Test
  @DisplayName("compiles, is a proper jar, is deterministic, and runs on a network in one line")
  void template() throws Exception {
    Path jar = jar();
    assertEquals(
        Optional.empty(), new ApplicationCheck(jar, Optional.empty(), 1, 20).run().difference());
    try (ApplicationJar loaded = ApplicationJar.open(jar)) {
      assertEquals("counter", loaded.id().text());
      runs(loaded.application());
    }
  }

  private static void runs(Application counter) throws Exception {
    try (Devnet net = Devnet.local(4, EngineKind.HOTSTUFF, counter)) {
      QuorateClient client = net.client();
      Bytes apple = Bytes.utf8("apple");
      client.submit(net.key("ann"), apple).get();
      ProvedReceipt second = client.submit(net.key("bob"), apple).get();
      assertEquals("0000000000000002", second.receipt().output().toHex());
      assertEquals(List.of(), net.failures());
    }
  }

  private Path jar() throws IOException {
    Path classes = folder.resolve("classes");
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
                  files.getJavaFileObjectsFromPaths(files(TEMPLATE.resolve("java"))))
              .call(),
          out::toString);
    }
    Path jar = folder.resolve("my-app.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (Path root : List.of(classes, TEMPLATE.resolve("resources"))) {
        for (Path each : files(root)) {
          entries.putNextEntry(new JarEntry(root.relativize(each).toString()));
          entries.write(Files.readAllBytes(each));
        }
      }
    }
    return jar;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
