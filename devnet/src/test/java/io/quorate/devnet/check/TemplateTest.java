package io.quorate.devnet.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.application.Application;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.Devnet;
import io.quorate.node.application.ApplicationJar;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    Path classes = ApplicationSources.compile(TEMPLATE.resolve("java"), folder.resolve("classes"));
    Path jar =
        ApplicationSources.jar(
            folder.resolve("my-app.jar"), List.of(classes, TEMPLATE.resolve("resources")));
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
}
