package io.quorate.node.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.Application;
import io.quorate.application.kv.KeyValueApplication;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import jdk.security.jarsigner.JarSigner;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An application's jar")
class ApplicationJarTest {
  private static final String BODY =
      """
      package app;
      import io.quorate.application.*;
      import io.quorate.consensus.*;
      import io.quorate.crypto.Bytes;
      public class App implements Application {
        public App() { %s }
        public int contract() { return %s; }
        public String name() { return "%s"; }
        public int version() { return 3; }
        public void initialise(Bytes genesis, State state) {}
        public Verdict check(Transaction transaction, ReadableState state) {
          return Verdict.accept();
        }
        public ExecutionResult execute(BlockContext block, Transaction tx, State state) {
          return new ExecutionResult.Executed(tx.payload());
        }
      }
      """;

  @TempDir Path folder;

  /** Compiles a class and packs it with a service file of that content. */
  private Path jar(String source, String service) throws IOException {
    Path classes = Files.createTempDirectory(folder, "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject unit =
        new SimpleJavaFileObject(URI.create("string:///app/App.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    StringWriter out = new StringWriter();
    List<String> options = List.of("-proc:none", "-d", classes.toString());
    assertTrue(
        compiler.getTask(out, null, null, options, null, List.of(unit)).call(), out::toString);
    Path jar = Files.createTempFile(folder, "app", ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path each : compiled.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        entries.write(Files.readAllBytes(each));
      }
      if (!service.isEmpty()) {
        entries.putNextEntry(new JarEntry(ApplicationJar.SERVICE));
        entries.write(service.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private Path good() throws IOException {
    return jar(BODY.formatted("", "CONTRACT", "my-app"), "# mine\n\napp.App # the only one\n");
  }

  private static void assertRefused(Path jar, String... words) {
    ApplicationJarException e =
        assertThrows(ApplicationJarException.class, () -> ApplicationJar.open(jar));
    String sentence = String.valueOf(e.getMessage());
    assertTrue(sentence.startsWith(jar.toString()), sentence);
    for (String word : words) {
      assertTrue(sentence.contains(word), sentence);
    }
  }

  @Test
  @DisplayName("is loaded by a class loader of its own, and says what it is")
  void loads() throws Exception {
    try (ApplicationJar jar = ApplicationJar.open(good())) {
      assertEquals("my-app@3", jar.id().text());
      Class<?> type = jar.application().getClass();
      assertNotSame(Application.class.getClassLoader(), type.getClassLoader());
      assertThrows(
          ClassNotFoundException.class,
          () -> type.getClassLoader().loadClass("io.quorate.node.NodeMain"));
    }
  }

  @Test
  @DisplayName("a path that leads nowhere, and a file that is no jar, get a sentence")
  void noJar() throws IOException {
    assertRefused(folder.resolve("missing.jar"), "does not exist");
    assertRefused(Files.writeString(folder.resolve("text.jar"), "no jar"), "is not a jar");
  }

  @Test
  @DisplayName("a jar without an application, or with several, gets a sentence")
  void services() throws IOException {
    String source = BODY.formatted("", "CONTRACT", "my-app");
    assertRefused(jar(source, ""), "holds no application", ApplicationJar.SERVICE);
    assertRefused(jar(source, "# nobody\n"), "names no application");
    assertRefused(jar(source, "app.App\napp.Other\n"), "2 applications", "app.Other");
    assertRefused(jar(source, "app.Other\n"), "app.Other", "does not hold that class");
  }

  @Test
  @DisplayName("a class that is no application, or cannot be made, gets a sentence")
  void classes() throws IOException {
    assertRefused(jar("package app; public class App {}", "app.App"), "does not implement");
    String hidden = BODY.formatted("", "CONTRACT", "my-app").replace("public App()", "App()");
    assertRefused(jar(hidden, "app.App"), "public constructor");
  }

  @Test
  @DisplayName("another version of the interface gets a sentence with both versions")
  void contract() throws IOException {
    assertRefused(jar(BODY.formatted("", "7", "my-app"), "app.App"), "version 7", "version 1");
  }

  @Test
  @DisplayName("what throws while it is loaded gets a sentence with what was thrown")
  void throwing() throws IOException {
    String source =
        BODY.formatted(
            "if (true) throw new IllegalStateException(\"no database\");", "CONTRACT", "my-app");
    assertRefused(jar(source, "app.App"), "cannot be loaded", "no database");
    String broken = BODY.formatted("Object o = 1 / Integer.parseInt(\"0\");", "CONTRACT", "my-app");
    assertRefused(jar(broken, "app.App"), "cannot be loaded", "ArithmeticException");
  }

  @Test
  @DisplayName("an error that is no exception gets a sentence, wherever it is thrown")
  void errors() throws IOException {
    String named = BODY.formatted("", "CONTRACT", "my-app");
    assertRefused(
        jar(named.replace("return 3;", "throw new StackOverflowError();"), "app.App"),
        "cannot be loaded",
        "StackOverflowError");
    assertRefused(
        jar(
            named
                .replace("public App()", "static { if (true) throw new Error(\"no\"); } App()")
                .replace("App() {", "public App() {"),
            "app.App"),
        "cannot be loaded");
  }

  @Test
  @DisplayName("a signature left over from a library that was packed in gets a sentence")
  void leftOverSignature() throws Exception {
    Path jar = folder.resolve("packed.jar");
    Manifest other = new Manifest();
    other.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (ZipFile signed = new ZipFile(signed(good()).toFile());
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), other)) {
      for (ZipEntry entry : signed.stream().toList()) {
        if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          signed.getInputStream(entry).transferTo(out);
        }
      }
    }
    assertRefused(jar, "a signature that does not hold", "META-INF/*.SF");
  }

  private Path signed(Path jar) throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    X500Name name = new X500Name("CN=library");
    byte[] certificate =
        new X509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                Date.from(Instant.parse("9999-12-31T23:59:59Z")),
                name,
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
            .build(new JcaContentSignerBuilder("Ed25519").build(keys.getPrivate()))
            .getEncoded();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    CertPath path =
        factory.generateCertPath(
            List.of(factory.generateCertificate(new ByteArrayInputStream(certificate))));
    Path signed = folder.resolve("signed.jar");
    try (ZipFile in = new ZipFile(jar.toFile());
        OutputStream out = Files.newOutputStream(signed)) {
      new JarSigner.Builder(keys.getPrivate(), path).build().sign(in, out);
    }
    return signed;
  }

  @Test
  @DisplayName("a name that no genesis could hold gets a sentence")
  void names() throws IOException {
    assertRefused(jar(BODY.formatted("", "CONTRACT", "My App"), "app.App"), "My App");
  }

  @Test
  @DisplayName("the genesis decides: another application or version in the jar is refused")
  void genesis() throws Exception {
    Path jar = good();
    assertEquals("my-app", GenesisApplication.find("my-app@3", Optional.of(jar)).name());
    for (String other : List.of("my-app", "my-app@2", "kv")) {
      ApplicationJarException e =
          assertThrows(
              ApplicationJarException.class,
              () -> GenesisApplication.find(other, Optional.of(jar)));
      assertTrue(String.valueOf(e.getMessage()).contains("the genesis names " + other));
    }
    assertEquals(
        KeyValueApplication.class, GenesisApplication.find("kv", Optional.empty()).getClass());
    ApplicationJarException missing =
        assertThrows(
            ApplicationJarException.class,
            () -> GenesisApplication.find("my-app@3", Optional.empty()));
    assertTrue(String.valueOf(missing.getMessage()).contains("path of its jar"));
  }
}
